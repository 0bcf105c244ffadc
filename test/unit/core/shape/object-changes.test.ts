import { gzipSync } from 'node:zlib';
import { type BadRow, type Change, isBadRow } from '../../../../lambdas/core/shape/change';
import type { ReadSource } from '../../../../lambdas/core/shape/object-table';
import type { TableOptions } from '../../../../lambdas/core/shape/source-tables';
import { CDC, context, debezium, dms, dmsCsv, LOAD, outline, read, rows } from './object-rig';
import { duckParquet } from './parquet/parquet-files';

describe('every format and type', () => {
  it.each<[string, ReadSource, string, string, Partial<TableOptions>, unknown[]]>([
    ['rows ndjson', rows({}), 'in/t/a', '{"id":9007199254740993}\n', {}, [['U public.t', { id: '#9007199254740993' }]]],
    [
      'rows json, an array',
      rows({ type: 'json' }),
      'in/t/a',
      '[{"id":1},\n{"id":2}]',
      {},
      [
        ['U public.t', { id: '#1' }],
        ['U public.t', { id: '#2' }],
      ],
    ],
    [
      'rows json, one object on lines',
      rows({ type: 'json' }),
      'in/t/a',
      '{\n"id":1\n}',
      {},
      [['U public.t', { id: '#1' }]],
    ],
    ['rows csv', rows({ type: 'csv' }), 'in/t/a', 'id,b\n1,\n', {}, [['U public.t', { id: '1', b: null }]]],
    [
      'rows csv by another layout',
      rows({ type: 'csv', csv: { delimiter: '|', header: false, nullText: '-' } }),
      'in/t/a',
      '1|-\n2|\n',
      { columns: ['id', 'b'] },
      [
        ['U public.t', { id: '1', b: null }],
        ['U public.t', { id: '2', b: '' }],
      ],
    ],
    ['one table', rows({ tablePath: undefined, table: 's.t' }), 'in/x', '{"id":1}', {}, [['U s.t', { id: '#1' }]]],
    ['a template', rows({ tablePath: '*/{schema}.{table}/' }), 'in/x/s.t/y', '{"id":1}', {}, [['U s.t', { id: '#1' }]]],
    [
      'debezium',
      debezium({}),
      'in/x',
      '{"op":"c","source":{"schema":"s","table":"t","lsn":5},"after":{"id":1}}',
      {},
      [['U s.t', { id: '#1' }]],
    ],
    [
      'debezium json',
      debezium({ type: 'json' }),
      'in/x',
      '[{"op":"d","source":{"schema":"s","table":"t","lsn":5},\n"before":{"id":1}}]',
      {},
      [['D s.t', { id: '#1' }]],
    ],
    [
      'debezium by the key',
      debezium({ tablePath: '{table}/' }),
      'in/t/x',
      '{"__op":"u","__lsn":5,"id":1}',
      {},
      [['U public.t', { id: '#1' }]],
    ],
    [
      'debezium beside the template',
      debezium({ tablePath: '{table}/' }),
      'in/x',
      '{"__op":"u","__lsn":5,"id":1}',
      {},
      ['an event that does not name its table: add it to the event (add.fields), or set tablePath'],
    ],
    [
      'debezium with a placeholder',
      debezium({ placeholder: '?' }),
      'in/x',
      '{"op":"u","source":{"schema":"s","table":"t","lsn":5},"after":{"id":1,"a":"?"}}',
      {},
      [['U s.t', { id: '#1' }]],
    ],
    ['dms full load', dms({}), LOAD, '1,NULL\n', { columns: ['id', 'b'] }, [['U hr.emp', { id: '1', b: null }]]],
    [
      'dms full load with operations',
      dms({ opIn: 'all' }),
      LOAD,
      'I,1\n',
      { columns: ['id'] },
      [['U hr.emp', { id: '1' }]],
    ],
    ['dms changes', dms({}), CDC, 'D,1\n', { columns: ['id'] }, [['D hr.emp', { id: '1' }]]],
    ['dms inserts alone', dms({ opIn: 'none' }), CDC, '1\n', { columns: ['id'] }, [['U hr.emp', { id: '1' }]]],
    [
      'dms with names',
      dms({ ...dmsCsv(), opColumn: 'operation' }),
      CDC,
      'OPERATION,id\nD,1\n',
      {},
      [['D hr.emp', { id: '1' }]],
    ],
    [
      'dms by another layout',
      dms(dmsCsv({ delimiter: '\t', nullText: '' })),
      CDC,
      'Op\tid\tb\nU\t1\t\n',
      {},
      [['U hr.emp', { id: '1', b: null }]],
    ],
    [
      'dms below another folder',
      dms({ tablePath: 'x/{table}/' }),
      'in/x/emp/LOAD001.csv',
      '1\n',
      { columns: ['id'] },
      [['U public.emp', { id: '1' }]],
    ],
    [
      'dms transactions',
      dms({ cdcPath: 'cdc/' }),
      'in/cdc/CDC_TXN-20201117153046033.csv',
      'I,emp,hr,1\nD,dep,hr,2\n',
      { columns: ['id'] },
      [
        ['U hr.emp', { id: '1' }],
        ['D hr.dep', { id: '2' }],
      ],
    ],
    ['gzip', rows({}), 'in/t/a.json', gzipSync('{"id":1}\n') as unknown as string, {}, [['U public.t', { id: '#1' }]]],
    ['an empty object', rows({ type: 'csv' }), 'in/t/a', '', {}, []],
  ])('%s', async (_, source, key, content, options, expected) => {
    expect(outline(await read(source, key, content, context(options)))).toEqual(expected);
  });

  it.each<[string, ReadSource, string, string, unknown[]]>([
    [
      'rows',
      rows({ type: 'parquet' }),
      'in/t/a',
      'SELECT 1.50::DECIMAL(5,2) AS a, 2::BIGINT AS b',
      [['U public.t', { a: '#1.50', b: '#2' }]],
    ],
    [
      'dms full load',
      dms({ type: 'parquet' }),
      'in/hr/emp/LOAD001.parquet',
      'SELECT 1 AS id',
      [['U hr.emp', { id: '#1' }]],
    ],
    [
      'dms changes',
      dms({ type: 'parquet' }),
      'in/hr/emp/20240506-070809123.parquet',
      "SELECT 'D' AS Op, 1 AS id",
      [['D hr.emp', { id: '#1' }]],
    ],
    [
      'dms changes of a kind that is unknown',
      dms({ type: 'parquet' }),
      'in/hr/emp/20240506-070809123.parquet',
      'SELECT NULL::VARCHAR AS Op, 1 AS id',
      ['an operation that is none of I, U and D'],
    ],
    [
      'dms inserts alone',
      dms({ type: 'parquet', opIn: 'none' }),
      'in/hr/emp/20240506-070809123.parquet',
      'SELECT 1 AS id',
      [['U hr.emp', { id: '#1' }]],
    ],
  ])('parquet: %s', async (_, source, key, query, expected) => {
    const items = await read(source, key, await duckParquet(query));
    expect(outline(items)).toEqual(expected);
    for (const item of items)
      if (!isBadRow(item)) expect(item.types).toEqual(expect.not.objectContaining({ Op: 'varchar' }));
  });
});

