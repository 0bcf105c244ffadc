import { ExactNumber, type Tree } from './tree';
import { checkedDepth, TreeReader } from './tree-reader';

/** Escapes of what Redshift cannot hold: NUL and surrogates, which may lack their partner. */
export const UNSAFE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;
/** A blank between a name and its colon. */
const LOOSE_COLON = /"[ \t\r\n]+:/;
/**
 * Numbers that a double may not hold: of 16 digits or more that are no integer below 9 × 10^15, or with an exponent. A
 * number follows one of these characters; what looks like one within a string does no harm.
 */
const LONG_NUMBER = /[:,[\s](-?(?![1-8]\d{15}[,}\]\s])\d[\d.]{15,}(?:[eE][+-]?\d+)?|-?\d[\d.]{0,14}[eE][+-]?\d+)/g;

const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const EXPONENT = 101;

/** Characters of a number that a double always holds: 15 digits, and a point or a sign. */
const SHORT_NUMBER = 15;

export interface ParsedTree {
  tree: Tree;
  /** It holds no exact numbers: JSON.stringify gives the same as treeText, and is faster. */
  isPlain: boolean;
}

/**
 * Reads JSON as a tree without loss. What JSON.parse reads exactly, it reads. The rest goes to a reader of our own:
 * numbers that a double does not hold, names that occur twice, NUL, lone surrogates,
 * and broken JSON, for the reason.
 */
export class TreeParser {
  private readonly reader = new TreeReader();

  /** @throws RowFault as TreeReader */
  parse(text: string): ParsedTree {
    const tree = fastTree(text);
    return tree === undefined ? { tree: this.reader.readTree(text), isPlain: false } : { tree, isPlain: true };
  }
}

/** undefined where JSON.parse may lose something. @throws RowFault for too many levels */
export const fastTree = (text: string): Tree | undefined => {
  if (text.includes('\\u') && UNSAFE_ESCAPE.test(text)) return undefined;
  if (LOOSE_COLON.test(text)) return undefined;
  let tree: Tree;
  try {
    tree = JSON.parse(text) as Tree;
  } catch {
    return undefined;
  }
  const seen = { hasLongNumbers: false, hasNumbersInArrays: false };
  // Of a name that occurs twice the first value would be gone.
  if (namesIn(text, seen) !== countNames(tree, 1, seen)) return undefined;
  return (seen.hasLongNumbers || seen.hasNumbersInArrays) && !numbersAreHeld(text) ? undefined : tree;
};

/** What was met on the way: most events have neither, and need no search for numbers. */
interface Seen {
  /** A member of 16 characters or more, or with an exponent. */
  hasLongNumbers: boolean;
  hasNumbersInArrays: boolean;
}

const numbersAreHeld = (text: string): boolean => {
  LONG_NUMBER.lastIndex = 0;
  for (;;) {
    const found = LONG_NUMBER.exec(text);
    if (found === null) return true;
    const number = found[1] as string;
    if (String(Number(number)) !== number) return false;
  }
};

/** Names that a text has, at least: what begins a string with a colon counts too. */
const namesIn = (text: string, seen: Seen): number => {
  let count = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) {
    if (text.charCodeAt(at - 1) !== BACKSLASH || !isEscaped(text, at)) count++;
    if (isLongNumber(text, at + 2)) seen.hasLongNumbers = true;
  }
  return count;
};

const isLongNumber = (text: string, from: number): boolean => {
  let start = from;
  let code = text.charCodeAt(start);
  while (code === 32 || (code >= 9 && code <= 13)) code = text.charCodeAt(++start);
  if (code !== MINUS && !(code >= ZERO && code <= NINE)) return false;
  let at = start + 1;
  for (code = text.charCodeAt(at); code === POINT || (code >= ZERO && code <= NINE); ) code = text.charCodeAt(++at);
  return at - start > SHORT_NUMBER || (code | 32) === EXPONENT;
};

/** Whether an odd number of backslashes stands before. */
const isEscaped = (text: string, quote: number): boolean => {
  let at = quote;
  while (text.charCodeAt(at - 1) === BACKSLASH) at--;
  return (quote - at) % 2 === 1 && text.charCodeAt(quote) === QUOTE;
};

const countNames = (tree: Tree, depth: number, seen: Seen): number => {
  if (typeof tree !== 'object' || tree === null || tree instanceof ExactNumber) return 0;
  checkedDepth(depth);
  let count = 0;
  if (Array.isArray(tree)) {
    for (const item of tree) {
      if (typeof item === 'object') count += countNames(item, depth + 1, seen);
      else if (typeof item === 'number') seen.hasNumbersInArrays = true;
    }
    return count;
  }
  const names = Object.keys(tree);
  for (const name of names) {
    const member = tree[name] as Tree;
    if (typeof member === 'object' && member !== null) count += countNames(member, depth + 1, seen);
  }
  return count + names.length;
};
