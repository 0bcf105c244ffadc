import { daysOf } from '../../parquet/calendar-text';
import { Pattern } from '../pattern';
import type { RawText } from '../raw-text';
import type { Instant } from './event-time';

const DAY = 86_400;
const HYPHEN = 45;
const POINT = 46;
const COLON = 58;
const DATE_BYTES = 10;

/** A date, and its days since 1970. */
interface Day {
  date: Pattern;
  days: number;
}

/** The last two dates: times mostly come from the same day as the one before, and by a wrong clock from another one. */
let last: Day = { date: new Pattern(Buffer.from('1970-01-01')), days: 0 };
let other = last;

/**
 * Reads an instant straight from bytes, as most libraries write it: `2024-02-29T01:02:03.004Z`, with thousandths of a
 * second or without. undefined for all else, which may be a time all the same.
 */
export const rawInstant = ({ words, start, end }: RawText): Instant | undefined => {
  const { bytes } = words;
  const length = end - start;
  if ((length !== 24 && length !== 20) || bytes[end - 1] !== 90) return undefined;
  const separator = bytes[start + 10];
  if (separator !== 84 && separator !== 32) return undefined;
  const hours = pairAt(bytes, start + 11);
  const minutes = pairAt(bytes, start + 14);
  const seconds = pairAt(bytes, start + 17);
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return undefined;
  if (hours >= 24 || minutes >= 60 || seconds >= 60) return undefined;
  let millis = 0;
  if (length === 24) {
    millis = pairAt(bytes, start + 20) * 10 + digit(bytes[start + 22] as number);
    if (bytes[start + 19] !== POINT || millis >= 1_000) return undefined;
  }
  if (!last.date.isAt(words, start)) {
    const before = last;
    if (other.date.isAt(words, start)) last = other;
    else {
      const days = daysAt(bytes, start);
      if (Number.isNaN(days)) return undefined;
      last = { date: new Pattern(Uint8Array.from(bytes.subarray(start, start + DATE_BYTES))), days };
    }
    other = before;
  }
  return { seconds: last.days * DAY + hours * 3_600 + minutes * 60 + seconds, micros: millis * 1_000 };
};

/** NaN where it is no date. */
const daysAt = (bytes: Buffer, at: number): number => {
  const century = pairAt(bytes, at);
  const year = pairAt(bytes, at + 2);
  const month = pairAt(bytes, at + 5);
  const day = pairAt(bytes, at + 8);
  const isDate = bytes[at + 4] === HYPHEN && bytes[at + 7] === HYPHEN && Math.max(century, year, month, day) < 100;
  return isDate ? daysOf(bytes.toString('latin1', at, at + DATE_BYTES)) : Number.NaN;
};

/** 0 to 99; more where it is no two digits. */
const pairAt = (bytes: Buffer, at: number): number => digit(bytes[at] as number) * 10 + digit(bytes[at + 1] as number);

/** What no sum with others makes a number of few digits. */
const NO_DIGIT = 10_000;

const digit = (code: number): number => (code >= 48 && code <= 57 ? code - 48 : NO_DIGIT);
