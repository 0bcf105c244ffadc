import fc from 'fast-check';
import type { KeyType } from '../../lambdas/core/catalog/replication-key';

/** One type of each kind, and the bounds of what a numeric can be. */
export const keyTypes = [
  'timestamp',
  'timestamptz',
  'date',
  'smallint',
  'integer',
  'bigint',
  'numeric(12,2)',
  'numeric(38,0)',
  'numeric(38,18)',
  'varchar(40)',
  'char(12)',
];

const date = fc
  .integer({ min: Date.UTC(2000, 0, 1) / 86_400_000 - 730_000, max: Date.UTC(9999, 11, 31) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const edges = fc.constantFrom('0001-01-01', '9999-12-31', '1969-12-31', '1970-01-01', '2000-02-29', '0999-12-31');
const micros = fc.oneof(fc.constantFrom(0, 1, 999_999, 100_000, 123_456), fc.integer({ min: 0, max: 999_999 }));
const time = fc
  .tuple(fc.oneof(fc.constantFrom(0, 86_399), fc.integer({ min: 0, max: 86_399 })), micros)
  .map(([s, us]) => `${new Date(s * 1000).toISOString().slice(11, 19)}.${String(us).padStart(6, '0')}`);
const days = fc.oneof(date, edges);

const decimal = (precision: number, scale: number) => {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc.oneof(fc.bigInt({ min: -limit, max: limit }), fc.bigInt({ min: -1000n, max: 1000n })).map((value) => {
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
    const point = digits.length - scale;
    return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
  });
};

const whole = (bits: bigint) => {
  const limit = 2n ** (bits - 1n);
  return fc
    .oneof(fc.bigInt({ min: -limit, max: limit - 1n }), fc.constantFrom(-limit, limit - 1n, 0n, -1n))
    .map(String);
};

/** Texts of values as the database prints them, written without the code under test. */
export const keyValues = (type: KeyType): fc.Arbitrary<string> => {
  switch (type.base) {
    case 'date':
      return days;
    case 'timestamp':
      return fc.tuple(days, time).map((parts) => parts.join(' '));
    case 'timestamptz':
      return fc.tuple(days, time).map((parts) => `${parts.join(' ')}+00`);
    case 'smallint':
      return whole(16n);
    case 'integer':
      return whole(32n);
    case 'bigint':
      return whole(64n);
    case 'numeric':
      return decimal(type.precision, type.scale);
    case 'varchar':
      return fc
        .array(fc.constantFrom('a', 'b', 'Z', ' ', "'", '\\', '"', 'é', '🚀', '\uff5e', '\n', '0'), { maxLength: 8 })
        .map((letters) => letters.join(''));
    case 'char':
      return fc
        .array(fc.constantFrom('a', 'b', 'Z', ' ', "'", '\\', '0'), { maxLength: 12 })
        .map((letters) => letters.join('').replace(/ +$/, ''));
  }
};
