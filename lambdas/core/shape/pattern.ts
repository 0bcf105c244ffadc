import type { Words } from './words';

/** Bytes that others are compared with, four at a time. */
export class Pattern {
  readonly length: number;
  /** The first byte is the lowest. */
  private readonly words: Int32Array;
  /** The last four bytes, of which the words have some already. */
  private readonly last: number;

  constructor(private readonly bytes: Uint8Array) {
    this.length = bytes.length;
    this.words = Int32Array.from({ length: bytes.length >> 2 }, (_, index) => wordAt(bytes, 4 * index));
    this.last = bytes.length < 4 ? 0 : wordAt(bytes, bytes.length - 4);
  }

  /** Whether the same bytes stand there. */
  isAt({ view, bytes }: Words, at: number): boolean {
    const { words, length } = this;
    if (at + length > bytes.length) return false;
    if (length < 4) return this.isEachAt(bytes, at);
    for (let i = 0; i < words.length; i++) if (view.getInt32(at + 4 * i, true) !== words[i]) return false;
    return view.getInt32(at + length - 4, true) === this.last;
  }

  private isEachAt(bytes: Uint8Array, at: number): boolean {
    for (let i = 0; i < this.length; i++) if (bytes[at + i] !== this.bytes[i]) return false;
    return true;
  }
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);
