import type { Value } from '../change';
import { type DecimalValue, integerBits, isExactDouble, readDecimal, scaleOf, wholeDigits } from '../decimal-value';
import { readTime } from '../time-text';
import { type Facts, KIND, noFacts } from './facts';

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
  if (value === null) return noFacts;
  if (typeof value === 'boolean') return { ...noFacts, kinds: KIND.boolean, bytes: value ? 4 : 5 };
  if (typeof value === 'string') return factsOfText(value, inference);
  if ('json' in value) return { ...noFacts, kinds: KIND.json, bytes: Buffer.byteLength(value.json) };
  const decimal = readDecimal(value.number);
  const bytes = value.number.length;
  if (decimal === undefined) return { ...noFacts, kinds: KIND.text, bytes };
  const facts = factsOfNumber(decimal, bytes);
  return inference.doubles && facts.bits > 64 && facts.inexact === 0
    ? { ...noFacts, kinds: KIND.double, bytes }
    : facts;
};

const factsOfText = (text: string, { numbersInText, timesInText, timesInUtc }: Inference): Facts => {
  const bytes = Buffer.byteLength(text);
  const time = timesInText ? readTime(text) : undefined;
  if (time !== undefined) {
    const kinds = timesInUtc ? KIND.timestamp : KIND[time.kind];
    return { ...noFacts, kinds, bytes: Math.max(bytes, time.text.length) };
  }
  if (numbersInText) {
    if (text === 'true' || text === 'false') return { ...noFacts, kinds: KIND.boolean, bytes };
    // Zeros in front and plus signs are kept only by text.
    const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? readDecimal(text) : undefined;
    if (decimal !== undefined) return factsOfNumber(decimal, bytes);
  }
  return { ...noFacts, kinds: KIND.text, bytes };
};

const factsOfNumber = (value: DecimalValue, bytes: number): Facts => ({
  kinds: KIND.number,
  whole: wholeDigits(value),
  scale: scaleOf(value),
  bits: integerBits(value),
  inexact: isExactDouble(value) ? 0 : 1,
  bytes,
});
