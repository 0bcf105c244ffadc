import { readFileSync } from 'node:fs';
import type { FileMetaData } from 'hyparquet';
import { type CommittedTable, committedTable, queryFiles } from '../support/e2e-committed';
import { E2e } from '../support/e2e-environment';
import { fileTypeOf } from '../support/e2e-footer';
import { equivalentTypesOf, footerOf, parquetTypesOf } from '../support/parquet-footer';

/**
 * A column: its Redshift type, what schema.json must say of it, and its values as SQL and as DuckDB must read them from
 * the Parquet file. Everything here is written by hand.
 */
interface Case {
  type: string;
  redshift: string;
  parquet: object;
  spark: string;
  /** How DuckDB shows a value: `text` casts it to text, `number` leaves it a number. */
  show: 'text' | 'value';
  values: readonly (readonly [sql: string, expected: unknown])[];
}

const INT64 = { physical: 'INT64' };
const STRING = { physical: 'BYTE_ARRAY', logical: 'STRING' };
const TIMESTAMP = { physical: 'INT64', logical: 'TIMESTAMP_MICROS' };
const decimal = (precision: number, scale: number, typeLength: number) => ({
  physical: 'FIXED_LEN_BYTE_ARRAY',
  logical: 'DECIMAL',
  precision,
  scale,
  typeLength,
});
const text = { show: 'text', parquet: STRING, spark: 'string' } as const;

