import type { Objects } from '../clients/objects';
import { recordKey } from '../core/batch/object-keys';
import { isBatchOfRun } from '../core/batch/run-id';
import type { Batch, Checkpoint } from '../core/progress/checkpoint';
import { type RunRecord, recordDocument } from '../core/progress/run-record';
import { emitCommit } from './commit-metrics';
import type { FinishedStatement, Run, VerifiedTable } from './contract';
import type { ReadPlan, TableRead } from './read-plan';

interface Attempt {
  run: Run;
  plan: ReadPlan;
  why: string | null;
  statement: FinishedStatement;
  startedAt: string;
  verifiedAt: string;
  now: string;
}

/** All that a run has committed of a table, as far as it is still there. */
export const batchesOfRun = (checkpoint: Checkpoint | undefined, runId: string): Batch[] => {
  if (!checkpoint) return [];
  const { loading } = checkpoint;
  return [...checkpoint.batches, ...(loading?.batches ?? []), ...(checkpoint.tail ? [checkpoint.tail] : [])].filter(
    ({ batchId }) => isBatchOfRun(batchId, runId),
  );
};

/** Writes what a run did to each table of a unit. A later chunk's record tells of the chunks before it as well. */
export const writeRecords = async (
  { run, plan, why, statement, startedAt, verifiedAt, now }: Attempt,
  tables: readonly { read: TableRead; found: VerifiedTable; checkpoint: Checkpoint | undefined }[],
  store: Objects,
): Promise<void> => {
  for (const { read, found, checkpoint } of tables) {
    const { unit, kind, changes } = read;
    const location = recordKey(run.root, run.runId, unit.destination);
    const before = (await store.readDocument(recordDocument, location))?.content;
    const earlier = before?.status === 'committed' ? before : undefined;
    // A retry of this very step: the record tells of it already.
    if (earlier?.statementId === statement.statementId) continue;
    const from = earlier?.watermark ? earlier.watermark.from : read.low;
    const column = kind === 'load' || kind === 'window' ? read.fingerprint?.replicationKey : undefined;
    const gone = (earlier?.deletes?.gone ?? 0) + (found.gone ?? 0);
    const seconds = sum(earlier?.statementSeconds, statement.durationSeconds);
    const record: RunRecord = {
      formatVersion: 2,
      status: 'committed',
      table: unit.table,
      ...(plan.group !== undefined && { group: plan.group }),
      destination: unit.destination,
      mode: kind === 'snapshot' ? 'full' : 'incremental',
      kind: earlier?.kind ?? kind,
      whyMode: earlier?.whyMode ?? read.whyKind,
      why: why ?? unit.why,
      batches: batchesOfRun(checkpoint, run.runId),
      ...(run.glueDatabase !== undefined &&
        unit.glueTable !== undefined && { glueTable: `${run.glueDatabase}.${unit.glueTable}` }),
      schemaChanges: earlier ? earlier.schemaChanges : changes,
      warnings: found.more
        ? [
            `rows are left: the ${kind} goes on with the next chunk, or with the next run, and is not visible before its end`,
          ]
        : [],
      sqls: plan.sqls,
      statementId: statement.statementId,
      ...(statement.redshiftQueryId !== undefined && { redshiftQueryId: statement.redshiftQueryId }),
      ...(seconds !== undefined && { statementSeconds: seconds }),
      polls: (earlier?.polls ?? 0) + statement.polls,
      attempts: plan.attempt,
      startedAt,
      endedAt: now,
      timeline: {
        plannedAt: earlier?.timeline.plannedAt ?? plan.plannedAt,
        statementAt: earlier?.timeline.statementAt ?? statement.startedAt,
        verifiedAt,
        committedAt: now,
      },
      ...(found.keys && { keys: found.keys }),
      ...(found.gone !== undefined && { deletes: { gone, last: earlier?.deletes?.last ?? found.lastKeys ?? 0 } }),
      ...(column !== undefined && { watermark: { column, from, to: found.high } }),
    };
    const { rows, tail, gone: goneNow } = found;
    emitCommit(run, unit, [{ ...rows, ...(goneNow !== undefined && { gone: goneNow }) }, ...(tail ? [tail] : [])]);
    await store.writeDocument(recordDocument, location, record);
  }
};

const sum = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
