import type { Span, Words } from '../words';

const FIRST = 0x239b961b;
const SECOND = 0xab0e9789;
const THIRD = 0x38b34ae5;
/** Bytes that are mixed in at once: four in each lane. */
const BLOCK = 8;

/**
 * Tells contents apart by 64 bits, in two lanes of 32 that mix as those of MurmurHash3 do
 * (https://github.com/aappleby/smhasher): a call of the engine for a digest takes longer than to read an event. Whoever
 * makes two contents with the same hash on purpose gains nothing: it only decides which of two comes first.
 */
export class ContentHash {
  /** Each of 32 bits, with or without a sign. */
  high = 0;
  low = 0;

  /** Becomes the hash of these bytes. */
  of(span: Span): this {
    this.begin();
    this.take(span);
    this.finish();
    return this;
  }

  begin(): void {
    this.high = 0;
    this.low = 0;
  }

  /** Takes in some bytes, and how many they are. */
  take({ words, start, end }: Span): void {
    const { view } = words;
    const length = end - start;
    this.high ^= length;
    this.low ^= length;
    let at = start;
    for (; at + BLOCK <= end; at += BLOCK) this.mix(view.getInt32(at, true), view.getInt32(at + 4, true));
    // What is left, together with bytes before it that are mixed in already.
    if (at < end && length >= BLOCK) this.mix(view.getInt32(end - BLOCK, true), view.getInt32(end - 4, true));
    else if (at < end) this.mix(littleEndian(words, at, Math.min(at + 4, end)), littleEndian(words, at + 4, end));
  }

  /** Takes in two numbers of 32 bits. */
  mix(first: number, second: number): void {
    const { high, low } = this;
    const mixed = rotated(high ^ Math.imul(rotated(Math.imul(first, FIRST), 15), SECOND), 19) + low;
    this.high = (Math.imul(mixed, 5) + 0x561ccd1b) | 0;
    const other = rotated(low ^ Math.imul(rotated(Math.imul(second, SECOND), 16), THIRD), 17) + this.high;
    this.low = (Math.imul(other, 5) + 0x0bcaa747) | 0;
  }

  /** Lets every bit change about half of all. */
  finish(): void {
    const high = avalanche((this.high + this.low) | 0);
    const low = avalanche((this.low + this.high + this.low) | 0);
    this.high = (high + low) | 0;
    this.low = (low + this.high) | 0;
  }
}

const rotated = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by));

const avalanche = (bits: number): number => {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
};

const littleEndian = ({ bytes }: Words, start: number, end: number): number => {
  let word = 0;
  for (let at = end - 1; at >= start; at--) word = (word << 8) | (bytes[at] as number);
  return word;
};
