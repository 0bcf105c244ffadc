import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import {
  type AppliedTable,
  advanceApplied,
  appliedTableDocument,
  appliedTableKey,
} from '../core/collect/applied-table';
import { CommitConflict, DocumentInvalid } from '../core/errors';
import { readBatchCounts } from '../core/load/batch-counts';
import type { ApplyPlan } from '../core/load-report/apply-plan';
import type { LoadBatch, LoadRecord } from '../core/load-report/load-record';
import { addRows, rowsOfBatch } from '../core/load-report/row-counts';
import { defineHandler } from '../runtime/define-handler';
import {
  finishedStatementSchema,
  type LoadRun,
  type LoadStep,
  loadItemSchema,
  loadRunSchema,
  plannedStepSchema,
} from './contract';
import { readLoadRecord, writeLoadRecord } from './load-records';
import { readUnit, stepOf } from './load-step';
import { readPlan } from './plan-changes';
import { readRows } from './read-target';

/**
 * Writes down that a batch is in its target, and what became of its rows.
 *
 * If the process dies at any line: the rows are committed, and the target's ledger knows the batch. What is not written
 * down is written by the retry; without one the next run sends the batch again, which changes nothing.
 */
export const commitLoadInputSchema = z.object({
  run: loadRunSchema,
  item: loadItemSchema,
  index: z.number().int().nonnegative(),
  planned: plannedStepSchema,
  /** Transient errors of the batch so far. */
  failures: z.number().int().nonnegative(),
  /** The transaction. */
  statement: finishedStatementSchema,
  now: z.string(),
});
type Input = z.output<typeof commitLoadInputSchema>;

export interface CommittedLoad {
  /** Whether the unit has another step. */
  more: boolean;
  /** Rows that changed the table in this run, for whoever looks on. */
  rows: number;
}

export const commitLoad = async (
  input: Input,
  clients: { data: RedshiftData; objects: Objects },
): Promise<CommittedLoad> => {
  const { run, item, index } = input;
  const store = clients.objects;
  const unit = await readUnit(item, store);
  const step = stepOf(unit, index);
  const plan = await readPlan(input.planned, store);
  if (!plan) throw new DocumentInvalid(`${input.planned.at.key} is gone: start the pipeline again`);
  const batch = await batchOf(input, plan, clients.data);
  await advance(run, step, store);
  const before = await readLoadRecord(run, step.target, store);
  const record = recordOf(input, step, plan, batch, before);
  await writeLoadRecord(run, record, store);
  return { more: index + 1 < unit.steps.length, rows: addRows(record.batches.map(rowsOfBatch)).applied };
};

const batchOf = async (
  { statement, failures, now }: Input,
  plan: ApplyPlan,
  data: RedshiftData,
): Promise<LoadBatch> => {
  const { subStatements } = await data.describe(statement.statementId);
  const counts = subStatements[plan.roles.length - 1];
  if (!counts)
    throw new DocumentInvalid(
      `statement ${statement.statementId} has not the ${plan.roles.length} parts that were sent`,
    );
  return {
    batchId: plan.batchId,
    batchSeq: plan.batchSeq,
    writeMode: plan.writeMode,
    counts: readBatchCounts(await readRows(data, counts.id), plan.rows, plan.writeMode),
    read: plan.read,
    changes: plan.told,
    conflicts: plan.conflicts,
    setAside: plan.setAside,
    ...(plan.setAsideAt && { setAsideAt: plan.setAsideAt }),
    quarantine: plan.quarantine,
    attempts: failures + 1,
    statementId: statement.statementId,
    ...(statement.redshiftQueryId !== undefined && { redshiftQueryId: statement.redshiftQueryId }),
    ...(statement.durationSeconds !== undefined && { statementSeconds: statement.durationSeconds }),
    polls: statement.polls,
    sqls: [...plan.evolveSqls, ...plan.sqls],
    startedAt: plan.startedAt,
    statementAt: statement.startedAt,
    appliedAt: now,
  };
};

const recordOf = (
  { now }: Input,
  step: LoadStep,
  plan: ApplyPlan,
  batch: LoadBatch,
  before: LoadRecord | undefined,
): LoadRecord => ({
  formatVersion: 1,
  status: 'applied',
  source: step.source,
  target: step.target,
  writeMode: plan.writeMode,
  key: plan.key,
  why: plan.why,
  warnings: [...new Set([...(before?.warnings ?? []), ...plan.warnings])],
  ...(before?.tablesHeld && { tablesHeld: before.tablesHeld }),
  ...(plan.tablesHeld && { tablesHeld: plan.tablesHeld }),
  batches: [...(before?.batches ?? []).filter(({ batchId }) => batchId !== batch.batchId), batch],
  startedAt: before?.startedAt ?? plan.startedAt,
  endedAt: now,
  timeline: {},
});

/** How often what is applied is read again that changed in between. */
const ATTEMPTS = 3;

/** Which batches of an extract pipeline are in the target: what the next run goes on from. */
const advance = async (run: LoadRun, { files, source }: LoadStep, store: Objects): Promise<void> => {
  if (files.format !== 'extract') return;
  const at = appliedTableKey(run.root, source);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await store.readDocument(appliedTableDocument, at);
    const next = advanceApplied(stored?.content, source, files.load);
    if (stored && isAhead(stored.content, next)) return;
    const condition = stored ? { ifMatch: stored.etag } : ({ ifAbsent: true } as const);
    if ((await store.writeIf(appliedTableDocument, at, next, condition)).written) return;
  }
  throw new CommitConflict(`${at.key} is being changed by other executions: start the pipeline again`);
};

/** A retry meets its own; what another run has applied since stays. */
const isAhead = (known: AppliedTable, next: AppliedTable): boolean =>
  known.batchSeq > next.batchSeq || JSON.stringify(known) === JSON.stringify(next);

export const handler = defineHandler(commitLoadInputSchema, (input) =>
  commitLoad(input, { data: redshiftData(), objects: objects() }),
);
