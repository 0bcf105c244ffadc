import type { Objects } from '../clients/objects';
import { objectBatchesPrefix, stagedBatchPrefix, stagingPrefix } from '../core/batch/load-keys';
import type { ObjectLocation } from '../core/batch/object-keys';
import { type CollectState, collectStateDocument } from '../core/collect/collect-state';
import { collectStateKey } from '../core/collect/object-batch';
import { type RunOutcome, settleRun } from '../core/collect/take-batch';
import { CommitConflict } from '../core/errors';
import type { LoadRecord } from '../core/load-report/load-record';
import type { StagedTables } from '../core/staging/staged-table';
import { requireLock } from '../run/require-lock';
import type { LoadRun, TakenBatch } from './contract';

/** What of a run the state of its objects has to know. */
export const outcomeOf = (
  run: LoadRun,
  batch: TakenBatch | null,
  index: StagedTables | undefined,
  records: readonly LoadRecord[],
): RunOutcome => ({
  runId: run.runId,
  ...(batch &&
    index && {
      shaped: {
        batchId: batch.batchId,
        staged: batch.staged,
        tables: index.tables.map(({ table }) => table),
        unread: index.unread,
        quarantined: index.unreadable.map(({ key }) => key),
      },
    }),
  applied: records.flatMap(({ source, batches }) => batches.map(({ batchId }) => ({ table: source, batchId }))),
  failed: records.flatMap((record) =>
    record.status === 'failed'
      ? [{ table: record.source, reason: `${record.error}: ${record.cause}`.slice(0, 1_000) }]
      : [],
  ),
});

/** How often the state is read again that changed in between. */
const ATTEMPTS = 3;

/**
 * Settles the run's batch: what every table has or owes. Settling twice changes nothing.
 *
 * @throws LockLost, CommitConflict
 */
export const settle = async (run: LoadRun, outcome: RunOutcome, store: Objects): Promise<CollectState | undefined> => {
  const at = collectStateKey(run.root);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await store.readDocument(collectStateDocument, at);
    if (!stored) return undefined;
    const next = settleRun(stored.content, outcome);
    if (JSON.stringify(next) === JSON.stringify(stored.content)) return next;
    await requireLock(run, store);
    if ((await store.writeIf(collectStateDocument, at, next, { ifMatch: stored.etag })).written) return next;
  }
  throw new CommitConflict(`${at.key} is being changed by another execution: this run has settled nothing`);
};

/**
 * Deletes what was staged of batches that no table waits for any more, and their lists of objects. What a run that died
 * has left is found as well, since all folders are looked at.
 */
export const retireStaged = async (run: LoadRun, { pending, owed }: CollectState, store: Objects): Promise<void> => {
  const kept = new Set([...(pending ? [pending.batchId] : []), ...owed.map(({ batchId }) => batchId)]);
  const batches: string[] = [];
  for await (const batchId of store.folders(stagingPrefix(run.root))) batches.push(batchId);
  for (const batchId of batches) {
    if (!kept.has(batchId)) await deleteBelow(stagedBatchPrefix(run.root, batchId), () => true, store);
  }
  const isDone = (key: string): boolean => pending === undefined || key !== pending.document.key;
  await deleteBelow(objectBatchesPrefix(run.root), isDone, store);
};

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
