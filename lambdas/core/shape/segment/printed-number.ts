const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Characters of a number whose digits every double gives back: 15 digits, or fewer beside a point and a sign. */
const MAX_LENGTH = 15;
/** Below a millionth a double prints with an exponent. */
const MAX_ZEROS = 5;

/**
 * Where a number ends that stands in bytes just as its double prints, which is how most are written: such a number needs no
 * reading. Less than 0 for any other, and for what is no number.
 */
export const printedEnd = (bytes: Uint8Array, start: number): number => {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const point = digitsEnd(bytes, first);
  const isZero = bytes[first] === ZERO;
  if (point === first || (isZero && point > first + 1)) return -1;
  if (bytes[point] !== POINT) {
    if (isZero && first > start) return -1;
    return goesOn(bytes[point]) || point - start > MAX_LENGTH ? -1 : point;
  }
  const end = digitsEnd(bytes, point + 1);
  if (end === point + 1 || bytes[end - 1] === ZERO || goesOn(bytes[end]) || end - start > MAX_LENGTH) return -1;
  return isZero && zerosFrom(bytes, point + 1) > MAX_ZEROS ? -1 : end;
};

const digitsEnd = (bytes: Uint8Array, from: number): number => {
  let at = from;
  for (let code = bytes[at] as number; code >= ZERO && code <= 57; ) code = bytes[++at] as number;
  return at;
};

const zerosFrom = (bytes: Uint8Array, from: number): number => {
  let at = from;
  while (bytes[at] === ZERO) at++;
  return at - from;
};

/** Whether more of a number follows: a point, a sign, an exponent. */
const goesOn = (code: number | undefined): boolean =>
  code === POINT || code === MINUS || code === 43 || code === 69 || code === 101;
