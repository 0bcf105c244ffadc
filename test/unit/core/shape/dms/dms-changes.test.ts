import { ObjectUnreadable } from '../../../../../lambdas/core/errors';
import type { BadRow, Change } from '../../../../../lambdas/core/shape/change';
import { dmsChange } from '../../../../../lambdas/core/shape/dms/dms-change';
import { DmsCsvChanges, type DmsCsvOptions } from '../../../../../lambdas/core/shape/dms/dms-csv-changes';
import { dmsObject } from '../../../../../lambdas/core/shape/dms/dms-object';
import { rowOf } from '../../../../../lambdas/core/shape/row';
import { outline, readAll } from '../read-all';

const table = { schema: 'hr', name: 'employee' };
const LOAD = 'hr/employee/LOAD00000001.csv';
const CDC = 'hr/employee/20141029-1134010000.csv';
const options = (
  key: string,
  { columns, ...more }: Partial<DmsCsvOptions> & { columns?: string[] } = {},
): DmsCsvOptions => ({
  object: dmsObject(key)!,
  table,
  tables: (found) => ({ table: found, key: ['id'], columns }),
  header: columns === undefined,
  opIn: 'changes',
  opColumn: 'Op',
  ...more,
});
const read = (key: string, content: string, more?: Parameters<typeof options>[1]): Promise<(Change | BadRow)[]> =>
  readAll(new DmsCsvChanges(options(key, more)), content, 5);
const short = (items: (Change | BadRow)[]) => outline<Change>(items, ({ op, row }) => [op, { ...row }]);

describe('names of objects', () => {
  it.each<[string, string | undefined, string?]>([
    ['a/b/LOAD00000001.csv', 'load', '00000001'],
    ['a/b/LOAD0000000A.parquet', 'load', '0000000a'],
    ['a/b/LOAD001.csv.gz', 'load', '00000001'],
    ['a/b/2024/01/02/20141029-1134010000.csv', 'changes', '20141029113401000000'],
    ['a/b/20141029-113401000.parquet', 'changes', '20141029113401000000'],
    ['cdc/CDC_TXN-20201117153046033.csv', 'transactions', '20201117153046033000'],
    ['a/b/other.csv', undefined],
    ['a/LOAD00000001.csv/x', undefined],
  ])('%s', (...[key, kind, order]) => {
    expect(dmsObject(key)).toEqual(kind && { kind, order });
  });
});

