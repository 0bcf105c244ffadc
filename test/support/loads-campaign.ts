const { SHUTTLE_MODEL_RUNS: times = '1', SHUTTLE_MODEL_SEED: seed = '42' } = process.env;

/** How many histories a model test of loads plays: SHUTTLE_MODEL_RUNS, from SHUTTLE_MODEL_SEED on. */
export const LOADS_RUNS = Number(times);
/** More than the few seconds that the suite has for each file. */
export const IS_CAMPAIGN = LOADS_RUNS > 1;
export const LOADS_SEED = Number(seed);