const CASES: Readonly<Record<string, Case>> = {
  c_smallint: {
    type: 'SMALLINT',
    redshift: 'smallint',
    parquet: INT64,
    spark: 'bigint',
    show: 'text',
    values: [
      ['-32768', '-32768'],
      ['32767', '32767'],
      ['0', '0'],
    ],
  },
  c_integer: {
    type: 'INTEGER',
    redshift: 'integer',
    parquet: INT64,
    spark: 'bigint',
    show: 'text',
    values: [
      ['-2147483648', '-2147483648'],
      ['2147483647', '2147483647'],
      ['-1', '-1'],
    ],
  },
  c_bigint: {
    type: 'BIGINT',
    redshift: 'bigint',
    parquet: INT64,
    spark: 'bigint',
    show: 'text',
    values: [
      ["'-9223372036854775808'::BIGINT", '-9223372036854775808'],
      ['9223372036854775807', '9223372036854775807'],
      ['9007199254740993', '9007199254740993'],
      ['-9007199254740993', '-9007199254740993'],
      ['0', '0'],
    ],
  },
  c_numeric: {
    type: 'NUMERIC',
    redshift: 'numeric(18,0)',
    parquet: decimal(18, 0, 8),
    spark: 'decimal(18,0)',
    show: 'text',
    values: [
      ['999999999999999999', '999999999999999999'],
      ['-999999999999999999', '-999999999999999999'],
    ],
  },
  c_decimal: {
    type: 'DECIMAL(38,10)',
    redshift: 'numeric(38,10)',
    parquet: decimal(38, 10, 16),
    spark: 'decimal(38,10)',
    show: 'text',
    values: [
      ['9999999999999999999999999999.9999999999', '9999999999999999999999999999.9999999999'],
      ['-9999999999999999999999999999.9999999999', '-9999999999999999999999999999.9999999999'],
      ['0.0000000001', '0.0000000001'],
      ['-0.0000000001', '-0.0000000001'],
      ['0', '0.0000000000'],
      ['1234567890.5', '1234567890.5000000000'],
    ],
  },
  c_cents: {
    type: 'DECIMAL(9,2)',
    redshift: 'numeric(9,2)',
    parquet: decimal(9, 2, 4),
    spark: 'decimal(9,2)',
    show: 'text',
    values: [
      ['9999999.99', '9999999.99'],
      ['-9999999.99', '-9999999.99'],
      ['0.01', '0.01'],
    ],
  },
  c_fraction: {
    type: 'DECIMAL(38,37)',
    redshift: 'numeric(38,37)',
    parquet: decimal(38, 37, 16),
    spark: 'decimal(38,37)',
    show: 'text',
    values: [
      ['9.9999999999999999999999999999999999999', '9.9999999999999999999999999999999999999'],
      ['-0.0000000000000000000000000000000000001', '-0.0000000000000000000000000000000000001'],
    ],
  },
  c_real: {
    type: 'REAL',
    redshift: 'real',
    parquet: { physical: 'FLOAT' },
    spark: 'float',
    show: 'value',
    values: [
      ['0.1', 0.10000000149011612],
      ["'3.4028235e38'::REAL", 3.4028234663852886e38],
      ["'-3.4028235e38'::REAL", -3.4028234663852886e38],
      ["'1.1754944e-38'::REAL", 1.1754943508222875e-38],
      ["'-0'::REAL", -0],
      ["'NaN'::REAL", Number.NaN],
      ["'Infinity'::REAL", Number.POSITIVE_INFINITY],
      ["'-Infinity'::REAL", Number.NEGATIVE_INFINITY],
      ['16777217', 16777216],
    ],
  },
  c_double: {
    type: 'DOUBLE PRECISION',
    redshift: 'double precision',
    parquet: { physical: 'DOUBLE' },
    spark: 'double',
    show: 'value',
    values: [
      ['0.1', 0.1],
      ["'1.7976931348623157e308'::FLOAT8", 1.7976931348623157e308],
      ["'-1.7976931348623157e308'::FLOAT8", -1.7976931348623157e308],
      ["'2.2250738585072014e-308'::FLOAT8", 2.2250738585072014e-308],
      ["'-0'::FLOAT8", -0],
      ["'NaN'::FLOAT8", Number.NaN],
      ["'Infinity'::FLOAT8", Number.POSITIVE_INFINITY],
      ["'-Infinity'::FLOAT8", Number.NEGATIVE_INFINITY],
      ["'0.30000000000000004'::FLOAT8", 0.30000000000000004],
    ],
  },
  c_boolean: {
    type: 'BOOLEAN',
    redshift: 'boolean',
    parquet: { physical: 'BOOLEAN' },
    spark: 'boolean',
    show: 'value',
    values: [
      ['true', true],
      ['false', false],
    ],
  },
  c_char: {
    type: 'CHAR(5)',
    redshift: 'char(5)',
    ...text,
    values: [
      ["'ab'", 'ab'],
      ["''", ''],
      ["'abcde'", 'abcde'],
      ["' a '", ' a'],
    ],
  },
  c_varchar: {
    type: 'VARCHAR(256)',
    redshift: 'varchar(256)',
    ...text,
    values: [
      ["''", ''],
      ["'it''s'", "it's"],
      [`'say "hi"'`, 'say "hi"'],
      [`'back\\\\slash, \\\\n'`, 'back\\slash, \\n'],
      ["' blanks  '", ' blanks  '],
      ["'line\nbreak\ttab\rreturn'", 'line\nbreak\ttab\rreturn'],
      ["'žluťoučký 🐦 日本 👩‍👩‍👧'", 'žluťoučký 🐦 日本 👩‍👩‍👧'],
      ["'NULL'", 'NULL'],
      ["'comma, | pipe; \\u0041 %s ${x} {% $y %}'", 'comma, | pipe; \u0041 %s ${x} {% $y %}'.replace('A', 'u0041')],
    ],
  },
  c_date: {
    type: 'DATE',
    redshift: 'date',
    parquet: { physical: 'INT32', logical: 'DATE' },
    spark: 'date',
    show: 'text',
    values: [
      ["'0001-01-01'", '0001-01-01'],
      ["'9999-12-31'", '9999-12-31'],
      ["'1969-12-31'", '1969-12-31'],
      ["'2024-02-29'", '2024-02-29'],
      ["'1582-10-10'", '1582-10-10'],
    ],
  },
  c_timestamp: {
    type: 'TIMESTAMP',
    redshift: 'timestamp',
    parquet: TIMESTAMP,
    spark: 'timestamp',
    show: 'text',
    values: [
      ["'0001-01-01 00:00:00'", '0001-01-01 00:00:00'],
      ["'9999-12-31 23:59:59.999999'", '9999-12-31 23:59:59.999999'],
      ["'1969-12-31 23:59:59.999999'", '1969-12-31 23:59:59.999999'],
      ["'2024-02-29 12:34:56.000001'", '2024-02-29 12:34:56.000001'],
    ],
  },
  c_timestamptz: {
    type: 'TIMESTAMPTZ',
    redshift: 'timestamptz',
    parquet: TIMESTAMP,
    spark: 'timestamp',
    show: 'text',
    values: [
      ["'2024-02-29 12:34:56.123456+02'", '2024-02-29 10:34:56.123456'],
      ["'1970-01-01 00:00:00+00'", '1970-01-01 00:00:00'],
      ["'1969-12-31 23:59:59.999999-05:30'", '1970-01-01 05:29:59.999999'],
      ["'9999-12-31 23:59:59.999999+00'", '9999-12-31 23:59:59.999999'],
      ["'0001-01-01 00:00:00+00'", '0001-01-01 00:00:00'],
    ],
  },
  c_time: {
    type: 'TIME',
    redshift: 'time',
    ...text,
    values: [
      ["'00:00:00'", '00:00:00'],
      ["'23:59:59.999999'", '23:59:59.999999'],
      ["'12:00:00.5'", '12:00:00.5'],
    ],
  },
  c_timetz: {
    type: 'TIMETZ',
    redshift: 'timetz',
    ...text,
    values: [
      ["'00:00:00+00'", '00:00:00+00'],
      ["'23:59:59.999999+00'", '23:59:59.999999+00'],
    ],
  },
  c_year_month: {
    type: 'INTERVAL YEAR TO MONTH',
    redshift: 'interval year to month',
    ...text,
    values: [
      ["INTERVAL '1-2' YEAR TO MONTH", '1 years 2 mons'],
      ["INTERVAL '0' YEAR", '0 years 0 mons'],
    ],
  },
  c_day_second: {
    type: 'INTERVAL DAY TO SECOND',
    redshift: 'interval day to second',
    ...text,
    values: [["INTERVAL '3 04:05:06.7' DAY TO SECOND", '3 days 4 hours 5 mins 6.7 secs']],
  },
  c_super: {
    type: 'SUPER',
    redshift: 'super',
    parquet: { physical: 'BYTE_ARRAY', logical: 'JSON' },
    spark: 'string',
    show: 'text',
    values: [
      [`JSON_PARSE('{"a":[1,2.50,{"b":null}],"ž":"🐦 \\\\"q\\\\""}')`, '{"a":[1,2.50,{"b":null}],"ž":"🐦 \\"q\\""}'],
      ["JSON_PARSE('[]')", '[]'],
      ["JSON_PARSE('null')", 'null'],
      ["JSON_PARSE('9007199254740993')", '9007199254740993'],
      [`JSON_PARSE('"text"')`, '"text"'],
      ["JSON_PARSE('true')", 'true'],
    ],
  },
  c_varbyte: {
    type: 'VARBYTE(16)',
    redshift: 'varbyte(16)',
    ...text,
    values: [
      ["FROM_HEX('00FF10')", '00ff10'],
      ["FROM_HEX('')", ''],
      ["FROM_HEX('000102030405060708090a0b0c0d0e0f')", '000102030405060708090a0b0c0d0e0f'],
    ],
  },
  c_geometry: {
    type: 'GEOMETRY',
    redshift: 'geometry',
    ...text,
    values: [["ST_GeomFromText('POINT(1 2)', 4326)", '0101000020E6100000000000000000F03F0000000000000040']],
  },
};

