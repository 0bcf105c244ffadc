import type { Value } from '../change';
import { scalarText } from '../row';
import { RowFault } from '../row-fault';
import { clockText, dayText, instantOf, readClock, readTime } from '../time-text';

/** Puts a value of the wire into its column's text. @throws RowFault */
export type Convert = (value: Exclude<Value, null>) => Value;

const integerOf = (value: Value): bigint => {
  const text = scalarText(value);
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) throw new RowFault('no integer');
  return BigInt(text);
};

const orOutside = (text: string | undefined): string => {
  if (text === undefined) throw new RowFault('a time outside the years 1 to 9999');
  return text;
};

const orNoTime = <T>(read: T | undefined): T => {
  if (read === undefined) throw new RowFault('no time, or one of the years outside 1 to 9999');
  return read;
};

/** Days since 1970. */
export const date: Convert = (value) => orOutside(dayText(Number(integerOf(value))));

/** A time of day in units since midnight. */
export const timeOfDay =
  (unitsPerSecond: bigint): Convert =>
  (value) => {
    // Parts of a microsecond, which Redshift does not have, are dropped.
    const text = clockText(Number((integerOf(value) * 1_000_000n) / unitsPerSecond));
    if (text === undefined) throw new RowFault('no time of day');
    return text;
  };

/** An instant since 1970; parts of a microsecond, which Redshift does not have, are dropped. */
export const timestamp =
  (unitsPerSecond: bigint): Convert =>
  (value) =>
    orOutside(instantOf(integerOf(value), unitsPerSecond));

/** ISO 8601 with a zone. */
export const zonedTimestamp: Convert = (value) => {
  const time = orNoTime(readTime(microsOnly(scalarText(value) ?? '')));
  if (time.kind !== 'timestamptz') throw new RowFault('a time without a zone');
  return `${time.text}+00`;
};

export const zonedTime: Convert = (value) => {
  const clock = orNoTime(readClock(microsOnly(scalarText(value) ?? '')));
  if (clock.zone === undefined) throw new RowFault('a time without a zone');
  return clock.text + clock.zone;
};

/** The iso modes write a Z behind dates and times that have no zone. */
export const isoDate: Convert = (value) => {
  const time = orNoTime(readTime((scalarText(value) ?? '').replace(/Z$/, '')));
  if (time.kind !== 'date') throw new RowFault('no date');
  return time.text;
};

export const isoTime: Convert = (value) =>
  orNoTime(readClock(microsOnly(scalarText(value) ?? '').replace(/Z$/, ''))).text;

export const isoTimestamp: Convert = (value) => {
  const time = orNoTime(readTime(microsOnly(scalarText(value) ?? '')));
  if (time.kind === 'date') throw new RowFault('no timestamp');
  return time.text;
};

const microsOnly = (text: string): string => text.replace(/(\.\d{6})\d+/, '$1');
