import type { Objects } from '../clients/objects';
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
