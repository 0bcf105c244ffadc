import type { Field } from '../../../../lambdas/core/parquet/page-field';
import { readWithDuckDb } from '../../../support/parquet-duckdb';
import { nothing, text, writePart } from '../../../support/parquet-part';

/** Writes one column and reads it back: nothing may be quarantined. */
const roundTrip = async (type: string, fields: readonly Field[], select: string): Promise<unknown[]> => {
  const part = await writePart({ c: type }, [fields.map((field) => [field])]);
  expect(part.quarantined).toEqual([]);
  const rows = await readWithDuckDb(part.file, select);
  return rows.map(([value]) => value);
};

describe('integers', () => {
  it.each([
    ['bigint', ['9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808', '0', '-1']],
    [
      'bigint',
      ['999999999999999', '1000000000000000', '-999999999999999', '-1000000000000000', '4294967296', '-4294967297'],
    ],
    ['bigint', ['-0', '007', '4294967295', '2147483648', '-2147483649']],
  ])('%s as text, exactly', async (type, texts) => {
    expect(await roundTrip(type, [...texts.map(text), nothing], 'c')).toEqual([...texts.map(BigInt), null]);
  });

  it.each([['smallint'], ['integer'], ['oid']])('%s from longValue', async (type) => {
    const values = [0, 1, -1, 32767, -32768, 2147483647, -2147483648, 4294967295];
    const fields: Field[] = [...values.map((longValue) => ({ longValue })), nothing];
    expect(await roundTrip(type, fields, 'c')).toEqual([...values.map(BigInt), null]);
  });
});

describe('decimals', () => {
  it.each<[string, string[], bigint[]]>([
    ['numeric(38,10)', ['9999999999999999999999999999.9999999999'], [10n ** 38n - 1n]],
    ['numeric(38,10)', ['-9999999999999999999999999999.9999999999'], [1n - 10n ** 38n]],
    ['numeric(38,10)', ['0.0000000001', '-0.0000000001', '0.0000000000', '-0.0000000000'], [1n, -1n, 0n, 0n]],
    ['numeric(38,37)', ['9.9999999999999999999999999999999999999'], [10n ** 38n - 1n]],
    [
      'numeric(38,0)',
      ['-99999999999999999999999999999999999999', '-1', '255', '-256'],
      [1n - 10n ** 38n, -1n, 255n, -256n],
    ],
    [
      'numeric(18,4)',
      ['99999999999999.9999', '-99999999999999.9999', '1.5000'],
      [10n ** 18n - 1n, 1n - 10n ** 18n, 15000n],
    ],
    ['numeric(12,2)', ['12.30', '12.3', '12', '-12.30', '-0.01', '.50'], [1230n, 1230n, 1200n, -1230n, -1n, 50n]],
    ['numeric(20,2)', ['000000000000000000000000012.30', '-0000.5', '00'], [1230n, -50n, 0n]],
    ['numeric(2,0)', ['99', '-99', '-1', '0'], [99n, -99n, -1n, 0n]],
    ['numeric(5,5)', ['0.99999', '-0.00001'], [99999n, -1n]],
    ['numeric(19,0)', ['9999999999999999999', '-9223372036854775809'], [9999999999999999999n, -9223372036854775809n]],
    ['numeric(28,14)', ['12345678901234.12345678901234'], [1234567890123412345678901234n]],
  ])('%s of %j', async (type, texts, unscaled) => {
    const values = (await roundTrip(type, [...texts.map(text), nothing], 'c')) as ({ value: bigint } | null)[];
    expect(values.map((value) => value?.value ?? null)).toEqual([...unscaled, null]);
  });
});

