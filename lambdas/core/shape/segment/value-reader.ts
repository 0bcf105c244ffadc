import type { Words } from '../words';
import type { FlatEvent } from './flat-event';
import { FALSE, isWord, NULL, TRUE } from './literal-words';
import { numberText } from './number-text';
import { fastTree, UNSAFE_ESCAPE } from './parse-tree';
import type { Place } from './place';
import { printedArrayEnd } from './printed-array';
import { printedEnd } from './printed-number';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const POINT = 46;
const MINUS = 45;
const ZERO = 48;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Arrays whose text is remembered at most, and their length: the same come again and again. */
const MAX_ARRAYS = 1_000;
const MAX_ARRAY_LENGTH = 200;
/** Of an array that has nothing in it. */
const EMPTY_BYTES = 2;
/** Brackets in an array that are gone into: more go the exact way, which counts levels. */
const MAX_DEPTH = 100;

/** Counts of few digits, each made once. */
const COUNT_DIGITS = 3;
const COUNTS = Array.from({ length: 10 ** COUNT_DIGITS }, (_, count) => ({ number: String(count) }));

/** Reads values that are no objects from bytes, as the exact way does, or leaves them to that. */
export class ValueReader {
  private readonly arrays = new Map<string, string>();

  /**
   * Reads the value that begins here, and puts it into the event: null, and empty text and arrays are none.
   * @returns where it ends; less than 0 where it was not read
   */
  read(words: Words, at: number, place: Place, into: FlatEvent): number {
    const { bytes } = words;
    const code = bytes[at] as number;
    switch (code) {
      case QUOTE:
        return this.escaped(words, at, place, into);
      case OPEN_BRACKET:
        return this.array(words, at, place, into);
      case 116:
        if (!isWord(bytes, at, TRUE)) return -1;
        into.put(place, true);
        return at + TRUE.length;
      case 102:
        if (!isWord(bytes, at, FALSE)) return -1;
        into.put(place, false);
        return at + FALSE.length;
      case 110:
        return isWord(bytes, at, NULL) ? at + NULL.length : -1;
      default:
        return this.number(bytes, at, place, into);
    }
  }

  /** Text that has escapes. */
  private escaped({ bytes, encoding }: Words, at: number, place: Place, into: FlatEvent): number {
    const end = stringEnd(bytes, at);
    if (end < 0) return -1;
    const json = bytes.toString(encoding, at, end);
    if (UNSAFE_ESCAPE.test(json)) return -1;
    try {
      into.put(place, JSON.parse(json) as string);
    } catch {
      return -1;
    }
    return end;
  }

  private number(bytes: Buffer, at: number, place: Place, into: FlatEvent): number {
    const printed = printedEnd(bytes, at);
    if (printed >= 0) {
      into.put(place, numberOf(bytes, at, printed));
      return printed;
    }
    let end = at;
    while (isOfNumber(bytes[end] as number)) end++;
    const text = bytes.toString('latin1', at, end);
    if (!NUMBER.test(text)) return -1;
    into.put(place, { number: numberText(text) });
    return end;
  }

  private array(words: Words, at: number, place: Place, into: FlatEvent): number {
    const { bytes, encoding } = words;
    const printed = printedArrayEnd(words, at);
    if (printed >= 0) {
      if (printed > at + EMPTY_BYTES) into.put(place, { json: bytes.toString(encoding, at, printed) });
      return printed;
    }
    const end = arrayEnd(bytes, at);
    if (end < 0) return -1;
    const text = bytes.toString(encoding, at, end);
    const json = this.arrays.get(text) ?? this.readArray(text);
    if (json === undefined) return -1;
    if (json !== '[]') into.put(place, { json });
    return end;
  }

  private readArray(text: string): string | undefined {
    const tree = fastTree(text);
    if (tree === undefined) return undefined;
    const json = JSON.stringify(tree);
    if (text.length > MAX_ARRAY_LENGTH) return json;
    if (this.arrays.size >= MAX_ARRAYS) this.arrays.clear();
    this.arrays.set(text, json);
    return json;
  }
}

const numberOf = (bytes: Buffer, start: number, end: number): { number: string } => {
  if (end - start > COUNT_DIGITS || bytes[start] === MINUS) return { number: bytes.toString('latin1', start, end) };
  let count = 0;
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code === POINT) return { number: bytes.toString('latin1', start, end) };
    count = count * 10 + code - ZERO;
  }
  return COUNTS[count] ?? { number: bytes.toString('latin1', start, end) };
};

/** Digits, point, signs, exponent. */
const isOfNumber = (code: number): boolean =>
  (code >= ZERO && code <= 57) || code === POINT || code === MINUS || code === 43 || (code | 32) === 101;

/** Behind the closing quote; less than 0 where there is none, and for control characters. */
const stringEnd = (bytes: Buffer, start: number): number => {
  for (let at = start + 1; at < bytes.length; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
    else if (code < 32) return -1;
  }
  return -1;
};

/** Behind the closing bracket; less than 0 where it is broken, or has many levels. */
const arrayEnd = (bytes: Buffer, start: number): number => {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) {
      at = stringEnd(bytes, at) - 1;
      if (at < 0) return -1;
    } else if (code === OPEN_BRACKET || code === 123) {
      if (++depth > MAX_DEPTH) return -1;
    } else if (code === CLOSE_BRACKET || code === 125) {
      if (--depth === 0) return at + 1;
    }
  }
  return -1;
};
