import { Pattern } from '../pattern';
import { RawText } from '../raw-text';

/** Texts that are remembered at most, a power of two, and the bytes that one may have. */
const SLOTS = 1_024;
const MAX_BYTES = 64;

interface Known {
  pattern: Pattern;
  text: string;
}

/** Texts that come again and again, such as names of events: to compare is faster than to make a string. */
export class KnownTexts {
  private readonly known: (Known | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

  of(value: string | RawText): string {
    if (!(value instanceof RawText)) return value;
    const { bytes, start, end } = value;
    const length = end - start;
    if (length === 0 || length > MAX_BYTES) return value.text;
    const slot = slotOf(bytes, start, end);
    const first = this.known[slot];
    if (isOf(first, value)) return first.text;
    const second = this.known[slot + 1];
    if (isOf(second, value)) return second.text;
    const { text } = value;
    // The other place is for the one before, in case the two come in turns.
    this.known[slot + 1] = first;
    this.known[slot] = { pattern: new Pattern(Uint8Array.from(bytes.subarray(start, end))), text };
    return text;
  }
}

const isOf = (known: Known | undefined, { words, start, end }: RawText): known is Known =>
  known !== undefined && known.pattern.length === end - start && known.pattern.isAt(words, start);

/** The first of two places for a text. */
const slotOf = (bytes: Buffer, start: number, end: number): number => {
  const [first, middle, last] = [bytes[start], bytes[(start + end) >> 1], bytes[end - 1]] as [number, number, number];
  return ((first + 31 * middle + 7 * last + 101 * (end - start)) & (SLOTS / 2 - 1)) * 2;
};
