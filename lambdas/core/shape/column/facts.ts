/** Kinds of values, as bits. */
export const KIND = {
  boolean: 1,
  number: 2,
  real: 4,
  double: 8,
  date: 16,
  timestamp: 32,
  timestamptz: 64,
  time: 128,
  timetz: 256,
  text: 512,
  varbyte: 1_024,
  geometry: 2_048,
  json: 4_096,
} as const;

/**
 * What is known of a column's values, each fact a number that only grows. Merging takes the greater of each: the order
 * and the grouping of merges, and merging the same twice, make no difference.
 */
export interface Facts {
  /** Bits of KIND. */
  kinds: number;
  /** Most digits before and behind the point of a number. */
  whole: number;
  scale: number;
  /** 16, 32 or 64: the integer type that holds all numbers; 128: none does; 0: no number. */
  bits: number;
  /** 1: some number is not what a double gives back. */
  inexact: number;
  /** UTF-8 bytes of the longest value as text. */
  bytes: number;
}

export const noFacts: Facts = { kinds: 0, whole: 0, scale: 0, bits: 0, inexact: 0, bytes: 0 };

export const mergeFacts = (left: Facts, right: Facts): Facts => ({
  kinds: left.kinds | right.kinds,
  whole: Math.max(left.whole, right.whole),
  scale: Math.max(left.scale, right.scale),
  bits: Math.max(left.bits, right.bits),
  inexact: Math.max(left.inexact, right.inexact),
  bytes: Math.max(left.bytes, right.bytes),
});
