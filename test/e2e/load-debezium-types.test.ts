import { assemblyFolder } from '../support/assemblies';
import { LoadBench, tableOf } from '../support/load-bench';
import { duckParquet } from '../unit/core/shape/parquet/parquet-files';

let bench: LoadBench;
beforeAll(async () => {
  bench = await LoadBench.open({ assembly: assemblyFolder('load-dms') });
});
afterAll(() => bench?.close());

interface Field {
  field: string;
  type: string;
  name?: string;
  parameters?: Record<string, string>;
}
const time = (type: string, name: string) => ({ type, name: `io.debezium.time.${name}` });
const data = (type: string, name: string) => ({ type, name: `io.debezium.data.${name}` });
const connect = (type: string, name: string) => ({ type, name: `org.apache.kafka.connect.data.${name}` });
const decimal = (scale: string, precision: string) => ({
  ...connect('bytes', 'Decimal'),
  parameters: { scale, 'connect.decimal.precision': precision },
});

/** Type in the source, JSON text on the wire, type in Redshift, and the value there as text. */
const TYPES: [Omit<Field, 'field'>, wire: string, type: string, value: string][] = [
  [time('int32', 'Date'), '19782', 'date', '2024-02-29'],
  [connect('int32', 'Date'), '2932896', 'date', '9999-12-31'],
  [time('int32', 'Time'), '3723004', 'time', '01:02:03.004'],
  [connect('int32', 'Time'), '0', 'time', '00:00:00'],
  [time('int64', 'MicroTime'), '3723000001', 'time', '01:02:03.000001'],
  [time('int64', 'NanoTime'), '3723000004999', 'time', '01:02:03.000004'],
  [time('string', 'ZonedTime'), '"10:15:30.123456Z"', 'timetz', '10:15:30.123456+00'],
  [time('int64', 'Timestamp'), '1709168523123', 'timestamp', '2024-02-29 01:02:03.123'],
  [connect('int64', 'Timestamp'), '-1', 'timestamp', '1969-12-31 23:59:59.999'],
  [time('int64', 'MicroTimestamp'), '1709168523123456', 'timestamp', '2024-02-29 01:02:03.123456'],
  [time('int64', 'NanoTimestamp'), '1709168523123456789', 'timestamp', '2024-02-29 01:02:03.123456'],
  [time('string', 'ZonedTimestamp'), '"2024-02-29T01:02:03.5+02:00"', 'timestamptz', '2024-02-28 23:02:03.5+00'],
  [time('string', 'IsoDate'), '"2024-02-29Z"', 'date', '2024-02-29'],
  [time('string', 'IsoTimestamp'), '"2024-02-29T01:02:03Z"', 'timestamp', '2024-02-29 01:02:03'],
  [time('string', 'Interval'), '"P1Y2M3DT4H5M6.78S"', 'varchar', 'P1Y2M3DT4H5M6.78S'],
  [time('int64', 'MicroDuration'), '9007199254740993', 'int8', '9007199254740993'],
  [time('int32', 'Year'), '2024', 'int4', '2024'],
  [decimal('2', '10'), '"MDk="', 'numeric', '123.45'],
  [decimal('0', '38'), '"SztMqFqGxHoJiiI//////w=="', 'numeric', '99999999999999999999999999999999999999'],
  [decimal('40', '50'), '"AQ=="', 'varchar', `0.${'0'.repeat(39)}1`],
  // Its scale is not declared: the column has room for more decimals than the first value shows.
  [data('struct', 'VariableScaleDecimal'), '{"scale":3,"value":"AeJA"}', 'numeric', '123.456000'],
  [data('string', 'Json'), '"{\\"a\\": 1.10}"', 'super', '{"a":1.10}'],
  [data('string', 'Xml'), '"<a/>"', 'varchar', '<a/>'],
  [data('string', 'Uuid'), '"5f8a1c2e-3b4d-4e6f-8a9b-1c2d3e4f5a6b"', 'varchar', '5f8a1c2e-3b4d-4e6f-8a9b-1c2d3e4f5a6b'],
  [data('string', 'Enum'), '"red"', 'varchar', 'red'],
  [data('string', 'EnumSet'), '"a,b"', 'varchar', 'a,b'],
  [data('string', 'Ltree'), '"a.b"', 'varchar', 'a.b'],
  [data('bytes', 'Bits'), '"BwE="', 'varbyte', '0701'],
  [
    data('struct', 'geometry.Point'),
    '{"x":1.0,"y":1.0,"wkb":"AQEAAAAAAAAAAADwPwAAAAAAAPA/","srid":4326}',
    'varchar',
    '0101000020e6100000000000000000f03f000000000000f03f',
  ],
  [{ type: 'int16' }, '-1', 'int2', '-1'],
  [{ type: 'int32' }, '2147483647', 'int4', '2147483647'],
  [{ type: 'int64' }, '9223372036854775807', 'int8', '9223372036854775807'],
  [{ type: 'double' }, '1.1', 'float8', '1.1'],
  [{ type: 'boolean' }, 'true', 'bool', 'true'],
  [{ type: 'string' }, '"Käse"', 'varchar', 'Käse'],
  [{ type: 'bytes' }, '"w6k="', 'varbyte', 'c3a9'],
  [{ type: 'array' }, '[1, 9007199254740993]', 'super', '[1,9007199254740993]'],
];
const nameOf = (n: number): string => `c${String(n).padStart(2, '0')}`;

