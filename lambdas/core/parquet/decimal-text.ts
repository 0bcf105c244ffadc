import type { ParquetType } from '../catalog/parquet-type';
import type { ValueVector } from './value-vector';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Ten to this power stays within 2^53. */
const SAFE_DIGITS = 15;

/**
 * Reads plain decimal text (`-12.30`; no exponent, no plus) as an unscaled number of the column's scale. Fewer decimals
 * than the scale are filled with zeros; more, or more digits than the precision, are refused.
 */
export const decimalReader = (
  type: Extract<ParquetType, { logical: 'DECIMAL' }>,
): ((text: string, vector: ValueVector) => string | undefined) => {
  const { precision, scale, typeLength } = type;
  const limit = 10n ** BigInt(precision);
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
    if (digits + missing <= SAFE_DIGITS && precision >= digits + missing) {
      const unscaled = value * 10 ** missing;
      vector.putSafeBigEndian(negative ? 0 - unscaled : unscaled, typeLength);
      return undefined;
    }
    const magnitude = BigInt(text.slice(start).replace('.', '')) * 10n ** BigInt(missing);
    if (magnitude >= limit) return `more than ${precision} digits`;
    vector.putBigEndian(negative ? -magnitude : magnitude, typeLength);
    return undefined;
  };
};
