import type { RawText } from './raw-text';
import { copyText, UNIT_BYTES, Words } from './words';

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;

/** Units of text up to which a loop of our own is faster than a call of the engine. */
const SHORT = 20;

/**
 * A line of JSON while it is written, as UTF-8 bytes: one is used for line after line. Pieces of text that are put together
 * as strings cost an object each, and are gone through once more.
 */
export class LineWriter {
  /** The line and, behind its length, anything. */
  words: Words;
  /** Of the line so far. */
  length = 0;

  constructor(size = 16_384) {
    this.words = new Words(Buffer.allocUnsafeSlow(size));
  }

  /** The line and, behind its length, anything. */
  get bytes(): Buffer {
    return this.words.bytes;
  }

  /** Takes back what comes behind. */
  cut(length = 0): void {
    this.length = length;
  }

  /** Any text as it is. */
  text(text: string): void {
    const { length } = text;
    this.room(length * UNIT_BYTES);
    const { bytes } = this.words;
    if (length <= SHORT) {
      let at = this.length;
      let i = 0;
      for (; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code > 127) break;
        bytes[at++] = code;
      }
      if (i === length) {
        this.length = at;
        return;
      }
    }
    this.length += bytes.write(text, this.length);
  }

  /**
   * A member whose value is a string of which JSON would escape nothing.
   * @param open the name, its colon, and the quote behind it
   */
  safe(open: Words, text: string): void {
    this.copy(open);
    this.text(text);
    this.close();
  }

  /** The same for text of ASCII that JSON would not escape; false where it is other text, and nothing is written. */
  plain(open: Words, text: string): boolean {
    const before = this.length;
    this.copy(open);
    const { length } = text;
    this.room(length);
    const { bytes } = this.words;
    let at = this.length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 32 || code > 127 || code === QUOTE || code === BACKSLASH) {
        this.length = before;
        return false;
      }
      bytes[at++] = code;
    }
    this.length = at;
    this.close();
    return true;
  }

  /**
   * A member whose value is JSON.
   * @param name with its colon
   */
  json(name: Words, json: string): void {
    this.copy(name);
    this.text(json);
    this.room(1);
    this.words.bytes[this.length++] = COMMA;
  }

  /** A member whose value is a string, of text as it stands in its record: what most members are, and so in one piece. */
  raw(open: Words, { words: from, start, end }: RawText): void {
    const opened = open.bytes.length;
    this.room(opened + end - start + 2);
    const { words } = this;
    const { bytes } = words;
    const at = copyText(from, start, end, words, copyText(open, 0, opened, words, this.length));
    bytes[at] = QUOTE;
    bytes[at + 1] = COMMA;
    this.length = at + 2;
  }

  /** Text of UTF-8 as it is. */
  copy(from: Words, start = 0, end = from.bytes.length): void {
    this.room(end - start);
    this.length = copyText(from, start, end, this.words, this.length);
  }

  /** Another line as it is. */
  copyLine(from: LineWriter): void {
    this.copy(from.words, 0, from.length);
  }

  private close(): void {
    this.room(2);
    const { bytes } = this.words;
    bytes[this.length++] = QUOTE;
    bytes[this.length++] = COMMA;
  }

  /** Makes room for so many more bytes. */
  private room(more: number): void {
    const { length } = this.words.bytes;
    if (this.length + more <= length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(this.length + more, 2 * length));
    wider.set(this.words.bytes.subarray(0, this.length));
    this.words = new Words(wider);
  }
}
