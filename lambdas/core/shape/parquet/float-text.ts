import type { Value } from '../change';

/** The fewest digits that a double gives back; NaN and infinities, which no number is, as text. */
export const floatText = (raw: number): Value => {
  if (!Number.isFinite(raw)) return String(raw);
  return { number: Object.is(raw, -0) ? '-0' : String(raw) };
};

/** The fewest digits that a FLOAT gives back: 0.1, not the 0.10000000149011612 that it is as a double. */
export const realText = (raw: number): Value => {
  if (!Number.isFinite(raw)) return String(raw);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(raw.toPrecision(digits));
    if (Math.fround(short) === raw) return floatText(short);
  }
  return floatText(Number(raw.toPrecision(9)));
};

/** A half-precision float, little endian: https://en.wikipedia.org/wiki/Half-precision_floating-point_format */
export const halfFloat = (raw: Uint8Array): number => {
  const bits = (raw[0] ?? 0) | ((raw[1] ?? 0) << 8);
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits >> 15 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
};
