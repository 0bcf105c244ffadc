/** Counters that tests and benches read. */
export interface Stats {
  /** Calls per operation, throttled ones included. */
  calls: Record<string, number>;
  /** Throttled calls per operation. */
  throttled: Record<string, number>;
  /** Error answers per error name, injected ones included. */
  errors: Record<string, number>;
  activeStatements: number;
  peakActiveStatements: number;
  /** Calls that are blocked in `WaitTimeSeconds`. */
  waitingRequests: number;
  /** Statements in memory, settled ones included. */
  keptStatements: number;
}

export const newStats = (): Stats => ({
  calls: {},
  throttled: {},
  errors: {},
  activeStatements: 0,
  peakActiveStatements: 0,
  waitingRequests: 0,
  keptStatements: 0,
});

/** Adds one and returns the new count. */
export function count(counts: Record<string, number>, key: string): number {
  const value = (counts[key] ?? 0) + 1;
  counts[key] = value;
  return value;
}
