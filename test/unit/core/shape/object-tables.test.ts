import type { Change } from '../../../../lambdas/core/shape/change';
import { objectChanges } from '../../../../lambdas/core/shape/object-changes';
import { type ReadSource, tableOfObject } from '../../../../lambdas/core/shape/object-table';
import type { TableOptions } from '../../../../lambdas/core/shape/source-tables';
import { CDC, context, debezium, dms, dmsCsv, outline, read, rows } from './object-rig';
import { CountedObject, duckParquet } from './parquet/parquet-files';
import { all, allOf } from './read-all';

describe('options of tables', () => {
  const event =
    '{"op":"u","source":{"schema":"s","table":"T","lsn":5},"after":{"ID":1,"a":"1"},"before":{"ID":2,"a":"0"}}';

  it.each<[string, ReadSource, string, string, unknown]>([
    ['rows', rows({}), 'in/t/a', '{"ID":1}', ['ID']],
    ['dms', dms(dmsCsv()), CDC, 'Op,ID\nI,1\n', ['ID']],
    ['debezium', debezium({}), 'in/x', event, ['ID']],
  ])('the key is found whatever its letter case: %s', async (_, source, key, content, expected) => {
    const changes = (await read(source, key, content, context({ key: ['id'] }))) as Change[];
    expect(changes.map((change) => change.key)).toEqual(changes.map(() => expected));
    // An update of the key deletes the old row.
    expect(changes.map(({ op }) => op)).toEqual(source.format === 'debezium' ? ['D', 'U'] : ['U']);
  });

  it('a key that a row does not have is told', async () => {
    expect(outline(await read(rows({}), 'in/t/a', '{"a":1}', context({ key: ['id'] })))).toEqual([
      'the key column "id" is missing',
    ]);
  });

  it('columnTypes beat those of the schema, by the names of the source, as columns turn up', async () => {
    const content = '{"A":1}\n{"A":2,"b":3}\n{"A":4}\n';
    const changes = (await read(
      rows({}),
      'in/t/a',
      content,
      context({ columnTypes: { a: 'date', b: 'time', c: 'real' } }),
    )) as Change[];
    expect(changes.map(({ types }) => types)).toEqual([
      { A: 'date' },
      { A: 'date', b: 'time' },
      { A: 'date', b: 'time' },
    ]);
    expect(changes[1]?.types).toBe(changes[2]?.types);
    const file = await duckParquet('SELECT 1 AS a, 2 AS b');
    const [row] = (await read(
      rows({ type: 'parquet' }),
      'in/t/a',
      file,
      context({ columnTypes: { A: 'bigint' } }),
    )) as Change[];
    expect(row?.types).toEqual({ a: 'bigint', b: 'integer' });
  });

  it('rows of tables that are not enabled are passed over', async () => {
    const off = context(
      (name) =>
        ({ enabled: !name.endsWith('.t'), columns: name.endsWith('.u') ? ['id'] : undefined }) as Partial<TableOptions>,
    );
    expect(await read(rows({}), 'in/t/a', 'broken', off)).toEqual([]);
    const events = ['t', 'u'].map(
      (name) => `{"op":"c","source":{"schema":"s","table":"${name}","lsn":5},"after":{"id":1}}\n`,
    );
    expect(outline(await read(debezium({}), 'in/x', events.join(''), off))).toEqual([['U s.u', { id: '#1' }]]);
    const source = dms({ cdcPath: 'cdc/' });
    const transactions = 'I,t,s,1,2,3\nI,u,s,1\n';
    expect(outline(await read(source, 'in/cdc/CDC_TXN-20201117153046033.csv', transactions, off))).toEqual([
      ['U s.u', { id: '1' }],
    ]);
  });
});

describe('order and time', () => {
  it('rows stand in the order of their objects, then of their own', async () => {
    const source = rows({});
    const positions = [];
    for (const [lastModified, batchSeq, index] of [
      ['2024-05-06T07:08:09.000Z', 9, 5],
      ['2024-05-06T07:08:09.000Z', 10, 4],
      ['2024-05-06T07:08:09.000Z', 10, 11],
      ['2024-05-06T07:08:10.000Z', 1, 0],
    ] as const) {
      const object = { key: 'in/t/a', index, lastModified };
      const content = new CountedObject(Buffer.from('{"a":1}\n'.repeat(11)));
      for (const item of await allOf(objectChanges(source, object, content, { ...context(), batchSeq })))
        positions.push((item as Change).pos);
    }
    expect([...positions].sort()).toEqual(positions);
    expect(new Set(positions).size).toBe(44);
    expect(positions[0]).toMatch(/^\d{57}$/);
  });

  it.each<[number, object]>([
    [-1, { index: 1, lastModified: '2024-05-06T07:08:09.000Z' }],
    [1, { index: 10_000_000, lastModified: '2024-05-06T07:08:09.000Z' }],
    [1, { index: 1, lastModified: 'soon' }],
  ])('what has no place is refused: %#', async (batchSeq, object) => {
    const reading = objectChanges(
      rows({}),
      { key: 'in/t/a', ...object } as never,
      new CountedObject(Buffer.from('{}')),
      {
        ...context(),
        batchSeq,
      },
    );
    await expect(all(reading)).rejects.toThrow(RangeError);
  });

  it('DMS has them in columns', async () => {
    const source = dms({ ...dmsCsv(), timestampColumn: 'AT', sequenceColumn: 'seq' });
    const [change] = (await read(source, CDC, 'Op,at,SEQ,id\nI,2024-01-02 03:04:05.123456,7,1\n')) as Change[];
    expect(change).toMatchObject({ at: '2024-01-02 03:04:05.123456', pos: `1${'7'.padStart(40, '0')}` });
  });

  it('Debezium has them in the source', async () => {
    const event =
      '{"op":"c","ts_ms":9,"source":{"schema":"s","table":"t","lsn":5,"ts_ms":1700000000123},"after":{"id":1}}';
    const [change] = (await read(debezium({}), 'in/x', event)) as Change[];
    expect(change?.at).toBe('2023-11-14 22:13:20.123000');
  });
});

it.each<[ReadSource, string, string | undefined]>([
  [rows({}), 'in/t/a/b', 'public.t'],
  [rows({ tablePath: undefined, table: '"S"."t.u"' }), 'in/x', 'S.t.u'],
  [dms({ cdcPath: 'cdc/' }), 'in/cdc/CDC_TXN-20201117153046033.csv', undefined],
  [dms({ cdcPath: 'cdc/' }), 'in/hr/emp/LOAD001.csv', 'hr.emp'],
  [debezium({}), 'in/x', undefined],
])('the table of an object: %#', (source, key, expected) => {
  const table = tableOfObject(source, key);
  expect(table && `${table.schema}.${table.name}`).toBe(expected);
});
