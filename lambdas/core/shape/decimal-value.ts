/** A decimal number, exactly: 0.`digits` × 10^`point`, without zeros at either end. Zero has no digits. */
export interface DecimalValue {
  negative: boolean;
  digits: string;
  /** Where the decimal point stands, counted from the first digit. */
  point: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/** Reads decimal text, with an exponent or without; undefined for any other text, and for exponents of over six digits. */
export const readDecimal = (text: string): DecimalValue | undefined => {
  const [match, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (match === undefined || whole.length + fraction.length === 0) return undefined;
  const all = whole + fraction;
  let first = 0;
  while (all.charCodeAt(first) === 48) first++;
  let end = all.length;
  while (end > first && all.charCodeAt(end - 1) === 48) end--;
  const digits = all.slice(first, end);
  return {
    negative: sign === '-' && digits !== '',
    digits,
    point: digits === '' ? 0 : whole.length - first + Number(exponent),
  };
};

/** Digits before the point. */
export const wholeDigits = ({ point }: DecimalValue): number => Math.max(0, point);

/** Digits behind the point. */
export const scaleOf = ({ digits, point }: DecimalValue): number => Math.max(0, digits.length - point);

/** Plain text without an exponent: `-1200`, `0.05`. Meant for numbers that fit a numeric column. */
export const plainText = ({ negative, digits, point }: DecimalValue): string => {
  const sign = negative ? '-' : '';
  if (point <= 0) return digits === '' ? '0' : `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
};

const limits = { 16: 2n ** 15n, 32: 2n ** 31n, 64: 2n ** 63n };

/** The least of SMALLINT (16), INTEGER (32) and BIGINT (64) that holds the number; 128 where none does. */
export const integerBits = (value: DecimalValue): 16 | 32 | 64 | 128 => {
  if (scaleOf(value) > 0 || value.point > 19) return 128;
  if (value.point <= 4) return 16;
  const integer = BigInt(plainText(value));
  for (const bits of [16, 32, 64] as const) {
    if (integer >= -limits[bits] && integer < limits[bits]) return bits;
  }
  return 128;
};

/**
 * Whether DOUBLE PRECISION gives the number back: it is within the range, and is what the nearest double prints, in the
 * fewest digits or in 17.
 */
export const isExactDouble = (value: DecimalValue): boolean => {
  if (value.digits.length > 17 || Math.abs(value.point) > 400) return false;
  const double = doubleOf(value);
  return Number.isFinite(double) && [String(double), double.toPrecision(17)].some((text) => sameNumber(text, value));
};

/** The nearest double; infinite beyond the range. */
export const doubleOf = ({ negative, digits, point }: DecimalValue): number =>
  Number(`${negative ? '-' : ''}0.${digits || '0'}e${point}`);

const sameNumber = (text: string, value: DecimalValue): boolean => {
  const other = readDecimal(text);
  return other !== undefined && other.digits === value.digits && other.point === value.point;
};

/** Exact decimal text of an unscaled number: 1230 of scale 2 is `12.30`. A negative scale means zeros. */
export const scaledText = (unscaled: bigint, scale: number): string => {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  if (scale <= 0) return unscaled === 0n ? '0' : sign + digits + '0'.repeat(-scale);
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
};

/** The type of a decimal: NUMERIC has at most 38 digits, 37 of them behind the point; text holds what is beyond. */
export const decimalType = (precision: number | undefined, scale: number): string => {
  const digits = precision ?? 38;
  return digits <= 38 && scale >= 0 && scale <= Math.min(37, digits) ? `numeric(${digits},${scale})` : 'varchar';
};
