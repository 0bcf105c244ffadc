import fc from 'fast-check';
import { OUTSIDE_YEARS } from '../../../../lambdas/core/catalog/column-mapping';
import { parseRedshiftType } from '../../../../lambdas/core/catalog/redshift-type';
import { checkReplicationKey, type KeyType } from '../../../../lambdas/core/catalog/replication-key';
import { DocumentInvalid, ReplicationKeyInvalid } from '../../../../lambdas/core/errors';
import {
  compareWatermarks,
  parseWatermark,
  watermarkLiteral,
  watermarkText,
} from '../../../../lambdas/core/progress/watermark';
import { sql } from '../../../../lambdas/core/sql/sql';

const of = (type: string): KeyType => checkReplicationKey({ name: 'k', type, nullable: true });

describe('watermarkText', () => {
  it.each([
    [
      'timestamp',
      `CASE WHEN m NOT BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN 'outside years 0001-9999' ELSE TO_CHAR(m, 'YYYY-MM-DD HH24:MI:SS.US') END`,
    ],
    [
      'timestamptz',
      `CASE WHEN (m AT TIME ZONE 'UTC') NOT BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN 'outside years 0001-9999' ELSE TO_CHAR((m AT TIME ZONE 'UTC'), 'YYYY-MM-DD HH24:MI:SS.US') || '+00' END`,
    ],
    [
      'date',
      `CASE WHEN m NOT BETWEEN '0001-01-01' AND '9999-12-31' THEN 'outside years 0001-9999' ELSE TO_CHAR(m, 'YYYY-MM-DD') END`,
    ],
    ['smallint', 'CAST(m AS VARCHAR(20))'],
    ['integer', 'CAST(m AS VARCHAR(20))'],
    ['bigint', 'CAST(m AS VARCHAR(20))'],
    ['numeric(12,2)', 'CAST(m AS VARCHAR(64))'],
    ['varchar(9)', 'm'],
    ['char(9)', 'RTRIM(CAST(m AS VARCHAR(9)))'],
  ])('of %s', (type, text) => {
    expect(watermarkText(of(type))(sql`m`).text).toBe(text);
  });
});

describe('watermarkLiteral', () => {
  it.each([
    ['timestamp', '2026-01-01 00:00:00.123456', `CAST('2026-01-01 00:00:00.123456' AS TIMESTAMP)`],
    ['timestamptz', '2026-01-01 00:00:00.123456+00', `CAST('2026-01-01 00:00:00.123456+00' AS TIMESTAMPTZ)`],
    ['date', '0001-01-01', `CAST('0001-01-01' AS DATE)`],
    ['smallint', '-32768', `CAST('-32768' AS SMALLINT)`],
    ['integer', '7', `CAST('7' AS INTEGER)`],
    ['bigint', '9223372036854775807', `CAST('9223372036854775807' AS BIGINT)`],
    ['numeric(12,2)', '-0.05', `CAST('-0.05' AS NUMERIC(12, 2))`],
    ['varchar(9)', `o'c\\`, `CAST('o''c\\\\' AS VARCHAR(9))`],
    ['varchar(9)', '', `CAST('' AS VARCHAR(9))`],
    ['char(3)', 'ab', `CAST('ab' AS CHAR(3))`],
  ])('of %s %s', (type, text, expected) => {
    expect(watermarkLiteral(of(type), text).text).toBe(expected);
  });
});