const NAMES = Object.keys(CASES);
const ROWS = Math.max(...Object.values(CASES).map(({ values }) => values.length));

/** Row i holds the i-th value of every column, NULL where it has fewer; the last row is NULL all through. */
const INSERTS = Array.from({ length: ROWS + 1 }, (_, i) => {
  const values = Object.values(CASES).map((column) => column.values[i]?.[0] ?? 'NULL');
  return `INSERT INTO types.every_type VALUES (${i}, ${values.join(', ')})`;
});
const EXPECTED = Array.from({ length: ROWS + 1 }, (_, i) => [
  String(i),
  ...Object.values(CASES).map((column) => column.values[i]?.[1] ?? null),
]);

const TEN = `(${Array.from({ length: 10 }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ')})`;
const TEN_THOUSAND = `SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS n FROM ${TEN} a, ${TEN} b, ${TEN} c, ${TEN} d`;

let e2e: E2e;
const tables: Record<string, CommittedTable> = {};

beforeAll(async () => {
  e2e = await E2e.open();
  await e2e.admin(
    'CREATE SCHEMA types',
    `CREATE TABLE types.every_type (id BIGINT NOT NULL, ${NAMES.map((name) => `${name} ${CASES[name]?.type}`).join(', ')}, PRIMARY KEY (id))`,
    ...INSERTS,
    'CREATE TABLE types.long_text (t VARCHAR(65535))',
    "INSERT INTO types.long_text VALUES (REPEAT('x', 65535)), (REPEAT('あ', 21845)), (REPEAT('''\"\\\\', 16383))",
    // In a schema of its own: an UNLOAD of it is refused.
    'CREATE SCHEMA sketches',
    'CREATE TABLE sketches.visitors (day INTEGER, seen HLLSKETCH)',
    `INSERT INTO sketches.visitors SELECT id, HLL_CREATE_SKETCH(c_varchar) FROM types.every_type GROUP BY id`,
    `INSERT INTO sketches.visitors SELECT 100, HLL_CREATE_SKETCH(n) FROM (${TEN_THOUSAND}) x`,
    'INSERT INTO sketches.visitors (day) VALUES (101)',
    ...['types', 'sketches'].flatMap((schema) => [
      `GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO PUBLIC`,
    ]),
  );
  for (const pipeline of ['types-unload', 'types-page']) {
    const run = await e2e.run(pipeline);
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    tables[pipeline] = await committedTable(e2e, pipeline, 'types', 'every_type');
  }
});
afterAll(() => e2e?.close());

