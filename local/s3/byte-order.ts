/**
 * Compares two strings by their UTF-8 bytes, the order in which S3 lists keys. JavaScript compares UTF-16 units, which
 * puts U+E000..U+FFFF after the surrogate pairs of U+10000 and above.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates (D800..DFFF) above every other unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