describe('objects that cannot be read', () => {
  it.each<[ReadSource, string, string | Uint8Array, Partial<TableOptions>, string]>([
    [rows({}), 'in/a', '', {}, 'the key in/a names no table by tablePath "{table}/"'],
    [rows({}), 'else/t/a', '', {}, 'is not below the prefix in/'],
    [rows({ type: 'csv', csv: { delimiter: ',', header: false, nullText: '' } }), 'in/t/a', '', {}, 'set columns'],
    [rows({ type: 'csv' }), 'in/t/a', 'a,a\n', {}, 'twice'],
    [rows({}), 'in/t/a', gzipSync('{"id":1}\n'.repeat(99)).subarray(0, -4), {}, 'broken gzip'],
    [rows({ type: 'parquet' }), 'in/t/a', '{"id":1}\n{"id":2}\n', {}, 'no Parquet, or cut off'],
    [rows({ type: 'parquet' }), 'in/t/a', '', {}, 'no Parquet: the object has 0 bytes'],
    [dms({}), 'in/hr/emp/other.csv', '', { columns: ['id'] }, 'not named as DMS names its files'],
    [dms({}), 'in/hr/LOAD001.csv', '', { columns: ['id'] }, 'names no table by tablePath'],
    [dms({}), CDC, '', {}, 'set columns'],
    [dms({}), 'in/hr/emp/CDC_TXN-20201117153046033.csv', '', { columns: ['id'] }, 'set cdcPath'],
    [dms({ cdcPath: 'cdc/' }), 'in/cdc/20240506-070809123.csv', '', { columns: ['id'] }, 'no file of transactions'],
    [dms(dmsCsv()), CDC, 'id\n1\n', {}, 'no column "Op"'],
    [dms(dmsCsv()), LOAD, 'Op,id\nI,1\n', {}, 'write opIn: all'],
    [dms({ timestampColumn: 'at' }), CDC, '', { columns: ['id'] }, 'correct timestampColumn'],
    [dms({ sequenceColumn: 'seq' }), CDC, '', { columns: ['id'] }, 'correct sequenceColumn'],
  ])('%#: %j', async (source, key, content, options, message) => {
    await expect(read(source, key, content, context(options))).rejects.toMatchObject({
      name: 'ObjectUnreadable',
      message: expect.stringContaining(message),
    });
  });

  it('are those of Parquet without the columns that are named, too', async () => {
    const file = await duckParquet('SELECT 1 AS id');
    const reading = read(dms({ type: 'parquet' }), 'in/hr/emp/20240506-070809123.parquet', file);
    await expect(reading).rejects.toThrow('no column "Op" of the operation');
  });
});

describe('bad rows, of good objects', () => {
  it.each<[string, ReadSource, string | Uint8Array, string]>([
    ['half a line', rows({}), '{"id":1}\n{"id":', 'no JSON'],
    ['half an array', rows({ type: 'json' }), '[{"id":1},{"id"', 'the object ends within this record'],
    ['NUL in JSON', rows({}), '{"id":1}\n{"id":"a\\u0000"}', 'NUL'],
    ['a NUL byte in CSV', rows({ type: 'csv' }), 'id\n1\na\0\n', 'NUL'],
    ['bytes that are not UTF-8', rows({}), Buffer.from('{"id":1}\n{"id":"\xff"}', 'latin1'), 'not UTF-8'],
    ['NaN', rows({}), '{"id":1}\n{"id":NaN}', 'NaN'],
  ])('%s', async (_, source, content, reason) => {
    const items = await read(source, 'in/t/a', content);
    expect(items.map((item) => isBadRow(item))).toEqual([false, true]);
    expect((items[1] as BadRow).reason).toContain(reason);
  });

  it('70 KB of text are no bad row', async () => {
    const [change] = (await read(rows({}), 'in/t/a', `{"id":"${'x'.repeat(70_000)}"}`)) as Change[];
    expect(change?.row).toEqual(expect.objectContaining({ id: 'x'.repeat(70_000) }));
  });
});