describe.each(['types-unload', 'types-page'])('every type through %s', (pipeline) => {
  const table = () => tables[pipeline] as CommittedTable;

  it.each(NAMES)('%s keeps every value', async (name) => {
    const shown = CASES[name]?.show === 'text' ? `CAST("${name}" AS VARCHAR)` : `"${name}"`;
    const rows = await queryFiles(table().files, `SELECT ${shown} FROM $files ORDER BY id`);
    expect(rows.map(([value]) => value)).toEqual(EXPECTED.map((row) => row[NAMES.indexOf(name) + 1]));
  });

  it('says in schema.json what the columns were and are', () => {
    const said = table().schema.columns.slice(1);
    expect(said.map((column) => [column.name, column.redshiftType, column.parquet, column.sparkType])).toEqual(
      Object.entries(CASES).map(([name, { redshift, parquet, spark }]) => [name, redshift, parquet, spark]),
    );
    expect(said.map(({ glueType }) => glueType)).toEqual(said.map(({ sparkType }) => sparkType));
    expect(table().schema).toMatchObject({ primaryKey: ['id'], table: { schema: 'types', name: 'every_type' } });
    expect(table().schema.columns[0]).toMatchObject({ name: 'id', nullable: false });
  });

  it('writes a footer that schema.json describes', () => {
    const { columns } = table().schema;
    expect(table().files).toHaveLength(1);
    const footer = footerOf(readFileSync(table().files[0] as string));
    const elements = footer.schema.slice(1);
    expect(elements.map((element) => [element.name, fileTypeOf(element)])).toEqual(
      columns.map(({ name, sparkType, parquet }) => [name, { spark: sparkType, physical: parquet.physical }]),
    );
    const types = pipeline === 'types-page' ? parquetTypesOf(footer) : equivalentTypesOf(footer);
    expect(types).toEqual(columns.map(({ name, parquet }) => ({ name, parquet })));
  });
});

