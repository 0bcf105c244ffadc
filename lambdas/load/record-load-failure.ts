import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { formatTableName, type TableName } from '../core/config/table-name';
import type { LoadRecord } from '../core/load-report/load-record';
import { causeText } from '../core/progress/failure-cause';
import { defineHandler } from '../runtime/define-handler';
import {
  caughtErrorSchema,
  finishedStatementSchema,
  type LoadStep,
  type LoadUnit,
  loadItemSchema,
  loadRunSchema,
  plannedStepSchema,
} from './contract';
import { readLoadRecord, writeLoadRecord } from './load-records';
import { readUnit } from './load-step';
import { readPlan } from './plan-changes';

/**
 * Records that a unit stopped at a step, and why: for the table of the step, and for those that wait behind it.
 *
 * If the process dies at any line: the records are there or not, and the retry writes the same. A batch that was committed
 * and is not on record is told as failed; the next run sends it again, and the ledger lets nothing of it in twice.
 */
export const recordLoadFailureInputSchema = z.object({
  run: loadRunSchema,
  item: loadItemSchema,
  index: z.number().int().nonnegative(),
  attempt: z.number().int().positive(),
  /** Null before the step was planned. */
  planned: plannedStepSchema.nullable(),
  /** Null where none was submitted. */
  statement: finishedStatementSchema.nullable(),
  error: caughtErrorSchema,
  startedAt: z.string(),
  now: z.string(),
});
type Input = z.output<typeof recordLoadFailureInputSchema>;

export interface RecordedLoadFailure {
  error: string;
  cause: string;
}

/** A Fail state's cause holds 32,768 characters. */
const MAX_CAUSE = 8_000;

export const recordLoadFailure = async (input: Input, clients: { objects: Objects }): Promise<RecordedLoadFailure> => {
  const { run, item, index, error } = input;
  const store = clients.objects;
  const unit = await readUnit(item, store);
  const failure = { error: error.Error, cause: causeText(error.Cause ?? '').slice(0, MAX_CAUSE) };
  const at = unit.steps[index];
  for (const table of stoppedTables(unit, index)) {
    const before = await readLoadRecord(run, table.target, store);
    const isOwn = at === undefined || nameOf(at.target) === nameOf(table.target);
    const record = isOwn
      ? await ownRecord(input, at, table, failure, before, store)
      : behind(input, at, table, failure, before);
    await writeLoadRecord(run, record, store);
  }
  return failure;
};

/** The tables of steps that were not taken; of a unit without steps all. */
const stoppedTables = ({ tables, steps }: LoadUnit, index: number): LoadUnit['tables'] => {
  if (steps.length === 0) return tables;
  const left = new Set(steps.slice(index).map(({ target }) => nameOf(target)));
  return tables.filter(({ target }) => left.has(nameOf(target)));
};

const ownRecord = async (
  input: Input,
  step: LoadStep | undefined,
  table: LoadUnit['tables'][number],
  failure: RecordedLoadFailure,
  before: LoadRecord | undefined,
  store: Objects,
): Promise<LoadRecord> => {
  const { statement, attempt } = input;
  const plan = await readPlan(input.planned, store);
  return {
    ...storyOf(input, table, before),
    status: 'failed',
    ...(plan && {
      writeMode: plan.writeMode,
      key: plan.key,
      why: plan.why,
      warnings: [...new Set([...(before?.warnings ?? []), ...plan.warnings])],
      ...(plan.tablesHeld && { tablesHeld: plan.tablesHeld }),
    }),
    ...failure,
    ...(step && { failedBatch: step.batchId }),
    attempts: attempt,
    ...(statement && { statementId: statement.statementId }),
    ...(statement?.redshiftQueryId !== undefined && { redshiftQueryId: statement.redshiftQueryId }),
    sqls: plan ? [...plan.evolveSqls, ...plan.sqls] : [],
    timeline: {
      ...(plan && { preparedAt: plan.startedAt }),
      ...(statement && { statementAt: statement.startedAt }),
    },
  };
};

/** A table of a group that waits behind another one. */
const behind = (
  input: Input,
  step: LoadStep | undefined,
  table: LoadUnit['tables'][number],
  failure: RecordedLoadFailure,
  before: LoadRecord | undefined,
): LoadRecord => ({
  ...storyOf(input, table, before),
  status: 'failed',
  error: failure.error,
  cause: `it is loaded together with ${step ? nameOf(step.target) : input.item.label}, which failed`,
  sqls: [],
});

const storyOf = ({ startedAt, now }: Input, { source, target }: LoadUnit['tables'][number], before?: LoadRecord) => ({
  formatVersion: 1 as const,
  source,
  target,
  warnings: before?.warnings ?? [],
  ...(before?.tablesHeld && { tablesHeld: before.tablesHeld }),
  batches: before?.batches ?? [],
  startedAt: before?.startedAt ?? startedAt,
  endedAt: now,
  timeline: {},
});

const nameOf = ({ schema, name }: TableName): string => formatTableName(schema, name);

export const handler = defineHandler(recordLoadFailureInputSchema, (input) =>
  recordLoadFailure(input, { objects: objects() }),
);
