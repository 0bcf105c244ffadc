/**
 * Compares two well-formed texts by their UTF-8 bytes, as Parquet orders strings. JavaScript's `<` compares UTF-16
 * units, where the surrogates of U+10000 and beyond stand below U+E000 to U+FFFF.
 */
export const compareUtf8 = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
};

/** Moves surrogates above every other unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2800 : unit);
