import { RawText, type RawTime } from '../raw-text';
import { copyText, Words } from '../words';

/** Digits of a time, and of the digest behind it: a position may have 64 characters. */
const TIME_DIGITS = 20;
const MAX_DIGEST = 44;

/** Positions that are written into one piece of memory. */
const POSITIONS = 512;
const PIECE = POSITIONS * (TIME_DIGITS + MAX_DIGEST);

/** Where the digits of a RawTime stand, in runs. */
const RUNS = [
  [0, 4],
  [5, 7],
  [8, 10],
  [11, 13],
  [14, 16],
  [17, 19],
  [20, 26],
] as const;

/** Writes the positions of events: the digits of a time, which sort as the times do, and those of a digest. */
export class PositionBytes {
  private words = new Words(Buffer.alloc(0));
  private used = 0;

  write({ words: from, start }: RawTime, digest: string): RawText {
    if (this.used + TIME_DIGITS + MAX_DIGEST > this.words.bytes.length) {
      this.words = new Words(Buffer.allocUnsafeSlow(PIECE), 'latin1');
      this.used = 0;
    }
    const { words, used } = this;
    let at = used;
    for (const [begin, end] of RUNS) at = copyText(from, start + begin, start + end, words, at);
    at += words.bytes.write(digest, at, 'latin1');
    this.used = at;
    return new RawText(words, used, at);
  }
}
