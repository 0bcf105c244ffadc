import { daysOf } from '../../parquet/calendar-text';
import type { RawText } from '../raw-text';
import type { Instant } from './event-time';

const DAY = 86_400;
const HYPHEN = 45;
const POINT = 46;
const COLON = 58;

/** Days since 1970 of the last date, as a number of its digits: events mostly come from the same day as the last one. */
let last = { date: Number.NaN, days: Number.NaN };

/**
 * Reads an instant straight from bytes, as most libraries write it: `2024-02-29T01:02:03.004Z`, with thousandths of a
 * second or without. undefined for all else, which may be a time all the same.
 */
export const rawInstant = ({ bytes, start, end }: RawText): Instant | undefined => {
  const length = end - start;
  if ((length !== 24 && length !== 20) || bytes[end - 1] !== 90) return undefined;
  const separator = bytes[start + 10];
  if (separator !== 84 && separator !== 32) return undefined;
  const date = dateAt(bytes, start);
  const hours = pairAt(bytes, start + 11);
  const minutes = pairAt(bytes, start + 14);
  const seconds = pairAt(bytes, start + 17);
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return undefined;
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return undefined;
  let millis = 0;
  if (length === 24) {
    millis = pairAt(bytes, start + 20) * 10 + digit(bytes[start + 22]);
    if (bytes[start + 19] !== POINT || Number.isNaN(millis)) return undefined;
  }
  if (date !== last.date) {
    const days = Number.isNaN(date) ? Number.NaN : daysOf(bytes.toString('latin1', start, start + 10));
    if (Number.isNaN(days)) return undefined;
    last = { date, days };
  }
  return { seconds: last.days * DAY + hours * 3_600 + minutes * 60 + seconds, micros: millis * 1_000 };
};

/** NaN where it is no date. */
const dateAt = (bytes: Buffer, at: number): number => {
  if (bytes[at + 4] !== HYPHEN || bytes[at + 7] !== HYPHEN) return Number.NaN;
  const year = pairAt(bytes, at) * 100 + pairAt(bytes, at + 2);
  return year * 10_000 + pairAt(bytes, at + 5) * 100 + pairAt(bytes, at + 8);
};

const pairAt = (bytes: Buffer, at: number): number => digit(bytes[at]) * 10 + digit(bytes[at + 1]);

/** NaN for any other byte. */
const digit = (code: number | undefined): number =>
  code !== undefined && code >= 48 && code <= 57 ? code - 48 : Number.NaN;
