import { daysOf, secondsOfDayAt } from '../parquet/calendar-text';

/** Seconds since 1970 of 0001-01-01 and of the first second after 9999: Redshift reads dates of four-digit years. */
const FIRST_SECOND = -62_135_596_800;
const END_SECOND = 253_402_300_800;
const DAY = 86_400;

/** What a text that looks like a date or time says. */
export interface TimeText {
  kind: 'date' | 'timestamp' | 'timestamptz';
  /** `YYYY-MM-DD`, or `YYYY-MM-DD HH:MM:SS.ffffff` in UTC where there is a zone. */
  text: string;
}

const SHAPE = /^\d{4}-\d\d-\d\d(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?( ?Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Reads ISO 8601 as databases and producers write it: `2024-02-29`, `2024-02-29T01:02:03.5Z`, `2024-02-29 01:02:03+02`.
 * undefined for any other text, for days that do not exist, and for parts of a microsecond, which would be lost.
 */
export const readTime = (text: string): TimeText | undefined => {
  if (text.length < 10 || text.length > 36 || text.charCodeAt(4) !== 45) return undefined;
  if (isPlain(text)) return { kind: 'timestamptz', text: writtenOf(text) };
  if (isWrittenTime(text)) return { kind: 'timestamp', text };
  const match = SHAPE.exec(text);
  const days = match === null ? Number.NaN : daysOf(text);
  if (match === null || Number.isNaN(days)) return undefined;
  const [, clock, fraction = '', zone] = match;
  if (clock === undefined) return { kind: 'date', text };
  const second = secondsOfDayAt(clock.length === 5 ? `${clock}:00` : clock, 0);
  if (Number.isNaN(second) || /[1-9]/.test(fraction.slice(6))) return undefined;
  const offset = zone === undefined ? 0 : offsetSeconds(zone.trim());
  const written = Number.isNaN(offset) ? undefined : instantText(days * DAY + second - offset, micros(fraction));
  return written === undefined ? undefined : { kind: zone === undefined ? 'timestamp' : 'timestamptz', text: written };
};

/** What readTime says of the text, for those who need no more: times as most are written leave nothing behind. */
export const timeKindOf = (text: string): TimeText['kind'] | undefined => {
  if (text.length < 10 || text.length > 36 || text.charCodeAt(4) !== 45) return undefined;
  if (isPlain(text)) return 'timestamptz';
  return isWrittenTime(text) ? 'timestamp' : readTime(text)?.kind;
};

/** As most producers write it: in UTC, to the second or a thousandth of it. */
const isPlain = (text: string): boolean => {
  const { length } = text;
  if ((length !== 24 && length !== 20) || text.charCodeAt(length - 1) !== 90) return false;
  const separator = text.charCodeAt(10);
  if ((separator !== 84 && separator !== 32) || !isTime(text)) return false;
  return length === 20 || (text.charCodeAt(19) === 46 && areDigits(text, 20, 23));
};

/** Whether the text is a time as this module writes it: `YYYY-MM-DD HH:MM:SS.ffffff`. */
export const isWrittenTime = (text: string): boolean =>
  text.length === 26 &&
  text.charCodeAt(10) === 32 &&
  text.charCodeAt(19) === 46 &&
  isTime(text) &&
  areDigits(text, 20, 26);

const isTime = (text: string): boolean => !Number.isNaN(daysOfDate(text)) && !Number.isNaN(secondsOfDay(text));

/** Days since 1970 of a date at the beginning of the text; NaN where there is none. */
const daysOfDate = (text: string): number => {
  // Times mostly come from the same day as the last one.
  if (text.startsWith(lastDate.text)) return lastDate.days;
  const days = daysOf(text);
  if (!Number.isNaN(days)) lastDate = { text: text.slice(0, 10), days };
  return days;
};

let lastDate = { text: '1970-01-01', days: 0 };

/** Seconds of the clock behind a date; NaN where there is none. */
const secondsOfDay = (text: string): number => {
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  const isClock =
    hours < 24 && minutes < 60 && seconds < 60 && text.charCodeAt(13) === 58 && text.charCodeAt(16) === 58;
  return isClock ? hours * 3_600 + minutes * 60 + seconds : Number.NaN;
};

/** Seconds since 1970 of `YYYY-MM-DD HH:MM:SS`, whatever follows; NaN where there is no such time. */
export const secondsOfTime = (text: string): number => daysOfDate(text) * DAY + secondsOfDay(text);

/** NaN where there is anything else. */
const twoDigits = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

const areDigits = (text: string, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
};

/** Of a plain text. */
const writtenOf = (text: string): string =>
  `${text.slice(0, 10)} ${text.slice(11, 19)}${text.length === 24 ? text.slice(19, 23) : '.000'}000`;

/** Whether seconds since 1970 are within the years 1 to 9999. */
export const isInstant = (seconds: number): boolean => seconds >= FIRST_SECOND && seconds < END_SECOND;

/** `YYYY-MM-DD HH:MM:SS.ffffff` of an instant; undefined outside the years 1 to 9999. */
export const instantText = (seconds: number, micros: number): string | undefined => {
  if (!isInstant(seconds)) return undefined;
  const day = Math.floor(seconds / DAY);
  // Times mostly come from the same day as the last one.
  if (day !== lastDay.day) lastDay = { day, text: new Date(day * DAY * 1_000).toISOString().slice(0, 10) };
  const second = seconds - day * DAY;
  const [hours, minutes] = [Math.floor(second / 3_600), Math.floor((second % 3_600) / 60)];
  const clock = `${two(hours)}:${two(minutes)}:${two(Math.floor(second % 60))}`;
  return `${lastDay.text} ${clock}.${String(micros).padStart(6, '0')}`;
};

let lastDay = { day: 0, text: '1970-01-01' };

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** `YYYY-MM-DD HH:MM:SS.ffffff` of a count of units since 1970. */
export const instantOf = (units: bigint, unitsPerSecond: bigint): string | undefined => {
  const rest = ((units % unitsPerSecond) + unitsPerSecond) % unitsPerSecond;
  return instantText(Number((units - rest) / unitsPerSecond), Number((rest * 1_000_000n) / unitsPerSecond));
};

/** `YYYY-MM-DD` of a day since 1970; undefined outside the years 1 to 9999. */
export const dayText = (days: number): string | undefined => instantText(days * DAY, 0)?.slice(0, 10);

/** `HH:MM:SS.ffffff` of microseconds since midnight; undefined for more than a day, whose end is 24:00:00. */
export const clockText = (microsOfDay: number): string | undefined => {
  if (!(microsOfDay >= 0 && microsOfDay <= DAY * 1e6)) return undefined;
  if (microsOfDay === DAY * 1e6) return '24:00:00';
  return instantText(Math.floor(microsOfDay / 1e6), microsOfDay % 1e6)?.slice(11);
};

const CLOCK = /^(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?( ?Z|[+-]\d\d(?::?\d\d)?)?$/;

/** Reads a time of day, with a zone or without; undefined as readTime. */
export const readClock = (text: string): { text: string; zone: string | undefined } | undefined => {
  if (text === '24:00:00') return { text, zone: undefined };
  const [, clock, fraction = '', zone] = CLOCK.exec(text) ?? [];
  if (clock === undefined || /[1-9]/.test(fraction.slice(6))) return undefined;
  const second = secondsOfDayAt(clock.length === 5 ? `${clock}:00` : clock, 0);
  if (Number.isNaN(second) || (zone !== undefined && Number.isNaN(offsetSeconds(zone.trim())))) return undefined;
  const written = clockText(second * 1e6 + micros(fraction));
  return written === undefined ? undefined : { text: written, zone: zone?.trim().replace('Z', '+00') };
};

const micros = (fraction: string): number => Number(fraction.slice(0, 6).padEnd(6, '0'));

const offsetSeconds = (zone: string): number => {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 18 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3_600 + minutes * 60);
};
