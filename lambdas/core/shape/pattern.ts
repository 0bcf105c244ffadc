import type { Words } from './words';

/** Bytes that others are compared with, four at a time. */
export class Pattern {
  readonly length: number;
  /** The first byte is the lowest; the last word is filled up with zeros. */
  private readonly words: Int32Array;
  /** Of the last word, the bits that count; 0: all words are whole. */
  private readonly mask: number;
  private readonly whole: number;

  constructor(private readonly bytes: Uint8Array) {
    this.length = bytes.length;
    this.whole = bytes.length >> 2;
    const rest = bytes.length & 3;
    this.mask = (1 << (8 * rest)) - 1;
    this.words = new Int32Array(this.whole + 1);
    for (let at = 0; at < bytes.length; at++) {
      this.words[at >> 2] = (this.words[at >> 2] as number) | ((bytes[at] as number) << (8 * (at & 3)));
    }
  }

  /** Whether the same bytes stand there. */
  isAt({ view, bytes, lastEight }: Words, at: number): boolean {
    const { words, whole, mask } = this;
    if (at + this.length > bytes.length) return false;
    for (let i = 0; i < whole; i++) if (view.getInt32(at + 4 * i, true) !== words[i]) return false;
    if (mask === 0) return true;
    if (at + 4 * whole <= lastEight + 4)
      return ((view.getInt32(at + 4 * whole, true) ^ (words[whole] as number)) & mask) === 0;
    for (let i = 4 * whole; i < this.length; i++) if (bytes[at + i] !== this.bytes[i]) return false;
    return true;
  }
}
