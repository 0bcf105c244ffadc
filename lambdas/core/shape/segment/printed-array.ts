import { plainEnd, type Words } from '../words';
import { FALSE, isWord, NULL, TRUE } from './literal-words';
import { printedEnd } from './printed-number';

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Levels, and names of one object, that are gone into: beyond them comparing would take longer than reading. */
const MAX_LEVELS = 16;
const MAX_NAMES = 32;

/**
 * Where an array ends that stands in bytes just as JSON.stringify prints what JSON.parse reads of it, which is how most
 * libraries write it: such an array needs no reading. Less than 0 for any other, and for what is no array.
 *
 * @param start of its bracket
 */
export const printedArrayEnd = (words: Words, start: number): number => arrayEnd(words, start, MAX_LEVELS);

const arrayEnd = (words: Words, start: number, levels: number): number => {
  const { bytes } = words;
  if (levels === 0) return -1;
  if (bytes[start + 1] === CLOSE_BRACKET) return start + 2;
  let at = start;
  do {
    at = valueEnd(words, at + 1, levels);
    if (at < 0) return -1;
  } while (bytes[at] === COMMA);
  return bytes[at] === CLOSE_BRACKET ? at + 1 : -1;
};

const objectEnd = (words: Words, start: number, levels: number): number => {
  const { bytes } = words;
  if (levels === 0) return -1;
  if (bytes[start + 1] === CLOSE_BRACE) return start + 2;
  // Where the names begin and end, in turns.
  const names: number[] = [];
  let at = start;
  do {
    const from = at + 2;
    if (bytes[at + 1] !== QUOTE) return -1;
    const end = plainEnd(words, from);
    if (bytes[end] !== QUOTE || bytes[end + 1] !== COLON) return -1;
    // Names of digits come in another order, and of a name that occurs twice the first value would be gone.
    if (isDigit(bytes[from] as number) || names.length === 2 * MAX_NAMES || isIn(names, words, from, end)) return -1;
    names.push(from, end);
    at = valueEnd(words, end + 2, levels);
    if (at < 0) return -1;
  } while (bytes[at] === COMMA);
  return bytes[at] === CLOSE_BRACE ? at + 1 : -1;
};

const valueEnd = (words: Words, at: number, levels: number): number => {
  const { bytes } = words;
  switch (bytes[at]) {
    case QUOTE: {
      const end = plainEnd(words, at + 1);
      return bytes[end] === QUOTE ? end + 1 : -1;
    }
    case OPEN_BRACKET:
      return arrayEnd(words, at, levels - 1);
    case OPEN_BRACE:
      return objectEnd(words, at, levels - 1);
    case 116:
      return isWord(bytes, at, TRUE) ? at + TRUE.length : -1;
    case 102:
      return isWord(bytes, at, FALSE) ? at + FALSE.length : -1;
    case 110:
      return isWord(bytes, at, NULL) ? at + NULL.length : -1;
    default:
      return printedEnd(bytes, at);
  }
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const isIn = (names: readonly number[], { bytes }: Words, start: number, end: number): boolean => {
  for (let i = 0; i < names.length; i += 2) {
    let [known, at] = [names[i] as number, start];
    if ((names[i + 1] as number) - known !== end - start) continue;
    while (at < end && bytes[known] === bytes[at]) {
      known++;
      at++;
    }
    if (at === end) return true;
  }
  return false;
};
