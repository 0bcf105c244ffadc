import type { Parameters } from 'fast-check';

/**
 * How many examples a property tries: few, and always the same, unless SHUTTLE_MODEL_RUNS asks for so many times as
 * many. SHUTTLE_MODEL_SEED begins elsewhere.
 */
export const campaign = <T>(numRuns: number): Parameters<T> => {
  const { SHUTTLE_MODEL_RUNS: times = '1', SHUTTLE_MODEL_SEED: seed = '42' } = process.env;
  return { numRuns: numRuns * Number(times), seed: Number(seed) };
};
