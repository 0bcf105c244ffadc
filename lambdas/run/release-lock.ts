import type { Objects } from '../clients/objects';
import { lockKey, type PipelineRoot } from '../core/batch/object-keys';
import { lockDocument } from '../core/progress/lock';

/** Frees the pipeline's lock if it is this execution's own; somebody else's stays. */
export const releaseLock = async (store: Objects, root: PipelineRoot, executionArn: string): Promise<boolean> => {
  const location = lockKey(root);
  const lock = await store.readDocument(lockDocument, location);
  if (lock?.content.executionArn !== executionArn) return false;
  await store.delete(location, lock.etag);
  return true;
};
