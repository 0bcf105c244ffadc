/** Digits that every double gives back as they are. */
const EXACT_DIGITS = 15;

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** What a short number needs in a column. The object is used again by the next call. */
export interface ShortNumber {
  /** Digits before the point, without zeros in front. */
  whole: number;
  /** Digits behind the point, without zeros at the end. */
  scale: number;
  /** The integer type that holds it; 128 where it has decimals. */
  bits: 16 | 32 | 64 | 128;
}

const found: ShortNumber = { whole: 0, scale: 0, bits: 16 };

/**
 * Reads a number in plain digits, of at most 15 characters, as most are: in one pass and without a trace in memory. A double
 * holds it exactly. undefined for any other text, which may be a number all the same.
 */
export const readShortNumber = (text: string): ShortNumber | undefined => {
  const { length } = text;
  if (length > EXACT_DIGITS) return undefined;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let at = start;
  let value = 0;
  let whole = 0;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
    if (value > 0) whole++;
  }
  if (at === start) return undefined;
  let scale = 0;
  if (at < length) {
    if (text.charCodeAt(at) !== POINT) return undefined;
    const point = at;
    for (at++; at < length; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) return undefined;
      if (digit > 0) scale = at - point;
    }
  }
  found.whole = whole;
  found.scale = scale;
  found.bits = scale > 0 ? 128 : bitsOf(start === 1 ? -value : value);
  return found;
};

const bitsOf = (value: number): 16 | 32 | 64 => {
  if (value >= -(2 ** 15) && value < 2 ** 15) return 16;
  return value >= -(2 ** 31) && value < 2 ** 31 ? 32 : 64;
};
