import { type ColumnMapping, OUTSIDE_YEARS } from '../catalog/column-mapping';
import { daysOf, digitsAt, secondsOfDayAt } from './calendar-text';
import { decimalReader } from './decimal-text';
import type { ValueVector } from './value-vector';
import { isWellFormed } from './well-formed';
import { WideInteger } from './wide-integer';

/** A value as the Data API's union gives it: one member is there. The SDK's Field fits. */
export interface Field {
  isNull?: boolean;
  booleanValue?: boolean;
  longValue?: number;
  doubleValue?: number;
  stringValue?: string;
  blobValue?: Uint8Array;
}

/** Puts a value into the vector; returns why it cannot. A reason never holds the value: it goes into logs and reports. */
export type FieldReader = (field: Field, vector: ValueVector) => string | undefined;

/** How a column's fields are read, by the form that its page SELECT gives them. */
export const fieldReader = (mapping: ColumnMapping): FieldReader => {
  if (mapping.pageForm === 'decimal-text') {
    if (mapping.parquet.physical !== 'FIXED_LEN_BYTE_ARRAY') throw new TypeError(`${mapping.name} is no decimal`);
    const read = decimalReader(mapping.parquet);
    return (field, vector) =>
      field.stringValue === undefined ? unexpected(field, 'stringValue') : read(field.stringValue, vector);
  }
  return readers[mapping.pageForm];
};

const readers: Record<Exclude<ColumnMapping['pageForm'], 'decimal-text'>, FieldReader> = {
  boolean(field, vector) {
    if (field.booleanValue === undefined) return unexpected(field, 'booleanValue');
    vector.putByte(field.booleanValue ? 1 : 0);
    return undefined;
  },

  integer(field, vector) {
    if (field.longValue === undefined) return unexpected(field, 'longValue');
    // SMALLINT, INTEGER and OID stay far below: something else was selected.
    if (!Number.isSafeInteger(field.longValue)) return 'a longValue beyond 2^53 is not exact';
    vector.putSafeInteger(field.longValue);
    return undefined;
  },

  'integer-text'(field, vector) {
    const text = field.stringValue;
    if (text === undefined) return unexpected(field, 'stringValue');
    const sign = text.charCodeAt(0) === MINUS ? 1 : 0;
    const digits = text.length - sign;
    if (digits >= 1 && digits <= 15) {
      const value = digitsAt(text, sign, digits);
      if (Number.isNaN(value)) return 'not an integer';
      vector.putSafeInteger(sign === 1 ? 0 - value : value);
    } else {
      if (!/^-?\d{16,19}$/.test(text)) return 'not an integer of 64 bits';
      wide.clear();
      wide.digits(text, sign, text.length);
      if (!wide.putInt64(sign === 1, vector)) return 'not an integer of 64 bits';
    }
    return undefined;
  },

  float(field, vector) {
    const value = floatOf(field);
    if (value === undefined) return unexpected(field, 'doubleValue');
    // Only REAL was selected, so rounding undoes the widening to double; a value that overflows was no REAL.
    if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) return 'beyond the range of REAL';
    vector.putFloat(value);
    return undefined;
  },

  double(field, vector) {
    const value = floatOf(field);
    if (value === undefined) return unexpected(field, 'doubleValue');
    vector.putDouble(value);
    return undefined;
  },

  'date-text'(field, vector) {
    const text = field.stringValue;
    if (text === undefined) return unexpected(field, 'stringValue');
    const days = text.length === 10 ? daysOf(text) : Number.NaN;
    if (Number.isNaN(days)) return text === OUTSIDE_YEARS ? OUTSIDE_YEARS : 'not a date YYYY-MM-DD';
    vector.putInt32(days);
    return undefined;
  },

  'timestamp-text'(field, vector) {
    const text = field.stringValue;
    if (text === undefined) return unexpected(field, 'stringValue');
    const seconds = text.length === 26 ? daysOf(text) * 86_400 + secondsOfDayAt(text, 11) : Number.NaN;
    const micros = digitsAt(text, 20, 6);
    if (Number.isNaN(seconds + micros) || text[10] !== ' ' || text[19] !== '.') {
      return text === OUTSIDE_YEARS ? OUTSIDE_YEARS : 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff';
    }
    putMicros(seconds, micros, vector);
    return undefined;
  },

  text(field, vector) {
    const text = field.stringValue;
    if (text === undefined) return unexpected(field, 'stringValue');
    // A lone surrogate has no UTF-8: writing it would put U+FFFD in its place.
    if (!isWellFormed(text)) return 'text that is not Unicode (a lone surrogate)';
    vector.texts.push(text);
    return undefined;
  },
};

const MINUS = 45;
const wide = new WideInteger();

/**
 * NaN and the infinities have no JSON number. How the Data API sends them is not documented; AWS's JSON protocols write
 * them as these three strings, which an SDK gives on as numbers. They are taken in every one of these ways.
 */
const floatOf = (field: Field): number | undefined => {
  const value: unknown = field.doubleValue ?? field.stringValue;
  if (typeof value === 'number') return value;
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : undefined;
};

/** seconds × 10^6 + micros passes 2^53: it is added up in parts that do not, and comes out as two halves of 32 bits. */
const putMicros = (seconds: number, micros: number, vector: ValueVector): void => {
  const upper = Math.floor(seconds / 65_536);
  const upperMicros = upper * 1_000_000;
  const high = Math.floor(upperMicros / 65_536);
  const rest = (upperMicros - high * 65_536) * 65_536 + (seconds - upper * 65_536) * 1_000_000 + micros;
  const carry = Math.floor(rest / 2 ** 32);
  vector.putHalves(high + carry, rest - carry * 2 ** 32);
};

const members = ['isNull', 'booleanValue', 'longValue', 'doubleValue', 'stringValue', 'blobValue'] as const;

const unexpected = (field: Field, expected: (typeof members)[number]): string => {
  const found = members.find((member) => field[member] !== undefined) ?? 'an unknown member';
  return found === expected ? `a ${expected} of an unexpected form` : `expected ${expected}, found ${found}`;
};
