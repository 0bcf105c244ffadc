import { BATCH_SEQ_DIGITS, fixedDigits } from '../collect/batch-position';
import type { BatchObject } from '../collect/object-batch';

/** Digits: milliseconds until the year 33658; tenths of them; 9,999,999 objects a batch. */
const WIDTHS = { time: 15, batchSeq: BATCH_SEQ_DIGITS, index: 7 };

/**
 * Where an object stands among all objects of a source that has no order of its own: 38 digits that sort by the time that
 * S3 gives the object, so that one that comes late does not overwrite what is newer; at equal times by batch; in a batch
 * by key. The number of the record follows it: 57 characters of the 64 of a position.
 *
 * @throws RangeError for a number that is no whole one, or too long
 */
export const objectOrder = (
  batchSeq: number,
  { index, lastModified }: Pick<BatchObject, 'index' | 'lastModified'>,
): string =>
  fixedDigits(Date.parse(lastModified), WIDTHS.time) +
  fixedDigits(batchSeq, WIDTHS.batchSeq) +
  fixedDigits(index, WIDTHS.index);
