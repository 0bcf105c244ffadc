import type { ColumnTree } from './column-tree';
import type { TIME_FIELDS } from './event-kind';
import type { EventRow } from './event-row';
import { correctedTime, eventTime, type InstantText, isSameMillisecond } from './event-time';
import type { Tree, TreeObject } from './tree';

/** The times of an event. */
export interface EventTimes {
  received: InstantText;
  /** Fields whose values are no times, or not what was made of them: they are kept beside. */
  unread: [field: string, value: Tree][];
}

/**
 * Puts the times of an event into its row.
 *
 * `received_at`: of whoever received the event, else when the object was written. `original_timestamp`: by the clock of
 * the device. `timestamp`: received_at - (sent_at - original_timestamp), where the event has all three; else what it
 * says itself, else its original_timestamp, sent_at, received_at, the first of these.
 *
 * @param written when the object was written
 */
export const putTimes = (
  row: EventRow,
  columns: ColumnTree['event'],
  event: TreeObject,
  written: InstantText,
): EventTimes => {
  const unread: [string, Tree][] = [];
  const read = (field: keyof typeof TIME_FIELDS): InstantText | undefined => {
    const value = event[field];
    if (value === undefined || value === null || value === '') return undefined;
    const time = eventTime(value);
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
  row.add(columns.received_at, received);
  if (sent !== undefined) row.add(columns.sent_at, sent);
  if (original !== undefined) row.add(columns.original_timestamp, original);
  row.add(columns.timestamp, timestamp);
  // A time of its own beside an original one is not lost where it says something else.
  if (given !== undefined && given !== original && !isSameMillisecond(given, timestamp)) {
    unread.push(['timestamp', event.timestamp as Tree]);
  }
  return { received, unread };
};
