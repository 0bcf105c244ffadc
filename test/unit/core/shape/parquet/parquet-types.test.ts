import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { leafReader } from '../../../../../lambdas/core/shape/parquet/leaf-value';
import { duckParquet, readParquet, short } from './parquet-files';

describe('types', () => {
  // SQL, Redshift type, value.
  it.each<[string, string, unknown]>([
    ['true', 'boolean', true],
    ['(-128)::TINYINT', 'smallint', '#-128'],
    ['200::UTINYINT', 'smallint', '#200'],
    ['(-32768)::SMALLINT', 'smallint', '#-32768'],
    ['65535::USMALLINT', 'integer', '#65535'],
    ['(-2147483648)::INTEGER', 'integer', '#-2147483648'],
    ['4294967295::UINTEGER', 'bigint', '#4294967295'],
    ['9007199254740993::BIGINT', 'bigint', '#9007199254740993'],
    ['(-9223372036854775808)::BIGINT', 'bigint', '#-9223372036854775808'],
    ['18446744073709551615::UBIGINT', 'numeric(20,0)', '#18446744073709551615'],
    ['1.25::DECIMAL(4,2)', 'numeric(4,2)', '#1.25'],
    ['(-0.05)::DECIMAL(4,2)', 'numeric(4,2)', '#-0.05'],
    ['12345678.9::DECIMAL(9,1)', 'numeric(9,1)', '#12345678.9'],
    ['9007199254740.993::DECIMAL(18,3)', 'numeric(18,3)', '#9007199254740.993'],
    ['99999999999999999999999999999999999.123::DECIMAL(38,3)', 'numeric(38,3)', `#${'9'.repeat(35)}.123`],
    ['(-1)::DECIMAL(38,0)', 'numeric(38,0)', '#-1'],
    ['0.1::FLOAT', 'real', '#0.1'],
    ["'NaN'::FLOAT", 'real', 'NaN'],
    ['0.1::DOUBLE', 'double precision', '#0.1'],
    ['1e300::DOUBLE', 'double precision', '#1e+300'],
    ["'-0.0'::DOUBLE", 'double precision', '#-0'],
    ["'-inf'::DOUBLE", 'double precision', '-Infinity'],
    ["'größe'", 'varchar', 'größe'],
    ["''", 'varchar', ''],
    ["repeat('x', 70000)", 'varchar', 'x'.repeat(70_000)],
    ["'\\x00\\xFF'::BLOB", 'varbyte', '00ff'],
    ['\'{"a": 9007199254740993}\'::JSON', 'super', '{"a": 9007199254740993}'],
    ['\'"text"\'::JSON', 'super', 'text'],
    ["'7'::JSON", 'super', '#7'],
    ["'12345678-9abc-def0-1234-56789abcdef0'::UUID", 'varchar(36)', '12345678-9abc-def0-1234-56789abcdef0'],
    ["DATE '0001-01-01'", 'date', '0001-01-01'],
    ["DATE '9999-12-31'", 'date', '9999-12-31'],
    ["TIME '23:59:59.123456'", 'time', '23:59:59.123456'],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", 'timestamp', '1969-12-31 23:59:59.999999'],
    ["TIMESTAMP '9999-12-31 23:59:59.999999'", 'timestamp', '9999-12-31 23:59:59.999999'],
    ["TIMESTAMP '2024-02-29 01:02:03.004'::TIMESTAMP_MS", 'timestamp', '2024-02-29 01:02:03.004000'],
    ["'2024-02-29 01:02:03.000004'::TIMESTAMP_NS", 'timestamp', '2024-02-29 01:02:03.000004'],
    ["'2024-02-29 01:02:03.000004005'::TIMESTAMP_NS", 'timestamp', '2024-02-29 01:02:03.000004005'],
    ["TIMESTAMPTZ '2024-02-29 01:02:03.000004+02'", 'timestamptz', '2024-02-28 23:02:03.000004+00'],
    ["INTERVAL '14 months 3 days 4.5 seconds'", 'varchar', 'P14M3DT4.5S'],
    ['[1, NULL, 3]', 'super', '[1,null,3]'],
    ['[]::INTEGER[]', 'super', '[]'],
    ['[[1], [], NULL, [2, 3]]', 'super', '[[1],[],null,[2,3]]'],
    ["{'a': 1, 'b': NULL::INTEGER, '__proto__': 'x'}", 'super', '{"a":1,"b":null,"__proto__":"x"}'],
    ["{'a.b': {'c': [{'d': 1.50::DECIMAL(5,2)}, NULL]}}", 'super', '{"a.b":{"c":[{"d":1.50},null]}}'],
    ["MAP {'k': 1, 'a': NULL}", 'super', '{"k":1,"a":null}'],
    ["MAP {2: [DATE '2024-01-01'], 1: []}", 'super', '{"2":["2024-01-01"],"1":[]}'],
    ['MAP {}', 'super', '{}'],
    ["[{'m': MAP {'x': [1.5::DOUBLE, 'nan'::DOUBLE]}}]", 'super', '[{"m":{"x":[1.5,"NaN"]}}]'],
  ])('%s', async (sql, type, value) => {
    const file = await duckParquet(`SELECT ${sql} AS c UNION ALL SELECT NULL UNION ALL SELECT ${sql}`);
    const { types, rows } = await readParquet(file);
    expect(types).toEqual({ c: type });
    expect(rows).toEqual([[value], [null], [value]]);
  });
});

