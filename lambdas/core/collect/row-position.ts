import type { BatchObject } from './object-batch';

/** Digits: milliseconds until the year 33658; tenths of them; 9,999,999 objects a batch; 10^12 rows an object. */
const WIDTHS = { time: 15, batchSeq: 16, index: 7, row: 12 };

/**
 * Where a row stands among all rows of a source that has no order of its own, as text of fixed width (53 characters)
 * that sorts so: by the time that S3 gives its object, so that an object that comes late does not overwrite what is
 * newer; at equal times by batch; in a batch by key; then as in the file.
 *
 * @param row from 0
 */
export const rowPosition = (
  batchSeq: number,
  object: Pick<BatchObject, 'index' | 'lastModified'>,
  row: number,
): string =>
  [
    digits(Date.parse(object.lastModified), WIDTHS.time),
    digits(batchSeq, WIDTHS.batchSeq),
    digits(object.index, WIDTHS.index),
    digits(row, WIDTHS.row),
  ].join('.');

/** Where all rows of a batch stand together. */
export const batchPosition = (batchSeq: number): string => digits(batchSeq, WIDTHS.batchSeq);

const digits = (value: number, width: number): string => {
  const text = String(value);
  if (!Number.isSafeInteger(value) || value < 0 || text.length > width) {
    throw new RangeError(`${value} is not a whole number of at most ${width} digits`);
  }
  return text.padStart(width, '0');
};