describe('floats', () => {
  const specials = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0];

  it('doubles bit for bit', async () => {
    const values = [
      ...specials,
      0.1,
      -1 / 3,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      Number.MIN_VALUE,
      2 ** 53 + 2,
      1e-300,
    ];
    const read = await roundTrip('double precision', [...values.map((doubleValue) => ({ doubleValue })), nothing], 'c');
    expect(read).toHaveLength(values.length + 1);
    expect(read.slice(0, -1).every((value, i) => Object.is(value, values[i]))).toBe(true);
    expect(read.at(-1)).toBeNull();
  });

  it('reals bit for bit, as widened doubles or in their own short digits', async () => {
    const reals = [...specials, Math.fround(0.1), 3.4028234663852886e38, -3.4028234663852886e38, 1.401298464324817e-45];
    const read = await roundTrip('real', [...reals.map((doubleValue) => ({ doubleValue })), { doubleValue: 0.1 }], 'c');
    expect(read.map((value, i) => Object.is(value, [...reals, Math.fround(0.1)][i]))).not.toContain(false);
    expect(read).toHaveLength(reals.length + 1);
  });

  it.each(['real', 'double precision'])('%s takes NaN and the infinities as text in either member', async (type) => {
    const texts = ['NaN', 'Infinity', '-Infinity'];
    const fields = [...texts.map(text), ...texts.map((doubleValue) => ({ doubleValue: doubleValue as never }))];
    const three = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(await roundTrip(type, fields, 'c')).toEqual([...three, ...three]);
  });
});

describe('booleans', () => {
  it('packs them by eight and a rest', async () => {
    const values = [true, false, false, true, true, true, false, true, true, false, true];
    const fields: Field[] = values.flatMap((booleanValue) => [{ booleanValue }, nothing]);
    expect(await roundTrip('boolean', fields, 'c')).toEqual(values.flatMap((value) => [value, null]));
  });
});

describe('dates and timestamps', () => {
  it('dates as days', async () => {
    const dates = [
      '0001-01-01',
      '9999-12-31',
      '1970-01-01',
      '1969-12-31',
      '2024-02-29',
      '2000-02-29',
      '1600-02-29',
      '2400-02-29',
      '1900-02-28',
      '1582-10-10',
    ];
    const read = (await roundTrip('date', [...dates.map(text), nothing], 'c')) as ({ days: number } | null)[];
    const days = dates.map((date) => Date.parse(`${date}T00:00:00Z`) / 86_400_000);
    expect(read.map((date) => date?.days ?? null)).toEqual([...days, null]);
  });

  it.each<[string, bigint]>([
    ['1970-01-01 00:00:00.000000', 0n],
    ['1969-12-31 23:59:59.999999', -1n],
    ['1970-01-01 00:00:00.000001', 1n],
    ['2024-02-29 12:34:56.123456', 1_709_210_096_123_456n],
    ['0001-01-01 00:00:00.000000', -62_135_596_800_000_000n],
    ['0001-01-01 00:00:00.000001', -62_135_596_799_999_999n],
    ['9999-12-31 23:59:59.999999', 253_402_300_799_999_999n],
    ['1900-03-01 00:00:00.100000', -2_203_891_199_900_000n],
  ])('%s as microseconds', async (stamp, micros) => {
    for (const type of ['timestamp', 'timestamptz']) {
      const read = (await roundTrip(type, [text(stamp), nothing], 'c')) as ({ micros: bigint } | null)[];
      expect(read.map((value) => value?.micros ?? null)).toEqual([micros, null]);
    }
  });
});

describe('text', () => {
  it.each(['varchar(65535)', 'char(9)', 'time', 'varbyte(9)', 'geometry', 'interval day to second', 'name'])(
    '%s as it is',
    async (type) => {
      const texts = [
        '',
        ' ',
        ' both ends ',
        '😀 Ünï 漢字',
        `'"\\`,
        'NULL',
        'null',
        '\n\t\r',
        '\0',
        '\uFFFD',
        '\u{10FFFF}',
        'é'.repeat(40),
        'x'.repeat(65_535),
      ];
      expect(await roundTrip(type, [...texts.map(text), nothing], 'c')).toEqual([...texts, null]);
    },
  );

  it('SUPER as the JSON text it was, blanks and digits included', async () => {
    const texts = [
      '{"a": 1.0 , "b":[null,true,"\\u00e9 \\" \\\\"]}',
      '[]',
      'null',
      '"x"',
      '123456789012345678901234567890.10',
    ];
    expect(await roundTrip('super', [...texts.map(text), nothing], 'c')).toEqual([...texts, null]);
  });

  it('of four bytes a character up to the limit', async () => {
    const long = '😀'.repeat(16_383);
    expect(await roundTrip('varchar(65535)', [text(long)], 'c')).toEqual([long]);
  });
});

describe('a column of nulls only', () => {
  it.each(['bigint', 'numeric(38,2)', 'real', 'boolean', 'date', 'timestamp', 'text', 'super'])('%s', async (type) => {
    expect(await roundTrip(type, [nothing, nothing, nothing], 'c')).toEqual([null, null, null]);
  });
});
