import { startOfRun } from '../batch/run-id';
import type { CollectState } from './collect-state';

/** Of which batches nobody needs what anymore. */
export interface SettledBatches {
  /** What was staged: no table owes the batch, and it is not pending. */
  isStaged: (batchId: string) => boolean;
  /** The list of objects: the batch is not pending. */
  isListed: (batchId: string) => boolean;
}

/**
 * Judges batches by the state of objects as a run has settled it. Never one that a later run took: this may be a step that
 * was given up and still runs, while that run stages what this state does not know. Of the run's own batches only the one
 * that it worked on, which the state has seen; another one may be about to become pending, and is left to later runs. What
 * is no batch's name is nobody's.
 *
 * @param run `batchId`: the batch that it worked on
 */
export const settledBatches = (
  { pending, owed }: CollectState,
  run: { runId: string; batchId?: string | undefined },
): SettledBatches => {
  const waiting = new Set([...(pending ? [pending.batchId] : []), ...owed.map(({ batchId }) => batchId)]);
  const now = startOfRun(run.runId) ?? Number.NEGATIVE_INFINITY;
  const isPast = (batchId: string): boolean => {
    const taker = /^(.+)-\d+$/.exec(batchId)?.[1];
    if (taker === run.runId) return batchId === run.batchId;
    const at = taker === undefined ? undefined : startOfRun(taker);
    return at !== undefined && at <= now;
  };
  return {
    isStaged: (batchId) => isPast(batchId) && !waiting.has(batchId),
    isListed: (batchId) => isPast(batchId) && batchId !== pending?.batchId,
  };
};
