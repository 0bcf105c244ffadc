import {
  formatRedshiftType,
  MAX_NUMERIC_PRECISION,
  MAX_VARCHAR_BYTES,
  parseRedshiftType,
  type RedshiftType,
} from '../catalog/redshift-type';

/** Decimal digits that every value of a whole number's type fits in. */
const WHOLE_DIGITS: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 };
const WHOLE_ORDER = ['smallint', 'integer', 'bigint'];
/** Digits that a float tells apart. */
const FLOAT_DIGITS: Readonly<Record<string, number>> = { real: 6, 'double precision': 15 };
/** Bytes of the longest text of a value, as files hold it. */
const TEXT_BYTES: Readonly<Record<string, number>> = {
  smallint: 6,
  integer: 11,
  bigint: 20,
  boolean: 5,
  date: 13,
  timestamp: 30,
  timestamptz: 36,
  time: 15,
  timetz: 21,
};

/**
 * Whether every value of one type comes through a column of another unchanged: what of a number is cut or rounded, of a
 * text cut, or of a point in time shifted by a zone, does not.
 */
export const holds = (columnType: string, valueType: string): boolean => {
  const to = parseRedshiftType(columnType);
  const from = parseRedshiftType(valueType);
  if (formatRedshiftType(to) === formatRedshiftType(from)) return true;
  switch (to.base) {
    case 'varchar':
      return textBytes(from) !== undefined && (textBytes(from) as number) <= to.length;
    case 'char':
      return from.base === 'char' && from.length <= to.length;
    case 'varbyte':
      return from.base === 'varbyte' && from.length <= to.length;
    case 'smallint':
    case 'integer':
    case 'bigint':
      return WHOLE_ORDER.indexOf(from.base) >= 0 && WHOLE_ORDER.indexOf(from.base) <= WHOLE_ORDER.indexOf(to.base);
    case 'numeric': {
      const digits = digitsOf(from);
      return digits !== undefined && digits.scale <= to.scale && digits.whole <= to.precision - to.scale;
    }
    case 'real':
    case 'double precision': {
      if (from.base === 'real') return true;
      const digits = digitsOf(from);
      return digits !== undefined && digits.whole + digits.scale <= (FLOAT_DIGITS[to.base] as number);
    }
    case 'timestamp':
      return from.base === 'date';
    // A JSON string takes any text.
    case 'super':
      return textBytes(from) !== undefined;
    default:
      return false;
  }
};

/** Bytes that every value's text fits in; undefined for types whose text is not exact. */
export const textBytes = (type: RedshiftType): number | undefined => {
  if (type.base === 'varchar' || type.base === 'char') return type.length;
  if (type.base === 'numeric') return type.precision + 3;
  return TEXT_BYTES[type.base];
};

const digitsOf = (type: RedshiftType): { whole: number; scale: number } | undefined => {
  if (type.base === 'numeric') return { whole: type.precision - type.scale, scale: type.scale };
  const whole = WHOLE_DIGITS[type.base];
  return whole === undefined ? undefined : { whole, scale: 0 };
};

/** The least power of two that holds so many bytes, so that growing texts widen a column seldom. */
export const roomyLength = (bytes: number): number => {
  let length = 16;
  while (length < bytes) length *= 2;
  return Math.min(length, MAX_VARCHAR_BYTES);
};

/**
 * The size that a VARCHAR column needs for values of a type. Only a VARCHAR can grow; undefined for anything else, and
 * where it is wide enough.
 */
export const widened = (columnType: string, valueType: string): string | undefined => {
  const to = parseRedshiftType(columnType);
  const bytes = textBytes(parseRedshiftType(valueType));
  if (to.base !== 'varchar' || bytes === undefined || bytes <= to.length || bytes > MAX_VARCHAR_BYTES) return undefined;
  return formatRedshiftType({ base: 'varchar', length: roomyLength(bytes) });
};

/**
 * The type of a new column for values that were only observed: a column is never retyped, so it gets room. Whole numbers
 * become BIGINT, decimals all the digits there are, texts the next power of two.
 */
export const roomyType = (valueType: string): string => {
  const type = parseRedshiftType(valueType);
  if (WHOLE_ORDER.includes(type.base)) return 'bigint';
  if (type.base === 'numeric') return formatRedshiftType({ ...type, precision: MAX_NUMERIC_PRECISION });
  if (type.base === 'varchar') return formatRedshiftType({ base: 'varchar', length: roomyLength(type.length) });
  return formatRedshiftType(type);
};
