import type { Objects } from '../clients/objects';
import { objectBatchesPrefix, stagedBatchPrefix, stagingPrefix } from '../core/batch/load-keys';
import { lockKey, type ObjectLocation } from '../core/batch/object-keys';
import type { CollectState } from '../core/collect/collect-state';
import { batchOfList } from '../core/collect/object-batch';
import { settledBatches } from '../core/collect/settled-batches';
import { lockDocument } from '../core/progress/lock';
import type { LoadRun } from './contract';

/**
 * Deletes what was staged of batches that no table waits for any more, and their lists of objects. Nothing that is pending
 * or owed, and nothing that a later run took; only while the lock is held.
 *
 * It never throws. What it cannot delete is found by the next run, since each looks at all folders below `staging/` and at
 * all lists below `collect/batches/`, less what is pending or owed then. One batch that cannot be deleted stops no other.
 * So too if the process dies at any line: some files are gone, and the retry or the next run deletes the others.
 *
 * @param batchId the batch that the run worked on
 * @returns the errors, one for each batch and for the lists at most
 */
export const retireStaged = async (
  run: LoadRun,
  state: CollectState,
  batchId: string | undefined,
  store: Objects,
): Promise<Error[]> => {
  const settled = settledBatches(state, { runId: run.runId, batchId });
  const errors: Error[] = [];
  const tried = async (what: () => Promise<void>): Promise<void> => {
    try {
      await what();
    } catch (thrown) {
      errors.push(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
  await tried(async () => {
    const lock = await store.readDocument(lockDocument, lockKey(run.root));
    if (lock?.content.executionArn !== run.executionArn) return;
    const batches: string[] = [];
    for await (const folder of store.folders(stagingPrefix(run.root)))
      if (settled.isStaged(folder)) batches.push(folder);
    for (const one of batches) await tried(() => deleteBelow(stagedBatchPrefix(run.root, one), () => true, store));
    const lists = objectBatchesPrefix(run.root);
    const isGone = (key: string): boolean => {
      const listed = batchOfList(key.slice(lists.key.length));
      return listed !== undefined && settled.isListed(listed);
    };
    await tried(() => deleteBelow(lists, isGone, store));
  });
  return errors;
};

/** What a report says of files that stay. */
export const stagedLeft = ([first]: readonly Error[]): string[] =>
  first === undefined
    ? []
    : [
        `staged files of batches that no table waits for could not all be deleted, and the next run tries again: ${first.name}: ${first.message}`,
      ];

/** Objects that are deleted at a time. */
const CHUNK = 1_000;

const deleteBelow = async (prefix: ObjectLocation, pick: (key: string) => boolean, store: Objects): Promise<void> => {
  let some: ObjectLocation[] = [];
  for await (const { key } of store.list(prefix)) {
    if (!pick(key)) continue;
    some.push({ bucket: prefix.bucket, key });
    if (some.length < CHUNK) continue;
    await store.deleteAll(some);
    some = [];
  }
  await store.deleteAll(some);
};
