import { parseDuration } from './duration';
import type { Fault } from './problem';

const MAX_SECONDS = 86_400;

/** A problem of a duration within which a statement runs; undefined for a good one. */
export const statementDurationFault = (text: string): Fault | undefined => {
  const fix = 'write a number and a unit, at most 24 hours: 90s, 15m, 24h or 1d';
  try {
    if (parseDuration(text) <= MAX_SECONDS) return undefined;
    return { message: 'is longer than 24 hours, the longest that the Data API lets a statement run', fix };
  } catch {
    return { message: 'is not a duration', fix };
  }
};
