import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { currentKey, lockKey, recordKey, schemaKey } from '../core/batch/object-keys';
import { mapColumns } from '../core/catalog/column-mapping';
import { schemaVersion, tableSchemaDocument, tableSchemaOf } from '../core/catalog/table-schema';
import { CommitConflict, LockLost } from '../core/errors';
import { type Batch, type Checkpoint, checkpointDocument } from '../core/progress/checkpoint';
import { lockDocument } from '../core/progress/lock';
import { recordDocument } from '../core/progress/run-record';
import { defineHandler } from '../runtime/define-handler';
import {
  finishedStatementSchema,
  methodSchema,
  planItemSchema,
  type Run,
  runSchema,
  tablePlanSchema,
  verifiedBatchSchema,
} from './contract';
import { loadUnit } from './load-unit';

/**
 * Makes a verified batch visible: the schema, then current.json by a conditional write, then the record.
 *
 * If the process dies before current.json is written, the batch is garbage that nobody sees. If it dies after, the
 * retry's write meets its own version, reads it back, finds its own batch and goes on to the record. The condition is
 * the ETag read when the table was planned: anybody else's commit in between makes this one fail.
 */
export const commitTableInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  plan: tablePlanSchema,
  method: methodSchema,
  why: z.string().nullable(),
  statement: finishedStatementSchema,
  batch: verifiedBatchSchema,
  startedAt: z.string(),
  now: z.string(),
});

export interface CommittedTable {
  table: string;
  batchId: string;
  rows: number;
  sizeBytes: number;
}

export const commitTable = async (
  { run, item, plan, method, why, statement, batch, startedAt, now }: z.output<typeof commitTableInputSchema>,
  clients: { objects: Objects },
): Promise<CommittedTable> => {
  const unit = await loadUnit(item, clients.objects);
  const columns = mapColumns(unit.columns);
  const version = schemaVersion(columns);
  const schema = schemaKey(run.root, unit.destination, version);
  const committed: Batch = {
    batchId: plan.batchId,
    runId: run.runId,
    method,
    manifest: batch.manifest,
    schemaVersion: version,
    rows: batch.rows,
    files: batch.files,
    sizeBytes: batch.sizeBytes,
    quarantined: batch.quarantined,
    committedAt: now,
  };

  await requireLock(run, clients.objects);
  await clients.objects.writeDocument(
    tableSchemaDocument,
    schema,
    tableSchemaOf(unit.source, columns, unit.primaryKey),
  );
  const checkpoint: Checkpoint = {
    formatVersion: 1,
    table: unit.source,
    destination: unit.destination,
    mode: 'full',
    schema: { version, ...schema },
    batches: [committed],
  };
  const current = currentKey(run.root, unit.destination);
  const condition = plan.currentEtag === null ? ({ ifAbsent: true } as const) : { ifMatch: plan.currentEtag };
  const write = await clients.objects.writeIf(checkpointDocument, current, checkpoint, condition);
  if (!write.written) {
    const found = await clients.objects.readDocument(checkpointDocument, current);
    if (!found?.content.batches.some(({ batchId }) => batchId === plan.batchId)) {
      throw new CommitConflict(
        `${unit.table} was committed by somebody else since it was planned (${current.key}): this batch stays invisible; ` +
          'start the pipeline again',
      );
    }
  }
  await clients.objects.writeDocument(recordDocument, recordKey(run.root, run.runId, unit.destination), {
    formatVersion: 1,
    status: 'committed',
    table: unit.table,
    destination: unit.destination,
    why: why ?? unit.why,
    batch: committed,
    statementId: statement.statementId,
    ...(statement.redshiftQueryId !== undefined && { redshiftQueryId: statement.redshiftQueryId }),
    ...(statement.durationSeconds !== undefined && { statementSeconds: statement.durationSeconds }),
    polls: statement.polls,
    attempts: plan.attempt,
    startedAt,
    endedAt: now,
  });
  return { table: unit.table, batchId: plan.batchId, rows: batch.rows, sizeBytes: batch.sizeBytes };
};

/** @throws LockLost */
const requireLock = async (run: Run, store: Objects): Promise<void> => {
  const lock = await store.readDocument(lockDocument, lockKey(run.root));
  if (lock?.content.executionArn === run.executionArn) return;
  throw new LockLost(
    `the lock of pipeline ${run.pipeline} is ${lock ? `held by ${lock.content.executionArn}` : 'gone'}: this run was ` +
      'stopped or redriven. Start the pipeline again instead of a redrive',
  );
};

export const handler = defineHandler(commitTableInputSchema, (input) => commitTable(input, { objects: objects() }));