describe('a decimal of another writer', () => {
  const element = { name: 'd', repetition_type: 'OPTIONAL', converted_type: 'DECIMAL', scale: 2 } as const;
  const typesOf = (type: 'INT32' | 'INT64', precision: number) =>
    equivalentTypesOf({ schema: [{ name: 'root' }, { ...element, type, precision }] } as unknown as FileMetaData);

  it.each([
    ['INT32', 9, 4],
    ['INT64', 18, 8],
  ] as const)('may lie in an %s with %i digits', (type, precision, typeLength) => {
    expect(typesOf(type, precision)).toEqual([{ name: 'd', parquet: decimal(precision, 2, typeLength) }]);
  });

  it.each([
    ['INT32', 10],
    ['INT64', 19],
  ] as const)('may not lie in an %s with %i digits', (type, precision) => {
    expect(() => typesOf(type, precision)).toThrow('schema.json cannot say');
  });
});

const LONG = { ascii: 'x'.repeat(65_535), wide: 'あ'.repeat(21_845), quotes: `'"\\`.repeat(16_383) };

it.each(['types-unload', 'types-page'])('the longest text comes whole through %s', async (pipeline) => {
  const { files } = await committedTable(e2e, pipeline, 'types', 'long_text');
  const rows = await queryFiles(files, 'SELECT t FROM $files');
  expect(new Set(rows.map(([value]) => value))).toEqual(new Set(Object.values(LONG)));
});

it('gives identical data by both methods', async () => {
  const [unloaded, paged] = ['types-unload', 'types-page'].map((pipeline) => tables[pipeline] as CommittedTable);
  const list = `id, ${NAMES.join(', ')}`;
  const all = (table: CommittedTable | undefined) =>
    queryFiles(table?.files ?? [], `SELECT ${list} FROM $files ORDER BY id`);
  expect(await all(paged)).toEqual(await all(unloaded));
  expect(paged?.schema).toEqual(unloaded?.schema);
});

it('carries sketches by pages as Redshift prints them, sparse and dense', async () => {
  const { files, schema, current } = await committedTable(e2e, 'types-page', 'sketches', 'visitors');
  expect(current.batches).toMatchObject([{ method: 'page', rows: ROWS + 3 }]);
  expect(schema.columns[1]).toMatchObject({ redshiftType: 'hllsketch', parquet: STRING, sparkType: 'string' });
  const carried = new Map((await queryFiles(files, 'SELECT day, seen FROM $files')) as [bigint, string | null][]);
  for (let id = 0; id <= ROWS; id++) {
    const { sparse, ...rest } = JSON.parse(carried.get(BigInt(id)) ?? 'null');
    expect(rest).toEqual({ version: 1, logm: 15 });
    const values = id < (CASES.c_varchar?.values.length ?? 0) ? 1 : 0;
    expect([sparse.indices.length, sparse.values.length]).toEqual([values, values]);
  }
  expect(Buffer.from(carried.get(100n) ?? '', 'base64')).toHaveLength(24_580);
  expect(carried.get(101n)).toBeNull();
  const session = await e2e.warehouse.connect({ database: 'dev', dbUser: 'admin' });
  const held = await session.execute('SELECT day, seen FROM sketches.visitors');
  for await (const [day, seen] of held.rows) {
    const expected = seen && 'stringValue' in seen ? seen.stringValue : null;
    expect(carried.get((day as { longValue: bigint }).longValue)).toBe(expected);
  }
  await session.close();
});
