import type { TimedTable } from './run-bench';

/** What other ways of running the same statements would take, computed. Seconds. */
export interface Alternatives {
  /** One after the other, looked at every 2 s. */
  oneByOne: number;
  /** The same with four workers that each take the next statement. */
  fourWorkers: number;
  /** The longest statement: nothing can be faster. */
  longest: number;
}

const POLL_SECONDS = 2;

/** Seconds until a client that looks every 2 s sees the end. */
const seenAfter = (seconds: number): number => Math.ceil(seconds / POLL_SECONDS) * POLL_SECONDS;

export const alternatives = (tables: readonly TimedTable[]): Alternatives => {
  const workers = [0, 0, 0, 0];
  for (const { seconds } of tables) {
    const free = workers.indexOf(Math.min(...workers));
    workers[free] = (workers[free] ?? 0) + seenAfter(seconds);
  }
  return {
    oneByOne: tables.reduce((sum, { seconds }) => sum + seenAfter(seconds), 0),
    fourWorkers: Math.max(...workers),
    longest: Math.max(...tables.map(({ seconds }) => seconds)),
  };
};

/** Tables whose statements take from 0.3 s to 30 min, evenly in the logarithm, in an order without a pattern. */
export const spreadTables = (count: number, longestSeconds = 1_800): TimedTable[] =>
  Array.from({ length: count }, (_, i) => {
    const rank = (i * 7_919) % count;
    const seconds = 0.3 * (longestSeconds / 0.3) ** (count === 1 ? 1 : rank / (count - 1));
    return { name: `s${i % 9}.table_${i}`, seconds: Math.round(seconds * 10) / 10 };
  });
