import { RawText, type RawTime } from '../raw-text';
import { copyText, Words } from '../words';
import type { ContentHash } from './content-hash';

/** Digits of a time, and of the hash behind it: a position may have 64 characters. */
const TIME_DIGITS = 20;
const HASH_DIGITS = 16;
const POSITION_BYTES = TIME_DIGITS + HASH_DIGITS;

/** Positions that are written into one piece of memory. */
const POSITIONS = 512;

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

/** Writes the positions of events: the digits of a time, which sort as the times do, and those of a hash of the content. */
export class PositionBytes {
  private words = new Words(Buffer.alloc(0));
  private used = 0;

  /** @param hash undefined where nobody asks for it: the position is the time alone then */
  write({ words: from, start }: RawTime, hash: ContentHash | undefined): RawText {
    if (this.used + POSITION_BYTES > this.words.bytes.length) {
      this.words = new Words(Buffer.allocUnsafeSlow(POSITIONS * POSITION_BYTES), 'latin1');
      this.used = 0;
    }
    const { words, used } = this;
    let at = used;
    for (const [begin, end] of RUNS) at = copyText(from, start + begin, start + end, words, at);
    if (hash !== undefined) {
      putHex(words.view, at, hash.high);
      putHex(words.view, at + HASH_DIGITS / 2, hash.low);
      at += HASH_DIGITS;
    }
    this.used = at;
    return new RawText(words, used, at);
  }
}

/** Two hexadecimal digits of each byte, the first one lower. */
const PAIRS = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16LE(),
);

const putHex = (view: DataView, at: number, bits: number): void => {
  for (let i = 0; i < 4; i++) view.setUint16(at + 2 * i, PAIRS[(bits >>> (24 - 8 * i)) & 255] as number, true);
};