describe('parseWatermark', () => {
  it.each([
    ['numeric(12,2)', '.5', '0.50'],
    ['numeric(12,2)', '7', '7.00'],
    ['numeric(12,2)', '-0', '0.00'],
    ['numeric(12,0)', '007', '7'],
    ['numeric(38,37)', `9.${'9'.repeat(37)}`, `9.${'9'.repeat(37)}`],
  ])('spells %s %s in one way', (type, text, expected) => {
    expect(parseWatermark(of(type), text)).toBe(expected);
  });

  it.each(['timestamp', 'timestamptz', 'date'])('refuses a %s outside the years that have a text', (type) => {
    expect(() => parseWatermark(of(type), OUTSIDE_YEARS)).toThrow(ReplicationKeyInvalid);
    expect(() => parseWatermark(of(type), OUTSIDE_YEARS)).toThrow(/outside years 0001-9999.*where/);
  });

  it('takes that text for what it is in a text key', () => {
    expect(parseWatermark(of('varchar(40)'), OUTSIDE_YEARS)).toBe(OUTSIDE_YEARS);
  });

  it.each([
    ['timestamp', '2026-01-01'],
    ['timestamp', '2026-01-01 00:00:00'],
    ['timestamp', '2026-01-01T00:00:00.000000'],
    ['timestamp', '2026-02-29 00:00:00.000000'],
    ['timestamp', '2026-01-01 24:00:00.000000'],
    ['timestamp', '10000-01-01 00:00:00.000000'],
    ['timestamp', '2026-01-01 00:00:00.000000+00'],
    ['timestamptz', '2026-01-01 00:00:00.000000'],
    ['timestamptz', '2026-01-01 00:00:00.000000+01'],
    ['date', '0000-12-31'],
    ['date', '2026-1-1'],
    ['date', '2026-01-01x'],
    ['smallint', '32768'],
    ['integer', '-2147483649'],
    ['bigint', '9223372036854775808'],
    ['bigint', '1.0'],
    ['bigint', '1e3'],
    ['bigint', ''],
    ['numeric(3,1)', '100.0'],
    ['numeric(3,1)', '1.25'],
    ['numeric(3,1)', '.'],
    ['numeric(3,1)', '1e1'],
    ['numeric(3,0)', 'NaN'],
    ['varchar(3)', 'éé'],
    ['varchar(3)', 'a\0'],
    ['varchar(3)', '\ud800'],
  ])('refuses %s %j', (type, text) => {
    expect(() => parseWatermark(of(type), text)).toThrow(DocumentInvalid);
  });
});

describe('compareWatermarks', () => {
  it.each([
    ['timestamp', '2026-01-01 00:00:00.123456', '2026-01-01 00:00:00.123457'],
    ['timestamptz', '0999-12-31 23:59:59.999999+00', '1000-01-01 00:00:00.000000+00'],
    ['date', '0001-01-01', '9999-12-31'],
    ['bigint', '9007199254740992', '9007199254740993'],
    ['bigint', '-10', '-9'],
    ['bigint', '9', '10'],
    ['numeric(38,18)', '12345678901234567890.000000000000000001', '12345678901234567890.000000000000000002'],
    ['numeric(12,2)', '-0.02', '-0.01'],
    ['varchar(9)', 'Z', 'a'],
    ['varchar(9)', 'a', 'a b'],
    ['varchar(9)', '', 'a'],
    // UTF-16 would have it the other way round.
    ['varchar(9)', '\uff5e', '🚀'],
  ])('%s: %s is before %s', (type, a, b) => {
    expect(compareWatermarks(of(type), a, b)).toBeLessThan(0);
    expect(compareWatermarks(of(type), b, a)).toBeGreaterThan(0);
    expect(compareWatermarks(of(type), a, a)).toBe(0);
  });

  it.each([
    ['varchar(9)', 'a', 'a  '],
    ['varchar(9)', '', ' '],
    ['numeric(12,2)', '1', '1.00'],
  ])('%s: %j equals %j', (type, a, b) => {
    expect(compareWatermarks(of(type), a, b)).toBe(0);
  });

  it('orders decimals of every precision as their unscaled numbers', () => {
    const sized = fc
      .integer({ min: 1, max: 38 })
      .chain((precision) => fc.tuple(fc.constant(precision), fc.integer({ min: 0, max: Math.min(precision, 37) })));
    const limit = (precision: number) => 10n ** BigInt(precision) - 1n;
    const values = sized.chain(([p, s]) => {
      const value = fc.bigInt({ min: -limit(p), max: limit(p) });
      return fc.tuple(fc.constant([p, s] as const), value, value);
    });
    fc.assert(
      fc.property(values, ([[p, s], a, b]) => {
        const type = of(`numeric(${p},${s})`);
        const print = (v: bigint) => {
          const digits = String(v < 0n ? -v : v).padStart(s + 1, '0');
          return `${v < 0n ? '-' : ''}${digits.slice(0, digits.length - s)}${s > 0 ? '.' : ''}${digits.slice(digits.length - s)}`;
        };
        expect(parseWatermark(type, print(a))).toBe(print(a));
        expect(Math.sign(compareWatermarks(type, print(a), print(b)))).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('reads types as the catalog spells them', () => {
    expect(of('numeric(3,1)')).toEqual(parseRedshiftType('numeric(3,1)'));
  });
});
