import { RAW_TIME_BYTES, RawTime } from '../raw-text';
import { dayText } from '../time-text';
import type { Instant } from './event-time';

const DAY = 86_400;
const COLON = 58;
const POINT = 46;
const ZERO = 48;
const BLANK = 32;

/** Times that are written into one piece of memory. */
const TIMES = 512;
const DATE_BYTES = 10;

/** Writes instants as they are staged. */
export class TimeBytes {
  private bytes = Buffer.alloc(0);
  private used = 0;
  /** The last date: times mostly come from the same day as the one before. */
  private day = Number.NaN;
  private date = Buffer.alloc(DATE_BYTES);

  /** @param instant within the years 1 to 9999 */
  write({ seconds, micros }: Instant): RawTime {
    if (this.used === this.bytes.length) {
      this.bytes = Buffer.allocUnsafeSlow(TIMES * RAW_TIME_BYTES);
      this.used = 0;
    }
    const day = Math.floor(seconds / DAY);
    if (day !== this.day) {
      this.date.write(dayText(day) as string, 'latin1');
      this.day = day;
    }
    const { bytes, date, used } = this;
    for (let i = 0; i < DATE_BYTES; i++) bytes[used + i] = date[i] as number;
    const second = seconds - day * DAY;
    const minute = Math.floor(second / 60);
    bytes[used + 10] = BLANK;
    putPair(bytes, used + 11, Math.floor(minute / 60));
    bytes[used + 13] = COLON;
    putPair(bytes, used + 14, minute % 60);
    bytes[used + 16] = COLON;
    putPair(bytes, used + 17, second % 60);
    bytes[used + 19] = POINT;
    const hundreds = Math.floor(micros / 100);
    putPair(bytes, used + 20, Math.floor(hundreds / 100));
    putPair(bytes, used + 22, hundreds % 100);
    putPair(bytes, used + 24, micros % 100);
    this.used += RAW_TIME_BYTES;
    return new RawTime(bytes, used);
  }
}

const putPair = (bytes: Buffer, at: number, value: number): void => {
  const tens = Math.floor(value / 10);
  bytes[at] = ZERO + tens;
  bytes[at + 1] = ZERO + value - tens * 10;
};
