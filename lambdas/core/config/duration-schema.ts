import { z } from 'zod';
import { parseDuration } from './duration';
import type { Fault } from './problem';
import { checkedText, type Described, rule } from './rule';

/** 100 years: what is added to a timestamp must stay a timestamp. */
const MAX_SECONDS = 36_500 * 86_400;

const WRITE = 'write a number and a unit: 90s, 15m, 24h, 7d or 2w';

/** A problem of a duration that may be longer than a statement runs; undefined for a good one. */
export const longDurationFault = (text: string, fix = WRITE): Fault | undefined => {
  try {
    if (parseDuration(text) <= MAX_SECONDS) return undefined;
    return { message: 'is longer than 100 years', fix };
  } catch {
    return { message: 'is not a duration', fix };
  }
};

/** A duration of up to 100 years. */
export const longDuration = (about: Described): z.ZodString => checkedText((text) => longDurationFault(text), about);

/** A duration, or a whole number of something else. */
export const durationOr = (bounds: { from: number; to: number; fix: string }, about: Described) => {
  const { from, to, fix } = bounds;
  const { description } = about;
  const number = rule(
    z.number().meta({ description, type: 'integer', minimum: from, maximum: to }),
    (value): Fault | undefined => {
      if (!Number.isInteger(value)) return { message: 'is not a whole number', fix };
      return value >= from && value <= to ? undefined : { message: `is not between ${from} and ${to}`, fix };
    },
  );
  return z.union([checkedText((text) => longDurationFault(text, fix), { description }), number]).meta(about);
};
