import type { RawTime } from '../raw-text';
import { TIME_FIELDS } from './event-kind';
import { correctedTime, eventTime, type Instant, isSameMillisecond } from './event-time';
import { type FlatEvent, isText } from './flat-event';
import { GIVEN, type Given } from './origin';
import { FIELD } from './place';
import { TimeBytes } from './time-bytes';

type TimeField = keyof typeof TIME_FIELDS;

/** When the object of an event was written, and when its batch was taken. */
export interface ObjectTimes {
  written: Instant;
  batch: Instant;
}

const FIELDS = Object.keys(TIME_FIELDS) as TimeField[];
/** Of a `timestamp` that is a time and kept beside all the same. */
const BESIDE = 2 ** FIELDS.length;

/** Combinations of fields that are kept beside. */
export const TIME_CASES = 2 * BESIDE;

/**
 * The times of an event, worked out for event after event.
 *
 * `received_at`: of whoever received the event, else when the object was written. `original_timestamp`: by the clock of
 * the device. `timestamp`: received_at - (sent_at - original_timestamp), where the event has all three; else what it
 * says itself, else its original_timestamp, sent_at, received_at, the first of these.
 */
export class EventTimes {
  /** Fields whose values are no times, or not what was made of them: they are kept beside. */
  readonly unread: TimeField[] = [];
  /** Which those are, as a number less than TIME_CASES. */
  unreadCase = 0;
  private readonly bytes = new TimeBytes();
  private batch: { instant: Instant; time: RawTime } | undefined;

  /**
   * @param given takes the times; undefined where the event has none
   * @returns when it was received
   */
  read(event: FlatEvent, { written, batch }: ObjectTimes, given: Given[]): RawTime {
    this.unread.length = 0;
    this.unreadCase = 0;
    const { bytes } = this;
    const receivedAt = this.instant(event, 'receivedAt');
    const sent = this.instant(event, 'sentAt');
    const stated = this.instant(event, 'timestamp');
    const original = this.instant(event, 'originalTimestamp') ?? stated;
    const received = receivedAt ?? written;
    const corrected =
      receivedAt !== undefined && sent !== undefined && original !== undefined
        ? correctedTime(receivedAt, sent, original)
        : undefined;
    const timestamp = corrected ?? stated ?? original ?? sent ?? received;
    const receivedTime = bytes.write(received);
    given[GIVEN.received] = receivedTime;
    given[GIVEN.sent] = sent && bytes.write(sent);
    given[GIVEN.original] = original && bytes.write(original);
    given[GIVEN.timestamp] = bytes.write(timestamp);
    given[GIVEN.batch] = this.batchTime(batch);
    // A time of its own beside an original one is not lost where it says something else.
    if (stated !== undefined && !isSame(stated, original) && !isSameMillisecond(stated, timestamp)) {
      this.unread.push('timestamp');
      this.unreadCase += BESIDE;
    }
    return receivedTime;
  }

  private instant(event: FlatEvent, field: TimeField): Instant | undefined {
    const value = event.field(FIELD[field]);
    if (value === undefined) return undefined;
    const time = isText(value) ? eventTime(value) : undefined;
    if (time === undefined) {
      this.unread.push(field);
      this.unreadCase += 2 ** FIELDS.indexOf(field);
    }
    return time;
  }

  /** The same for all events of an object. */
  private batchTime(instant: Instant): RawTime {
    if (this.batch?.instant !== instant) this.batch = { instant, time: this.bytes.write(instant) };
    return this.batch.time;
  }
}

const isSame = (a: Instant, b: Instant | undefined): boolean => a.seconds === b?.seconds && a.micros === b.micros;