describe('files', () => {
  it.each<[string, string, string, Parameters<typeof options>[1], unknown[]]>([
    ['full load with a header', LOAD, 'id,name\n1,ann\n', {}, [['U', { id: '1', name: 'ann' }]]],
    ['full load with the operation', LOAD, 'Op,id,name\nI,1,ann\n', { opIn: 'all' }, [['U', { id: '1', name: 'ann' }]]],
    ['full load without a header', LOAD, '1,ann\n', { columns: ['id', 'name'] }, [['U', { id: '1', name: 'ann' }]]],
    [
      'full load with the operation, without a header',
      LOAD,
      'I,1,ann\n',
      { columns: ['id', 'name'], opIn: 'all' },
      [['U', { id: '1', name: 'ann' }]],
    ],
    [
      'changes',
      CDC,
      'I,1,a\nU,1,b\nD,1,b\n',
      { columns: ['id', 'name'] },
      [
        ['U', { id: '1', name: 'a' }],
        ['U', { id: '1', name: 'b' }],
        ['D', { id: '1', name: 'b' }],
      ],
    ],
    ['changes with a header', CDC, 'Op,id\nD,1\n', {}, [['D', { id: '1' }]]],
    ['inserts only', CDC, 'id\n1\n', { opIn: 'none' }, [['U', { id: '1' }]]],
    ['an unknown operation', CDC, 'X,1,a\n', { columns: ['id', 'name'] }, ['an operation that is none of I, U and D']],
    ['no operation', CDC, 'Op,id\n,1\n', {}, ['an operation that is none of I, U and D']],
    [
      'a field too many',
      CDC,
      'I,1,a,b\n',
      { columns: ['id', 'name'] },
      ['4 fields where the operation and 2 columns are expected'],
    ],
    ['a field too few', CDC, 'Op,id,name\nI,1\n', {}, ['2 fields where the operation and 2 columns are expected']],
    ['a column of the user named Op', CDC, 'id,Op\n1,x\n', { opIn: 'none' }, [['U', { id: '1', Op: 'x' }]]],
    [
      'the operation by another name and in another place',
      CDC,
      'id,OPERATION\n1,D\n',
      { opColumn: 'operation' },
      [['D', { id: '1' }]],
    ],
    [
      'changes without the operation',
      CDC,
      '1,a\n',
      { columns: ['id', 'name'] },
      ['2 fields where the operation and 2 columns are expected'],
    ],
    ['a key in capitals', CDC, 'Op,ID\nI,1\n', {}, [['U', { ID: '1' }]]],
    ['NULL', CDC, 'Op,id,a,b\nI,1,NULL,\n', { format: { nullText: 'NULL' } }, [['U', { id: '1', a: null, b: '' }]]],
    ['a key that is NULL', CDC, 'Op,id\nI,\n', {}, ['the key column "id" is NULL']],
  ])('%s', async (...[, key, content, more, changes]) => {
    expect(short(await read(key, content, more))).toEqual(changes);
  });

  it('columns that the log did not have are absent', async () => {
    const [change] = await read(CDC, 'Op,id,a\nU,1,-none-\n', { noSupText: '-none-' });
    expect(change).toMatchObject({ row: { id: '1' }, absent: ['a'] });
    expect((change as Change).row).not.toHaveProperty('a');
  });

  it('transactions name the table of each row', async () => {
    const items = await read('cdc/CDC_TXN-20201117153046033.csv', 'I,t1,s,1,a\nD,t2,s,2,b\nI,,s,1,a\nU,t3,s,1\n', {
      table: undefined,
      tables: (found) => ({ table: found, key: ['id'], columns: found.name === 't3' ? undefined : ['id', 'v'] }),
    });
    expect(items).toMatchObject([
      {
        table: { schema: 's', name: 't1' },
        op: 'U',
        row: { id: '1', v: 'a' },
        pos: '120201117153046033000000000000001',
      },
      {
        table: { schema: 's', name: 't2' },
        op: 'D',
        row: { id: '2', v: 'b' },
        pos: '120201117153046033000000000000002',
      },
      { reason: 'no operation, table and schema in front' },
      { reason: expect.stringContaining('set columns') },
    ]);
  });

  it.each<[Parameters<typeof options>[1], string, string]>([
    [{ table: undefined }, '', 'does not name its table'],
    [{ header: false }, '', 'set columns'],
    [{}, 'id,name\n', 'no column "Op" of the operation'],
    [{ timeColumn: 'at' }, 'Op,id\n', 'correct timestampColumn'],
    [{ positionColumn: 'seq' }, 'Op,id\n', 'correct sequenceColumn'],
    [{ object: dmsObject(LOAD)! }, 'Op,id\n', 'write opIn: all'],
    [{ timeColumn: 'at', columns: ['id'] }, '', 'correct timestampColumn'],
    [{}, 'Op,id,id\n', 'twice'],
  ])('that cannot be read: %j', async (more, content, message) => {
    const reading = (async () => read(CDC, content, more))();
    await expect(reading).rejects.toThrow(ObjectUnreadable);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('positions', () => {
  const first = async (key: string, content: string, more?: Parameters<typeof options>[1]) =>
    ((await read(key, content, more)) as Change[]).map(({ pos }) => pos);

  it('grow through the load, then through the changes', async () => {
    const found = [
      ...(await first('a/LOAD00000009.csv', 'id\n1\n2\n')),
      ...(await first('a/LOAD0000000A.csv', 'id\n1\n')),
      ...(await first('a/LOAD00000010.csv', 'id\n1\n')),
      ...(await first('a/20141029-113401000.csv', `Op,id\n${'I,1\n'.repeat(11)}`)),
      ...(await first('a/20141029-1134010001.csv', 'Op,id\nI,1\n')),
      ...(await first('a/20141030-000000000.csv', 'Op,id\nI,1\n')),
    ];
    expect([...found].sort()).toEqual(found);
    expect(new Set(found).size).toBe(found.length);
  });

  it('are those of the source where the files have them', async () => {
    const content =
      'Op,id,ar_h_change_seq\nI,1,20201117153046030000000000000000005\nU,1,20201117153046030000000000000000015\n';
    expect(await first(CDC, content)).toEqual([
      '10000020201117153046030000000000000000005',
      '10000020201117153046030000000000000000015',
    ]);
    expect(await first(LOAD, 'id,AR_H_CHANGE_SEQ\n1,\n')).toEqual(['000000001000000000001']);
    expect(await first(CDC, 'Op,id,seq\nI,1,7\n', { positionColumn: 'seq' })).toEqual([`1${'7'.padStart(40, '0')}`]);
  });

  it.each(['', 'x', '1'.repeat(41)])('are refused: %j', async (seq) => {
    const [bad] = await read(CDC, `Op,id,AR_H_CHANGE_SEQ\nI,1,${seq}\n`);
    expect(bad).toMatchObject({ reason: 'AR_H_CHANGE_SEQ is no number' });
  });
});

it('the time is that of the column', async () => {
  const content = 'Op,at,id\nI,2024-01-02 03:04:05.123456,1\nI,,2\n';
  const items = (await read(CDC, content, { timeColumn: 'at' })) as Change[];
  expect(items.map(({ at }) => at)).toEqual(['2024-01-02 03:04:05.123456', null]);
});

it('records of Parquet have types', () => {
  const row = rowOf([['id', { number: '1' }]]);
  const types = { id: 'integer' };
  expect(dmsChange(row, 'D', dmsObject('a/20141029-113401000.parquet')!, 7, { table, key: ['id'], types }, {})).toEqual(
    {
      table,
      op: 'D',
      key: ['id'],
      row: { id: { number: '1' } },
      absent: [],
      pos: '120141029113401000000000000000007',
      at: null,
      types,
    },
  );
});
