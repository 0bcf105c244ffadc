import type { CollectState } from '../collect/collect-state';

/**
 * Runs whose folders somebody may still ask for, however old they are: the one that took the pending batch, and of each
 * batch that a table owes the one that tried it last. `retryFailedOf` takes the latter, and their reports say why.
 *
 * @param state undefined where the source is an extract pipeline, or nothing was ever taken
 */
export const neededRuns = (state: CollectState | undefined): ReadonlySet<string> =>
  new Set([...(state?.pending ? [state.pending.runId] : []), ...(state?.owed ?? []).map(({ runId }) => runId)]);
