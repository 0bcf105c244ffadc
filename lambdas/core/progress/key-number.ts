import type { KeyType } from '../catalog/replication-key';
import { daysOf, secondsOfDayAt } from '../parquet/calendar-text';

/** Key types whose values are whole numbers of something: days, microseconds, units, units of the last decimal. */
export type NumberKeyType = Exclude<KeyType, { base: 'varchar' | 'char' }>;

export const isNumberKey = (type: KeyType): type is NumberKeyType => type.base !== 'varchar' && type.base !== 'char';

export const MICROS_PER_SECOND = 1_000_000n;
export const SECONDS_PER_DAY = 86_400n;
const MICROS_PER_DAY = SECONDS_PER_DAY * MICROS_PER_SECOND;

/** The days of 0001-01-01 and 9999-12-31 since 1970: beyond, SQL text of a date is ambiguous or has no fixed width. */
const FIRST_DAY = BigInt(daysOf('0001-01-01'));
const LAST_DAY = BigInt(daysOf('9999-12-31'));

/**
 * The number behind a key's text as the database prints it (see watermarkText): days or microseconds since 1970, the
 * integer itself, or the decimal without its point. Undefined for any other text, and for a value outside the type.
 */
export const numberOfKey = (type: NumberKeyType, text: string): bigint | undefined => {
  const number = read(type, text);
  return number !== undefined && isWithin(type, number) ? number : undefined;
};

/** The text of a number, such that numberOfKey gives it back; undefined for a value outside the type. */
export const keyOfNumber = (type: NumberKeyType, number: bigint): string | undefined =>
  isWithin(type, number) ? print(type, number) : undefined;

const read = (type: NumberKeyType, text: string): bigint | undefined => {
  switch (type.base) {
    case 'date':
      return readDate(text);
    case 'timestamp':
      return readTimestamp(text);
    case 'timestamptz':
      return text.endsWith('+00') ? readTimestamp(text.slice(0, -3)) : undefined;
    case 'numeric':
      return readDecimal(text, type.scale);
    default:
      return /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  }
};

const readDate = (text: string): bigint | undefined => {
  const days = daysOf(text);
  return text.length === 10 && !Number.isNaN(days) ? BigInt(days) : undefined;
};

const readTimestamp = (text: string): bigint | undefined => {
  if (!/^.{10} .{8}\.\d{6}$/.test(text)) return undefined;
  const days = daysOf(text);
  const seconds = secondsOfDayAt(text, 11);
  if (Number.isNaN(days) || Number.isNaN(seconds)) return undefined;
  return BigInt(days) * MICROS_PER_DAY + BigInt(seconds) * MICROS_PER_SECOND + BigInt(text.slice(20));
};

const readDecimal = (text: string, scale: number): bigint | undefined => {
  const [, sign, whole = '', decimals = ''] = /^(-?)(\d{0,38})(?:\.(\d{0,38}))?$/.exec(text) ?? [];
  if (sign === undefined || whole + decimals === '' || decimals.length > scale) return undefined;
  const unscaled = BigInt(whole + decimals.padEnd(scale, '0'));
  return sign === '-' ? -unscaled : unscaled;
};

const print = (type: NumberKeyType, number: bigint): string => {
  switch (type.base) {
    case 'date':
      return printDate(number);
    case 'timestamp':
      return printTimestamp(number);
    case 'timestamptz':
      return `${printTimestamp(number)}+00`;
    case 'numeric':
      return printDecimal(number, type.scale);
    default:
      return String(number);
  }
};

const printDate = (days: bigint): string => new Date(Number(days) * 86_400_000).toISOString().slice(0, 10);

const printTimestamp = (micros: bigint): string => {
  const rest = ((micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND;
  const seconds = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${String(rest).padStart(6, '0')}`;
};

const printDecimal = (unscaled: bigint, scale: number): string => {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const decimals = scale === 0 ? '' : `.${digits.slice(point)}`;
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${decimals}`;
};

/** The least value of a type. */
export const leastOf = (type: NumberKeyType): bigint => rangeOf(type)[0];

const isWithin = (type: NumberKeyType, number: bigint): boolean => {
  const [least, greatest] = rangeOf(type);
  return number >= least && number <= greatest;
};

const BITS = { smallint: 16n, integer: 32n, bigint: 64n } as const;

const rangeOf = (type: NumberKeyType): [least: bigint, greatest: bigint] => {
  switch (type.base) {
    case 'date':
      return [FIRST_DAY, LAST_DAY];
    case 'timestamp':
    case 'timestamptz':
      return [FIRST_DAY * MICROS_PER_DAY, (LAST_DAY + 1n) * MICROS_PER_DAY - 1n];
    case 'numeric': {
      const limit = 10n ** BigInt(type.precision);
      return [1n - limit, limit - 1n];
    }
    default: {
      const limit = 2n ** (BITS[type.base] - 1n);
      return [-limit, limit - 1n];
    }
  }
};
