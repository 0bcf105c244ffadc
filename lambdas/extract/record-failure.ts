import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { recordKey } from '../core/batch/object-keys';
import { causeText } from '../core/progress/failure-cause';
import { type RunRecord, recordDocument } from '../core/progress/run-record';
import { defineHandler } from '../runtime/define-handler';
import { emitCommit } from './commit-metrics';
import { checkpointOf, readCommitted } from './committed';
import { finishedStatementSchema, planItemSchema, runSchema, tablePlanSchema } from './contract';
import { loadUnit } from './load-unit';
import { loadReadPlan } from './read-plan';
import { batchesOfRun } from './write-records';

/**
 * Records that a unit failed, and why.
 *
 * If the process dies at any line: the records are there or not, and the retry writes the same. A commit that did happen,
 * whose step failed afterwards, is never recorded as a failure: current.json decides. What failed after it (the Glue Data
 * Catalog, the deletion of old batches) is told beside it.
 */
export const recordFailureInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  /** Null before the unit was planned. */
  plan: tablePlanSchema.nullable(),
  attempt: z.number(),
  /** What failed after the commit, if anything did. */
  stage: z.enum(['register', 'retire']).nullable(),
  /** Null where none was submitted. */
  statement: finishedStatementSchema.nullable(),
  error: z.object({ Error: z.string(), Cause: z.string().nullish() }),
  startedAt: z.string(),
  now: z.string(),
});

export interface RecordedFailure {
  error: string;
  cause: string;
}

/** A Fail state's cause holds 32,768 characters. */
const MAX_CAUSE = 8_000;

export const recordFailure = async (
  { run, item, plan, attempt, stage, statement, error, startedAt, now }: z.output<typeof recordFailureInputSchema>,
  clients: { objects: Objects },
): Promise<RecordedFailure> => {
  const store = clients.objects;
  const unit = await loadUnit(item, store);
  const failure = { error: error.Error, cause: causeText(error.Cause ?? '').slice(0, MAX_CAUSE) };
  const committed = await readCommitted(run, unit, store);
  const read = plan ? await loadReadPlan(plan, store) : undefined;
  for (const table of unit.tables) {
    const location = recordKey(run.root, run.runId, table.destination);
    const checkpoint = checkpointOf(committed, table);
    const isCommitted = plan !== null && checkpoint?.committedBy === plan.batchId;
    const before = (await store.readDocument(recordDocument, location))?.content;
    const tableRead = read?.reads.find(({ unit: { table: name } }) => name === table.table);
    const story = {
      formatVersion: 2 as const,
      table: table.table,
      ...(unit.group !== undefined && { group: unit.group }),
      schemaChanges: tableRead?.changes ?? [],
      warnings: [],
      sqls: read?.sqls ?? [],
      ...(statement?.redshiftQueryId !== undefined && { redshiftQueryId: statement.redshiftQueryId }),
      ...(statement?.durationSeconds !== undefined && { statementSeconds: statement.durationSeconds }),
      attempts: attempt,
      startedAt,
      endedAt: now,
    };
    const how = {
      mode: table.mode,
      whyMode: tableRead?.whyKind ?? table.whyMode,
      why: table.why,
      ...(tableRead && { kind: tableRead.kind }),
    };
    const record: RunRecord = isCommitted
      ? afterCommit(
          before?.status === 'committed'
            ? before
            : {
                ...story,
                ...how,
                kind: tableRead?.kind ?? 'snapshot',
                status: 'committed',
                destination: table.destination,
                batches: batchesOfRun(checkpoint, run.runId),
                statementId: '',
                polls: 0,
                timeline: { committedAt: checkpoint.committedAt },
              },
          stage,
          failure,
        )
      : {
          ...story,
          ...how,
          status: 'failed',
          ...failure,
          ...(read && read.method !== 'count' && { method: read.method }),
          ...(statement && { statementId: statement.statementId, polls: statement.polls }),
          timeline: {
            ...(read && { plannedAt: read.plannedAt }),
            ...(statement && { statementAt: statement.startedAt }),
          },
        };
    // CommitTable has told of it, unless it died before it wrote a record.
    if (isCommitted && before?.status !== 'committed') {
      emitCommit(run, table, batchesOfRun(checkpoint, run.runId));
    }
    await store.writeDocument(recordDocument, location, record);
  }
  return failure;
};

const afterCommit = (
  record: RunRecord & { status: 'committed' },
  stage: z.output<typeof recordFailureInputSchema>['stage'],
  failure: RecordedFailure,
): RunRecord => {
  if (stage === 'register') return { ...record, unregistered: failure };
  const warning = `${stage === 'retire' ? 'old batches were not deleted' : 'after the commit'}: ${failure.error}: ${failure.cause}`;
  return { ...record, warnings: [...new Set([...record.warnings, warning])] };
};

export const handler = defineHandler(recordFailureInputSchema, (input) => recordFailure(input, { objects: objects() }));
