/** Tenths of a millisecond until the year 318857. */
export const BATCH_SEQ_DIGITS = 16;

/** Where all rows of a batch stand together, as text of fixed width that sorts as the batches' numbers do. */
export const batchPosition = (batchSeq: number): string => fixedDigits(batchSeq, BATCH_SEQ_DIGITS);

/**
 * A number as digits of fixed width, so that texts sort as numbers do.
 *
 * @throws RangeError for a number that is no whole one from 0, or too long
 */
export const fixedDigits = (value: number, width: number): string => {
  const text = String(value);
  if (!Number.isSafeInteger(value) || value < 0 || text.length > width) {
    throw new RangeError(`${value} is not a whole number of at most ${width} digits`);
  }
  return text.padStart(width, '0');
};