describe('what other writers do', () => {
  const write = async (element: object, data: unknown[]) => {
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'c', repetition_type: 'OPTIONAL', ...element },
    ];
    const columnData = [{ name: 'c', data }];
    return readParquet(new Uint8Array(parquetWriteBuffer({ schema, columnData } as never)));
  };
  const hello = Buffer.from('hi');

  it.each<[string, object, unknown, string, unknown]>([
    ['bytes without a type', { type: 'BYTE_ARRAY' }, hello, 'varbyte', '6869'],
    ['fixed bytes', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2 }, hello, 'varbyte', '6869'],
    ['ENUM', { type: 'BYTE_ARRAY', converted_type: 'ENUM' }, hello, 'varchar', 'hi'],
    ['UTF8', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, hello, 'varchar', 'hi'],
    ['UINT_8', { type: 'INT32', converted_type: 'UINT_8' }, 255, 'smallint', '#255'],
    [
      'DECIMAL in INT32',
      { type: 'INT32', converted_type: 'DECIMAL', precision: 5, scale: 2 },
      -0.07,
      'numeric(5,2)',
      '#-0.07',
    ],
  ])('%s', async (_, element, value, type, expected) => {
    const { types, rows } = await write(element, [value, null]);
    expect(types).toEqual({ c: type });
    expect(rows).toEqual([[expected], [null]]);
  });
});

