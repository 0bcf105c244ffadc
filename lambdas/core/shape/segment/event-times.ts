import type { RawTime } from '../raw-text';
import type { ColumnTree } from './column-tree';
import type { TIME_FIELDS } from './event-kind';
import type { EventRow } from './event-row';
import { correctedTime, eventTime, type Instant, isSameMillisecond } from './event-time';
import { type FlatEvent, type FlatValue, isText } from './flat-event';
import { FIELD } from './place';
import type { TimeBytes } from './time-bytes';

/** The times of an event. */
export interface EventTimes {
  received: RawTime;
  /** Fields whose values are no times, or not what was made of them: they are kept beside. */
  unread: [field: string, value: FlatValue][];
}

/**
 * Puts the times of an event into its row.
 *
 * `received_at`: of whoever received the event, else when the object was written. `original_timestamp`: by the clock of
 * the device. `timestamp`: received_at - (sent_at - original_timestamp), where the event has all three; else what it
 * says itself, else its original_timestamp, sent_at, received_at, the first of these.
 *
 * @param written when the object was written
 * @param bytes writes the times
 */
export const putTimes = (
  row: EventRow,
  columns: ColumnTree['event'],
  event: FlatEvent,
  written: Instant,
  bytes: TimeBytes,
): EventTimes => {
  const unread: EventTimes['unread'] = [];
  const read = (field: keyof typeof TIME_FIELDS): Instant | undefined => {
    const value = event.field(FIELD[field]);
    if (value === undefined) return undefined;
    const time = isText(value) ? eventTime(value) : undefined;
    if (time === undefined) unread.push([field, value]);
    return time;
  };
  const receivedAt = read('receivedAt');
  const sent = read('sentAt');
  const given = read('timestamp');
  const original = read('originalTimestamp') ?? given;
  const received = receivedAt ?? written;
  const corrected =
    receivedAt !== undefined && sent !== undefined && original !== undefined
      ? correctedTime(receivedAt, sent, original)
      : undefined;
  const timestamp = corrected ?? given ?? original ?? sent ?? received;
  const receivedTime = bytes.write(received);
  row.add(columns.received_at, receivedTime);
  if (sent !== undefined) row.add(columns.sent_at, bytes.write(sent));
  if (original !== undefined) row.add(columns.original_timestamp, bytes.write(original));
  row.add(columns.timestamp, bytes.write(timestamp));
  // A time of its own beside an original one is not lost where it says something else.
  if (given !== undefined && !isSame(given, original) && !isSameMillisecond(given, timestamp)) {
    unread.push(['timestamp', event.field(FIELD.timestamp) as FlatValue]);
  }
  return { received: receivedTime, unread };
};

const isSame = (a: Instant, b: Instant | undefined): boolean => a.seconds === b?.seconds && a.micros === b.micros;