describe('every logical type of Debezium', () => {
  let columns: Map<string, { type: string; value: string | null }>;
  let warnings: string[];
  beforeAll(async () => {
    const fields: Field[] = [
      { field: 'id', type: 'int64' },
      ...TYPES.map(([type], n) => ({ field: nameOf(n), ...type })),
    ];
    const row = [`"id":1`, ...TYPES.map(([, wire], n) => `"${nameOf(n)}":${wire}`)].join(',');
    const source =
      '"source":{"connector":"postgresql","schema":"lab","table":"types","lsn":10,"ts_ms":1709168523123,"db":"x"}';
    const schema = JSON.stringify({
      type: 'struct',
      fields: [
        ...['before', 'after'].map((field) => ({ field, type: 'struct', optional: true, fields })),
        { field: 'source', type: 'struct', fields: [] },
        { field: 'op', type: 'string' },
      ],
    });
    await bench.env.put(
      'topics/a.json',
      `{"schema":${schema},"payload":{"before":null,"after":{${row}},${source},"op":"c","ts_ms":1}}\n`,
    );
    const run = await bench.env.run('cdc');
    expect([run.status, run.cause, run.report.badRows.reasons]).toEqual(['SUCCEEDED', undefined, []]);
    expect(tableOf(run, 'lab.types').rows).toMatchObject({ read: 1, applied: 1 });
    // Values alone: nobody knows the key.
    warnings = tableOf(run, 'lab.types').warnings;
    columns = await bench.described('SELECT * FROM lab.types');
  });

  it.each(TYPES.map(([type, wire, ...target], n) => ({ n, name: type.name ?? type.type, wire, target })))(
    '$name $wire',
    ({ n, target: [type, value] }) => {
      const found = columns.get(nameOf(n));
      expect([found?.type, found?.value]).toEqual([type, value]);
    },
  );

  it('warns that values without a key are appended, and names the fix', () => {
    expect(warnings).toEqual([expect.stringContaining('Name the key: tables: {lab.types: {key: [...]}}')]);
  });
});

describe('every kind of file of DMS', () => {
  const loads = async (pipeline: string, files: Record<string, string | Buffer>) => {
    for (const [key, content] of Object.entries(files)) await bench.env.put(`${pipeline}/${key}`, content);
    const run = await bench.env.run(pipeline);
    expect({ status: run.status, cause: run.cause, bad: run.report.badRows.reasons }).toEqual({
      status: 'SUCCEEDED',
      cause: undefined,
      bad: [],
    });
  };

  it('full load and changes, without names, in folders of dates', async () => {
    await loads('dms', {
      'hr/emp/LOAD00000001.csv': '1,Ann,2026-01-01 00:00:00\n2,Bob,2026-01-01 00:00:00\n',
      'hr/emp/LOAD0000000A.csv': '3,Cy,2026-01-01 00:00:00\n',
      'hr/emp/2026/01/02/20260102-101010000.csv':
        'U,1,Anna,2026-01-02 00:00:00\nD,2,Bob,2026-01-02 00:00:00\nI,4,Di,2026-01-02 00:00:00\n',
    });
    expect(await bench.rows('SELECT id, name FROM hr.emp ORDER BY 1')).toEqual([
      ['1', 'Anna'],
      ['3', 'Cy'],
      ['4', 'Di'],
    ]);
  });

  it('names, operations in all files, and a sequence that orders them', async () => {
    await loads('dms-named', {
      'hr/named/LOAD00000001.csv': 'Op,id,name,AR_H_CHANGE_SEQ\nI,1,Ann,\nI,2,Bob,\n',
      'hr/named/20260102-101010000.csv':
        'Op,id,name,AR_H_CHANGE_SEQ\nU,1,last,20260102101010000000000000000000009\nU,1,first,20260102101010000000000000000000001\nD,2,Bob,20260102101010000000000000000000002\n',
    });
    expect(await bench.rows('SELECT id, name FROM hr.named ORDER BY 1')).toEqual([['1', 'last']]);
  });

  it('inserts only, without operations', async () => {
    await loads('dms-inserts', { 'hr/log/20260102-101010000.csv': '1,a\n1,NULL\n' });
    expect(await bench.rows('SELECT id, name FROM hr.log ORDER BY name')).toEqual([
      ['1', 'a'],
      ['1', null],
    ]);
  });

  it('Parquet, with operations in the files of changes', async () => {
    await loads('dms-parquet', {
      'hr/p/LOAD00000001.parquet': await duckParquet(
        "SELECT 1::BIGINT AS id, 1.50::DECIMAL(9,2) AS amount, '2026-01-01 00:00:00' AS ts",
      ),
      'hr/p/20260102-101010000.parquet': await duckParquet(
        "SELECT 'U' AS \"Op\", 1::BIGINT AS id, 2.75::DECIMAL(9,2) AS amount, '2026-01-02 00:00:00' AS ts UNION ALL SELECT 'I', 2, 0.01, '2026-01-02 00:00:01'",
      ),
    });
    expect(await bench.rows('SELECT id, amount FROM hr.p ORDER BY 1')).toEqual([
      ['1', '2.75'],
      ['2', '0.01'],
    ]);
  });

  it('transactions, whose rows name their tables', async () => {
    await loads('dms-ordered', {
      'hr/x/LOAD00000001.csv': '1,Ann\n2,Bob\n',
      'cdc/CDC_TXN-20260102101010000.csv': 'U,x,hr,1,Anna\nI,y,hr,7,Yo\nD,x,hr,2,Bob\n',
    });
    expect(await bench.rows('SELECT id, name FROM hr.x ORDER BY 1')).toEqual([['1', 'Anna']]);
    expect(await bench.rows('SELECT id, name FROM hr.y ORDER BY 1')).toEqual([['7', 'Yo']]);
  });
});
