/** UTF-8 bytes of a UTF-16 unit at most. */
export const UNIT_BYTES = 3;

/** Bytes that can be read and written several at a time: one by one takes three to ten times as long. */
export class Words {
  readonly view: DataView;

  /** @param encoding how they read as text: of ASCII, which is both, `latin1` is faster */
  constructor(
    readonly bytes: Buffer,
    readonly encoding: 'latin1' | 'utf8' = 'utf8',
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

/** Some of the bytes. */
export interface Span {
  readonly words: Words;
  readonly start: number;
  readonly end: number;
}

export const wordsOf = (text: string): Words => new Words(Buffer.from(text));

/**
 * Copies text of UTF-8, eight bytes at a time, as doubles: nothing else is copied as fast that the engine does without a
 * call. A double that is not a number need not come out as it went in, but no eight bytes of UTF-8 are one: read from the
 * lower end, its last byte is 0xff, or 0x7f behind one from 0xf0 on. So none beside the text are read.
 *
 * @returns where the copy ends
 * @throws RangeError where there is no room for it
 */
export const copyText = (from: Words, start: number, end: number, to: Words, at: number): number => {
  const source = from.view;
  const target = to.view;
  const behind = at + end - start;
  let read = start;
  let write = at;
  for (; read + 8 <= end; read += 8, write += 8) target.setFloat64(write, source.getFloat64(read, true), true);
  if (read === end) return behind;
  // What is left, together with bytes before it that are there already.
  if (end - start >= 8) target.setFloat64(behind - 8, source.getFloat64(end - 8, true), true);
  else if (end - start >= 4) {
    target.setInt32(at, source.getInt32(start, true), true);
    target.setInt32(behind - 4, source.getInt32(end - 4, true), true);
  } else for (; read < end; read++, write++) target.setUint8(write, source.getUint8(read));
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
