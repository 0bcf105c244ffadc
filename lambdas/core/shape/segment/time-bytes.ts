import { RAW_TIME_BYTES, RawTime } from '../raw-text';
import { dayText } from '../time-text';
import { copyText, Words, wordsOf } from '../words';
import type { Instant } from './event-time';

const DAY = 86_400;
const COLON = 58;
const POINT = 46;
const ZERO = 48;
const BLANK = 32;

/** Times that are written into one piece of memory. */
const TIMES = 512;
const DATE_BYTES = 10;

/** Days whose dates are remembered at most: clocks go wrong, and times of people's lives are any. */
const MAX_DATES = 1_000;

/** Writes instants as they are staged. */
export class TimeBytes {
  private words = new Words(Buffer.alloc(0));
  private used = 0;
  /** By the days since 1970. */
  private readonly dates = new Map<number, Words>();

  /** @param instant within the years 1 to 9999 */
  write({ seconds, micros }: Instant): RawTime {
    if (this.used === this.words.bytes.length) {
      this.words = new Words(Buffer.allocUnsafeSlow(TIMES * RAW_TIME_BYTES), 'latin1');
      this.used = 0;
    }
    const day = Math.floor(seconds / DAY);
    const { words, used } = this;
    const { view } = words;
    copyText(this.dateOf(day), 0, DATE_BYTES, words, used);
    const second = seconds - day * DAY;
    const minute = Math.floor(second / 60);
    view.setUint8(used + 10, BLANK);
    putPair(view, used + 11, Math.floor(minute / 60));
    view.setUint8(used + 13, COLON);
    putPair(view, used + 14, minute % 60);
    view.setUint8(used + 16, COLON);
    putPair(view, used + 17, second % 60);
    view.setUint8(used + 19, POINT);
    const hundreds = Math.floor(micros / 100);
    putPair(view, used + 20, Math.floor(hundreds / 100));
    putPair(view, used + 22, hundreds % 100);
    putPair(view, used + 24, micros % 100);
    this.used += RAW_TIME_BYTES;
    return new RawTime(words, used);
  }

  private dateOf(day: number): Words {
    let date = this.dates.get(day);
    if (date === undefined) {
      if (this.dates.size >= MAX_DATES) this.dates.clear();
      date = wordsOf(dayText(day) as string);
      this.dates.set(day, date);
    }
    return date;
  }
}

/** Two digits of each number, the first one lower. */
const PAIRS = Uint16Array.from(
  { length: 100 },
  (_, value) => ZERO + Math.floor(value / 10) + 256 * (ZERO + (value % 10)),
);

const putPair = (view: DataView, at: number, value: number): void => view.setUint16(at, PAIRS[value] as number, true);
