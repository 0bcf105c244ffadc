import { instantText, readTime, secondsOfTime, type TimeText } from '../time-text';
import type { Tree } from './tree';

/** `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
export type InstantText = string;

/** Digits of a fraction of a second beyond microseconds, which some libraries send. */
const NANOSECONDS = /(\.\d{6})\d+/;

/**
 * The instant that a top-level field of an event says in ISO 8601; without a zone it is UTC, and a date is its midnight.
 * Parts of a microsecond are left off. undefined for any other value.
 */
export const eventTime = (value: Tree | undefined): InstantText | undefined => {
  if (typeof value !== 'string') return undefined;
  const time = readTime(value) ?? readTime(value.replace(NANOSECONDS, '$1'));
  return time && utcOf(time);
};

const utcOf = ({ kind, text }: TimeText): InstantText => (kind === 'date' ? `${text} 00:00:00.000000` : text);

/**
 * When the event happened by the clock of who received it: the clock of the device may be wrong, but the time between the
 * event and its sending is not. undefined where that is outside the years 1 to 9999.
 */
export const correctedTime = (
  received: InstantText,
  sent: InstantText,
  original: InstantText,
): InstantText | undefined => {
  if (sent === received) return original;
  if (sent === original) return received;
  const seconds = secondsOfTime(received) - secondsOfTime(sent) + secondsOfTime(original);
  const micros = microsOf(received) - microsOf(sent) + microsOf(original);
  const carry = Math.floor(micros / 1_000_000);
  return instantText(seconds + carry, micros - carry * 1_000_000);
};

/** Whether two instants are less than a millisecond apart, the step of most clocks. */
export const isSameMillisecond = (a: InstantText, b: InstantText): boolean => {
  const micros = (secondsOfTime(a) - secondsOfTime(b)) * 1_000_000 + microsOf(a) - microsOf(b);
  return Math.abs(micros) < 1_000;
};

/** 20 digits that sort as the instants do. */
export const instantDigits = (text: InstantText): string =>
  text.slice(0, 4) +
  text.slice(5, 7) +
  text.slice(8, 10) +
  text.slice(11, 13) +
  text.slice(14, 16) +
  text.slice(17, 19) +
  text.slice(20);

const microsOf = (text: InstantText): number => Number(text.slice(20));
