import type { ParquetType } from '../catalog/parquet-type';
import type { ValueVector } from './value-vector';
import { WideInteger } from './wide-integer';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Ten to this power stays within 2^53. */
const SAFE_DIGITS = 15;
const powers = Array.from({ length: SAFE_DIGITS + 1 }, (_power, n) => 10 ** n);

/**
 * Reads plain decimal text (`-12.30`; no exponent, no plus) as an unscaled number of the column's scale. Fewer decimals
 * than the scale are filled with zeros; more, or more digits than the precision, are refused.
 */
export const decimalReader = (
  type: Extract<ParquetType, { logical: 'DECIMAL' }>,
): ((text: string, vector: ValueVector) => string | undefined) => {
  const { precision, scale, typeLength } = type;
  const wide = new WideInteger();
  return (text, vector) => {
    const negative = text.charCodeAt(0) === MINUS;
    const start = negative ? 1 : 0;
    let point = text.length;
    let value = 0;
    for (let i = start; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === POINT && point === text.length) point = i;
      else if (code >= ZERO && code <= ZERO + 9) value = value * 10 + (code - ZERO);
      else return 'not a decimal number';
    }
    const decimals = Math.max(0, text.length - point - 1);
    const digits = point - start + decimals;
    if (digits === 0 || point === text.length - 1) return 'not a decimal number';
    if (decimals > scale) return `more than ${scale} decimals`;
    const missing = scale - decimals;
    // Zeros before the first other digit do not count against the precision.
    let first = start;
    while (first < point - 1 && text.charCodeAt(first) === ZERO) first++;
    const whole = first === point - 1 && text.charCodeAt(first) === ZERO ? 0 : point - first;
    if (whole > precision - scale) return `more than ${precision - scale} digits before the point`;
    if (digits + missing <= SAFE_DIGITS) {
      const unscaled = value * (powers[missing] ?? 1);
      vector.putSafeBigEndian(negative ? 0 - unscaled : unscaled, typeLength);
      return undefined;
    }
    wide.clear();
    wide.digits(text, first, point);
    wide.digits(text, point + 1, text.length);
    for (let i = 0; i < missing; i++) wide.digit(0);
    wide.putBigEndian(negative, typeLength, vector);
    return undefined;
  };
};
