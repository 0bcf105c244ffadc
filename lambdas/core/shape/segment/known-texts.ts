import { Pattern } from '../pattern';
import { RawText } from '../raw-text';

/** Texts that are remembered at most, a power of two, and the bytes that one may have. */
const SLOTS = 256;
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
    const { bytes, words, start, end } = value;
    const length = end - start;
    if (length === 0 || length > MAX_BYTES) return value.text;
    const [first, middle, last] = [bytes[start], bytes[(start + end) >> 1], bytes[end - 1]] as [number, number, number];
    const slot = (first + 31 * middle + 7 * last + length) & (SLOTS - 1);
    const known = this.known[slot];
    if (known?.pattern.length === length && known.pattern.isAt(words, start)) return known.text;
    const { text } = value;
    this.known[slot] = { pattern: new Pattern(Uint8Array.from(bytes.subarray(start, end))), text };
    return text;
  }
}
