import { formatRedshiftType } from '../catalog/redshift-type';
import type { KeyType } from '../catalog/replication-key';
import { InputProblems } from '../config/execution-input';
import { valueText } from '../config/value-text';
import { isWellFormed } from '../parquet/well-formed';
import { isNumberKey, keyOfNumber, MICROS_PER_SECOND, type NumberKeyType, numberOfKey } from './key-number';

/** Date, or date and time down to microseconds, with `T` or a blank between them, and a zone or none. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Puts a key value that a user wrote into the spelling of watermarks. A point in time may be a date alone (its
 * midnight) or ISO 8601 with `T` and `Z`; without a zone it is UTC. A timestamp column has no zone, so that only `Z` is
 * taken there, and means nothing.
 *
 * @param place where the value stands, as a user would write it: `from`
 * @throws InputInvalid (an `InputProblems`) naming the place, the value and what to write
 */
export const userWatermark = (type: KeyType, text: string, place: string): string => {
  const value = isNumberKey(type) ? numberValue(type, text.trim()) : textValue(type, text);
  if (value !== undefined) return value;
  throw new InputProblems([
    {
      path: place,
      value: valueText(text, [place]),
      message: `is not a value of the replication key, which is ${formatRedshiftType(type)}`,
      fix: fixOf(type),
    },
  ]);
};

const textValue = (type: Extract<KeyType, { length: number }>, text: string): string | undefined =>
  isWellFormed(text) && !text.includes('\0') && Buffer.byteLength(text) <= type.length
    ? type.base === 'char'
      ? text.replace(/ +$/, '')
      : text
    : undefined;

const numberValue = (type: NumberKeyType, text: string): string | undefined => {
  if (type.base === 'timestamp' || type.base === 'timestamptz') return timestampValue(type, text);
  const number = numberOfKey(type, text.replace(/^\+(?=[\d.])/, ''));
  return number === undefined ? undefined : keyOfNumber(type, number);
};

const timestampValue = (type: NumberKeyType, text: string): string | undefined => {
  const [, date, time = '00:00', seconds = '00', decimals = '', zone = 'Z'] = ISO.exec(text) ?? [];
  if (date === undefined) return undefined;
  const isUtc = zone.toUpperCase() === 'Z';
  if (type.base === 'timestamp' && !isUtc) return undefined;
  const wall = `${date} ${time}:${seconds}.${decimals.padEnd(6, '0')}`;
  const micros = numberOfKey(type, type.base === 'timestamp' ? wall : `${wall}+00`);
  const offset = isUtc ? 0 : offsetMinutes(zone);
  if (micros === undefined || offset === undefined) return undefined;
  return keyOfNumber(type, micros - BigInt(offset) * 60n * MICROS_PER_SECOND);
};

/** Of `+hh`, `+hhmm` and `+hh:mm`. */
const offsetMinutes = (zone: string): number | undefined => {
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', ''))];
  if (hours > 15 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

const fixOf = (type: KeyType): string => {
  switch (type.base) {
    case 'date':
      return 'write a date such as 2026-01-31';
    case 'timestamp':
      return 'write a date, or a time without a zone such as 2026-01-31T10:20:30.123456';
    case 'timestamptz':
      return 'write a date, or a time such as 2026-01-31T10:20:30Z or 2026-01-31T12:20:30+02:00';
    case 'numeric':
      return `write a number with at most ${type.scale} decimals and ${type.precision} digits, in quotes`;
    case 'varchar':
    case 'char':
      return `write a text of at most ${type.length} bytes`;
    default:
      return 'write a whole number within the range of the type, in quotes';
  }
};
