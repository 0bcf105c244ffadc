import type { SegmentSource } from '../config/load-config';
import { unpacked } from './gunzip';
import { splitChunks } from './raw-record';
import type { Changes, Reading } from './reading';
import type { Instant } from './segment/event-time';
import { SegmentChanges } from './segment/segment-changes';
import { isInstant } from './time-text';

/** The number of a batch counts tenths of milliseconds. */
const SEQ_PER_MS = 10;

/** The changes of an object of clickstream events, ordered by when they were received. */
export const readSegment = (source: SegmentSource, { object, content, batchSeq, withPositions }: Reading): Changes => {
  const times = { written: instant(object.lastModified), batch: instant(Math.floor(batchSeq / SEQ_PER_MS)) };
  return splitChunks(unpacked(content.chunks()), new SegmentChanges(source, times, withPositions));
};

/** @throws RangeError for what is no time */
const instant = (time: string | number): Instant => {
  const millis = new Date(time).getTime();
  const seconds = Math.floor(millis / 1_000);
  if (!isInstant(seconds)) throw new RangeError(`not a time of the years 1 to 9999: ${time}`);
  return { seconds, micros: (millis - seconds * 1_000) * 1_000 };
};
