import type { Objects } from '../clients/objects';
import { lockKey, type PipelineRoot } from '../core/batch/object-keys';
import { LockLost } from '../core/errors';
import { lockDocument } from '../core/progress/lock';

/**
 * Makes sure that the pipeline's lock is still this execution's own.
 *
 * @throws LockLost
 */
export const requireLock = async (
  run: { pipeline: string; root: PipelineRoot; executionArn: string },
  store: Objects,
): Promise<void> => {
  const lock = await store.readDocument(lockDocument, lockKey(run.root));
  if (lock?.content.executionArn === run.executionArn) return;
  throw new LockLost(
    `the lock of pipeline ${run.pipeline} is ${lock ? `held by ${lock.content.executionArn}` : 'gone'}: this run was ` +
      'stopped or redriven. Start the pipeline again instead of a redrive',
  );
};
