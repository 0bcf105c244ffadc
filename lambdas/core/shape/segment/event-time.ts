import { RawText } from '../raw-text';
import { isInstant, readTime, secondsOfTime } from '../time-text';
import { rawInstant } from './raw-instant';

/** Seconds since 1970, and microseconds of the next one: within the years 1 to 9999. */
export interface Instant {
  seconds: number;
  micros: number;
}

const SECOND = 1_000_000;

/** Digits of a fraction of a second beyond microseconds, which some libraries send. */
const NANOSECONDS = /(\.\d{6})\d+/;

/**
 * The instant that a top-level field of an event says in ISO 8601; without a zone it is UTC, and a date is its midnight.
 * Parts of a microsecond are left off. undefined for any other text.
 */
export const eventTime = (value: string | RawText): Instant | undefined => {
  if (value instanceof RawText) return rawInstant(value) ?? instantOf(value.text);
  return instantOf(value);
};

const instantOf = (value: string): Instant | undefined => {
  const time = readTime(value) ?? readTime(value.replace(NANOSECONDS, '$1'));
  if (time === undefined) return undefined;
  const text = time.kind === 'date' ? `${time.text} 00:00:00.000000` : time.text;
  return { seconds: secondsOfTime(text), micros: Number(text.slice(20)) };
};

/**
 * When the event happened by the clock of who received it: the clock of the device may be wrong, but the time between the
 * event and its sending is not. undefined where that is outside the years 1 to 9999.
 */
export const correctedTime = (received: Instant, sent: Instant, original: Instant): Instant | undefined => {
  const micros = received.micros - sent.micros + original.micros;
  const carry = Math.floor(micros / SECOND);
  const seconds = received.seconds - sent.seconds + original.seconds + carry;
  return isInstant(seconds) ? { seconds, micros: micros - carry * SECOND } : undefined;
};

/** Whether two instants are less than a millisecond apart, the step of most clocks. */
export const isSameMillisecond = (a: Instant, b: Instant): boolean =>
  Math.abs((a.seconds - b.seconds) * SECOND + a.micros - b.micros) < 1_000;
