/** A sum that can be shown: how many of what, each counting how much. */
export interface Term {
  count: number;
  of: string;
  each: number;
}

/** Terms that count for nothing are left out. */
export interface Sum {
  value: number;
  /** `run 1 × 10 + tables 11 × 7 + polls 30 × 3` */
  how: string;
}

/** Adds up terms and tells how. */
export const sumOf = (terms: readonly Term[]): Sum => {
  const counted = terms.filter(({ count, each }) => count * each !== 0);
  return {
    value: counted.reduce((sum, { count, each }) => sum + count * each, 0),
    how: counted.map(({ count, of, each }) => `${of} ${text(count)} × ${text(each)}`).join(' + ') || 'none',
  };
};

const text = (number: number): string => (Number.isInteger(number) ? number.toLocaleString('en-US') : rounded(number));

/** Three digits that count. */
const rounded = (number: number): string =>
  number >= 100 ? Math.round(number).toLocaleString('en-US') : String(Number(number.toPrecision(3)));
