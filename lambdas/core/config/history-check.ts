import { fitsHistory, MAX_EVENTS } from '../statement/wait';
import { durationText, parseDuration } from './duration';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import type { Path } from './path-text';
import { problemAt } from './problem-at';
import type { RawMap } from './raw-value';
import type { SchemaProblem } from './schema-problems';

/** A table's execution records each poll in its history, which must not pass the limit before the timeout does. */
export const historyProblem = (pipeline: RawMap, at: Path): SchemaProblem[] => {
  const timeout = secondsOf(pipeline.statementTimeout ?? EXTRACT_DEFAULTS.statementTimeout);
  const interval = secondsOf(pipeline.pollInterval ?? EXTRACT_DEFAULTS.pollInterval);
  const attempts = typeof pipeline.attempts === 'number' ? pipeline.attempts : EXTRACT_DEFAULTS.attempts;
  if (timeout === undefined || interval === undefined || fitsHistory(timeout, interval, attempts)) return [];
  const message = `polls too often: within statementTimeout ${durationText(timeout)} the history would pass ${MAX_EVENTS} events`;
  const least = first(interval, timeout, (seconds) => fitsHistory(timeout, seconds, attempts));
  const most = first(1, timeout, (seconds) => !fitsHistory(seconds, interval, attempts)) - 1;
  const fix = `write pollInterval: ${durationText(rounded(least, Math.ceil))} or more, or statementTimeout: ${durationText(rounded(most, Math.floor))} or less`;
  return [problemAt([...at, 'pollInterval'], pipeline.pollInterval, message, fix)];
};

/** To whole hours or minutes, where it is at least one. */
const rounded = (seconds: number, round: (value: number) => number): number => {
  const unit = [3_600, 60].find((size) => seconds >= size) ?? 1;
  return round(seconds / unit) * unit;
};

const secondsOf = (value: unknown): number | undefined => {
  try {
    return parseDuration(String(value));
  } catch {
    return undefined;
  }
};

/** The first whole number in [low, high] for which a condition holds that stays true once it is. */
const first = (low: number, high: number, holds: (value: number) => boolean): number => {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
};
