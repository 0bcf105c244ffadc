import type { Value } from '../change';
import { integerBits, isExactDouble, readDecimal, scaleOf, wholeDigits } from '../decimal-value';
import { type RawText, RawTime } from '../raw-text';
import { timeKindOf } from '../time-text';
import { type Facts, KIND, noFacts } from './facts';
import { readShortNumber } from './short-number';

/** What text is taken for beside text. */
export interface Inference {
  /** Texts such as `12.5` are numbers, `true` and `false` booleans: for CSV, which has no types. */
  numbersInText: boolean;
  /** Texts such as `2024-02-29T01:02:03Z` are times. */
  timesInText: boolean;
  /** Numbers beyond BIGINT and those with decimals are doubles, where a double gives them back; else exact numbers. */
  doubles?: true;
  /** Times are TIMESTAMP in UTC, those without a zone and dates too. */
  timesInUtc?: true;
}

/** A JSON string that looks like a number is text all the same: `007` would lose its zeros. */
export const jsonInference: Inference = { numbersInText: false, timesInText: true };
export const csvInference: Inference = { numbersInText: true, timesInText: true };
/** The few types that clickstream warehouses have: the next event may have any number, and any way to write a time. */
export const clickstreamInference: Inference = { ...jsonInference, doubles: true, timesInUtc: true };

/** What one value tells of its column; null tells nothing. */
export const factsOfValue = (value: Value, inference: Inference): Facts => {
  const facts = { ...noFacts };
  learnValue(facts, value, inference);
  return facts;
};

/**
 * Adds what one value tells to what is known of its column. In place, for it is called for every value that there is:
 * most tell nothing new, and are to leave nothing behind.
 */
export const learnValue = (facts: Facts, value: Value, inference: Inference): void => {
  if (value === null) return;
  if (typeof value === 'string') learnText(facts, value, inference);
  else if (typeof value === 'boolean') learn(facts, KIND.boolean, value ? 4 : 5);
  else if ('number' in value) learnNumber(facts, value.number, inference.doubles === true);
  else {
    facts.kinds |= KIND.json;
    learnBytes(facts, value.json);
  }
};

const HYPHEN = 45;
const SHORTEST_TIME = 10;

/** The same of text as it stands in its record: most need not be read. */
export const learnRawText = (facts: Facts, raw: RawText, inference: Inference): void => {
  const bytes = raw.end - raw.start;
  if (raw instanceof RawTime && inference.timesInText) {
    learn(facts, KIND.timestamp, TIME_LENGTH);
    return;
  }
  const mayBeTime = inference.timesInText && bytes >= SHORTEST_TIME && beginsAsDate(raw);
  if (mayBeTime || inference.numbersInText) learnText(facts, raw.text, inference);
  else learn(facts, KIND.text, bytes);
};

/** `YYYY-` */
const beginsAsDate = ({ bytes, start }: RawText): boolean => {
  const first = bytes[start] as number;
  return bytes[start + 4] === HYPHEN && first >= 48 && first <= 57;
};

const learn = (facts: Facts, kind: number, bytes: number): void => {
  facts.kinds |= kind;
  if (bytes > facts.bytes) facts.bytes = bytes;
};

/** Characters of a time as it is rendered, to the microsecond; a date's are those of its text. */
const TIME_LENGTH = 26;

const learnText = (facts: Facts, text: string, { numbersInText, timesInText, timesInUtc }: Inference): void => {
  const time = timesInText ? timeKindOf(text) : undefined;
  if (time !== undefined) {
    facts.kinds |= timesInUtc ? KIND.timestamp : KIND[time];
    if (time !== 'date' && facts.bytes < TIME_LENGTH) facts.bytes = TIME_LENGTH;
  } else if (numbersInText && (text === 'true' || text === 'false')) facts.kinds |= KIND.boolean;
  // Zeros in front and plus signs are kept only by text.
  else if (numbersInText && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) learnNumber(facts, text, false);
  else facts.kinds |= KIND.text;
  learnBytes(facts, text);
};

/** A UTF-16 unit takes three bytes at most: many texts need no count. */
const learnBytes = (facts: Facts, text: string): void => {
  if (text.length * 3 <= facts.bytes) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > facts.bytes) facts.bytes = bytes;
};

const learnNumber = (facts: Facts, text: string, doubles: boolean): void => {
  if (text.length > facts.bytes) facts.bytes = text.length;
  const short = readShortNumber(text);
  if (short !== undefined) {
    learnDigits(facts, short.whole, short.scale, short.bits, 0, doubles);
    return;
  }
  const decimal = readDecimal(text);
  if (decimal === undefined) facts.kinds |= KIND.text;
  else {
    const inexact = isExactDouble(decimal) ? 0 : 1;
    learnDigits(facts, wholeDigits(decimal), scaleOf(decimal), integerBits(decimal), inexact, doubles);
  }
};

const learnDigits = (
  facts: Facts,
  whole: number,
  scale: number,
  bits: number,
  inexact: number,
  doubles: boolean,
): void => {
  if (doubles && bits > 64 && inexact === 0) {
    facts.kinds |= KIND.double;
    return;
  }
  facts.kinds |= KIND.number;
  if (whole > facts.whole) facts.whole = whole;
  if (scale > facts.scale) facts.scale = scale;
  if (bits > facts.bits) facts.bits = bits;
  if (inexact > facts.inexact) facts.inexact = inexact;
};
