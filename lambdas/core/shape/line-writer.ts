import type { RawText } from './raw-text';

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;

/** Units of text up to which a loop of our own is faster than a call of the engine. */
const SHORT = 64;
/** UTF-8 bytes of a UTF-16 unit at most. */
const UNIT_BYTES = 3;

/**
 * A line of JSON while it is written, as UTF-8 bytes: one is used for line after line. Pieces of text that are put together
 * as strings cost an object each, and are gone through once more.
 */
export class LineWriter {
  bytes: Buffer;
  /** Of the line so far. */
  length = 0;

  constructor(size = 16_384) {
    this.bytes = Buffer.allocUnsafeSlow(size);
  }

  /** Takes back what comes behind. */
  cut(length = 0): void {
    this.length = length;
  }

  /** Any text as it is. */
  text(text: string): void {
    const { length } = text;
    this.room(length * UNIT_BYTES);
    if (length <= SHORT) {
      const { bytes } = this;
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
    this.length += this.bytes.write(text, this.length);
  }

  /**
   * A member whose value is a string of which JSON would escape nothing.
   * @param open the name, its colon, and the quote behind it
   */
  safe(open: Uint8Array, text: string): void {
    this.copy(open);
    this.text(text);
    this.close();
  }

  /** The same for text of ASCII that JSON would not escape; false where it is other text, and nothing is written. */
  plain(open: Uint8Array, text: string): boolean {
    const before = this.length;
    this.copy(open);
    const { length } = text;
    this.room(length);
    const { bytes } = this;
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
  json(name: Uint8Array, json: string): void {
    this.copy(name);
    this.text(json);
    this.room(1);
    this.bytes[this.length++] = COMMA;
  }

  /** A member whose value is a string, of text as it stands in its record: what most members are, and so in one piece. */
  raw(open: Uint8Array, { bytes: from, start, end }: RawText): void {
    this.room(open.length + end - start + 2);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < open.length; i++) bytes[at++] = open[i] as number;
    if (end - start > 2 * SHORT) {
      bytes.set(from.subarray(start, end), at);
      at += end - start;
    } else for (let i = start; i < end; i++) bytes[at++] = from[i] as number;
    bytes[at++] = QUOTE;
    bytes[at++] = COMMA;
    this.length = at;
  }

  /** Bytes as they are. */
  copy(from: Uint8Array, start = 0, end = from.length): void {
    this.room(end - start);
    const { bytes } = this;
    let at = this.length;
    for (let i = start; i < end; i++) bytes[at++] = from[i] as number;
    this.length = at;
  }

  private close(): void {
    this.room(2);
    this.bytes[this.length++] = QUOTE;
    this.bytes[this.length++] = COMMA;
  }

  /** Makes room for so many more bytes. */
  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(this.length + more, 2 * this.bytes.length));
    wider.set(this.bytes.subarray(0, this.length));
    this.bytes = wider;
  }
}
