/** Bytes that are read or written at once. */
const EIGHT = 8;

/** Bytes behind its end that `copyText` may overwrite. */
export const SLACK = EIGHT - 1;

/** Bytes that can be read and written several at a time: one by one takes three to ten times as long. */
export class Words {
  /** The bytes, and whatever lies behind them in the same memory: nobody looks at it, but may read it with the last ones. */
  readonly view: DataView;
  /** Where eight bytes are read at last. The engine asks more of a view before it tells its length. */
  readonly lastEight: number;

  /** @param encoding how they read as text: of ASCII, which is both, `latin1` is faster */
  constructor(
    readonly bytes: Buffer,
    readonly encoding: 'latin1' | 'utf8' = 'utf8',
  ) {
    const { buffer, byteOffset } = bytes;
    this.view = new DataView(buffer, byteOffset);
    this.lastEight = buffer.byteLength - byteOffset - EIGHT;
  }
}

export const wordsOf = (text: string): Words => {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.alloc(length + SLACK);
  bytes.write(text);
  return new Words(bytes.subarray(0, length));
};

/**
 * Copies text of UTF-8, eight bytes at a time, as doubles: nothing else is copied as fast that the engine does without a
 * call. A double that is not a number need not come out as it went in, but no such bytes are in UTF-8: read from the lower
 * end, its last byte is 0xff, or 0x7f behind one from 0xf0 on.
 *
 * @param to has room for SLACK more bytes, which are overwritten by anything
 * @returns where the copy ends
 */
export const copyText = (from: Words, start: number, end: number, to: Words, at: number): number => {
  const behind = at + end - start;
  const { view: source, lastEight } = from;
  const target = to.view;
  let read = start;
  let write = at;
  for (; read < end && read <= lastEight; read += EIGHT, write += EIGHT) {
    target.setFloat64(write, source.getFloat64(read, true), true);
  }
  for (; read < end; read++, write++) target.setUint8(write, source.getUint8(read));
  return behind;
};

/** In all four bytes of a word. */
const each = (byte: number): number => byte * 0x01010101;
const QUOTES = each(34);
const BACKSLASHES = each(92);
const BLANKS = each(32);
const ONES = each(1);
const HIGHEST = each(0x80) | 0;

/**
 * Where text ends that stands for itself in a string of JSON: at a quote, a backslash, a control character, or the end of
 * the bytes. Four bytes at a time: a byte below another one borrows from its highest bit, which it has not itself.
 */
export const plainEnd = ({ bytes, view }: Words, start: number): number => {
  let at = start;
  for (const last = bytes.length - 4; at <= last; at += 4) {
    const word = view.getInt32(at, true);
    const quotes = word ^ QUOTES;
    const backslashes = word ^ BACKSLASHES;
    const found =
      (((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes) | ((word - BLANKS) & ~word)) & HIGHEST;
    // A borrow reaches bytes behind the first one that was found, never those before it.
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >> 3);
  }
  while (at < bytes.length && isPlain(bytes[at] as number)) at++;
  return at;
};

const isPlain = (code: number): boolean => code >= 32 && code !== 34 && code !== 92;