describe('leaves that no writer here writes', () => {
  const read = (element: Partial<SchemaElement>, raw: unknown) => {
    const reader = leafReader({ name: 'c', ...element });
    return [reader.type, short(reader.read(raw as never))];
  };
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
  const time = (unit: string, isAdjustedToUTC = false) => ({
    logical_type: { type: 'TIME', unit, isAdjustedToUTC } as never,
  });

  it.each<[string, Partial<SchemaElement>, unknown, [string | undefined, unknown]]>([
    ['INT96', { type: 'INT96' }, -1_000n, ['timestamp', '1969-12-31 23:59:59.999999+00']],
    [
      'TIMESTAMP_MILLIS',
      { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      1n,
      ['timestamp', '1970-01-01 00:00:00.001000+00'],
    ],
    [
      'TIMESTAMP_MICROS',
      { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
      -1n,
      ['timestamp', '1969-12-31 23:59:59.999999+00'],
    ],
    ['TIME_MILLIS', { type: 'INT32', converted_type: 'TIME_MILLIS' }, 86_399_999, ['time', '23:59:59.999000']],
    ['TIME_MICROS', { type: 'INT64', converted_type: 'TIME_MICROS' }, 86_400_000_000n, ['time', '24:00:00']],
    ['TIME of nanoseconds', { type: 'INT64', ...time('NANOS', true) }, 1_001n, ['time', '00:00:00.000001001']],
    [
      'INTERVAL',
      { type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'INTERVAL' },
      bytes('010000000200000003000000'),
      ['varchar', 'P1M2DT0.003S'],
    ],
    ['BSON', { type: 'BYTE_ARRAY', converted_type: 'BSON' }, bytes('05'), ['varbyte', '05']],
    ['GEOMETRY', { type: 'BYTE_ARRAY', logical_type: { type: 'GEOMETRY' } }, bytes('0101'), ['varchar', '0101']],
    [
      'half floats',
      { type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'FLOAT16' } },
      bytes('003e'),
      ['real', '#1.5'],
    ],
    [
      'half floats without a number',
      { type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'FLOAT16' } },
      bytes('00fc'),
      ['real', '-Infinity'],
    ],
    [
      'the least half float',
      { type: 'FIXED_LEN_BYTE_ARRAY', logical_type: { type: 'FLOAT16' } },
      bytes('0180'),
      ['real', `#${-(2 ** -24)}`],
    ],
    [
      'decimals in bytes',
      { type: 'BYTE_ARRAY', converted_type: 'DECIMAL', precision: 40, scale: 1 },
      bytes('ff38'),
      ['varchar', '#-20.0'],
    ],
    [
      'decimals without whole digits',
      { type: 'INT32', converted_type: 'DECIMAL', precision: 3, scale: 3 },
      5,
      ['numeric(3,3)', '#0.005'],
    ],
    ['nothing but NULL', { type: 'INT32', logical_type: { type: 'NULL' } }, 0, [undefined, null]],
    ['the greatest FLOAT', { type: 'FLOAT' }, 3.4028234663852886e38, ['real', '#3.4028235e+38']],
    ['the least FLOAT', { type: 'FLOAT' }, 1.401298464324817e-45, ['real', '#1.4013e-45']],
    ['a FLOAT of nine digits', { type: 'FLOAT' }, Math.fround(16777.217), ['real', '#16777.217']],
  ])('%s', (_, element, raw, expected) => {
    expect(read(element, raw)).toEqual(expected);
  });

  it.each<[string, Partial<SchemaElement>, unknown, string]>([
    ['a time below zero', { type: 'INT32', converted_type: 'TIME_MILLIS' }, -1, 'no time of day'],
    ['a time beyond the day', { type: 'INT64', ...time('NANOS') }, 86_400_000_000_001n, 'no time of day'],
    ['text that is not UTF-8', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, bytes('ff'), 'not UTF-8'],
    ['JSON that is none', { type: 'BYTE_ARRAY', converted_type: 'JSON' }, bytes('7b'), 'no JSON'],
    ['a decimal without bytes', { type: 'BYTE_ARRAY', converted_type: 'DECIMAL' }, bytes(''), 'without bytes'],
    [
      'an interval of four bytes',
      { type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'INTERVAL' },
      bytes('01000000'),
      '12 bytes',
    ],
  ])('%s makes a bad row', (_, element, raw, message) => {
    expect(() => read(element, raw)).toThrow(message);
  });

  it.each<[string, Partial<SchemaElement>]>([
    ['VARIANT is not supported', { logical_type: { type: 'VARIANT' } }],
    ['a logical type that is not known', { type: 'INT32', logical_type: {} as never }],
    ['type undefined is not supported', {}],
  ])('%s', (message, element) => {
    expect(() => leafReader({ name: 'c', ...element })).toThrow(message);
  });
});
