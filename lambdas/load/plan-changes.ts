import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { applyKey, applyStatementKey } from '../core/batch/load-keys';
import type { ObjectLocation } from '../core/batch/object-keys';
import { formatTableName } from '../core/config/table-name';
import { tableQuotaOf } from '../core/config/table-quota';
import { DocumentInvalid, StatementFailed } from '../core/errors';
import { isVoid, planEvolution } from '../core/load/evolution';
import { type ChangeResult, evolutionOutcome } from '../core/load/evolution-outcome';
import type { Change } from '../core/load/evolution-plan';
import { type ApplyPlan, applyPlanSchema } from '../core/load-report/apply-plan';
import { loadWarnings } from '../core/load-report/load-warnings';
import { tellChanges } from '../core/load-report/told-change';
import { applyBatch } from '../core/sql/load/apply-batch';
import { evolveStatements } from '../core/sql/load/evolve-statements';
import { statementTexts } from '../core/statement/statement';
import { defineHandler } from '../runtime/define-handler';
import { applyRequest } from './apply-request';
import { readAside } from './aside';
import { type LoadRun, loadItemSchema, loadRunSchema, type PlannedStep, plannedStepSchema } from './contract';
import { evolutionRequest, targetOf, writeOf } from './evolution-request';
import { readLoadConfig } from './load-config';
import { readUnit, stepOf } from './load-step';
import { loadTarget } from './load-target';
import { readTarget } from './read-target';
import { statementOf } from './statement-of';
import { readStepData } from './step-data';

/**
 * Compares a target with what is to be loaded into it, and renders what is to be done next: the statements that change the
 * target, or, where none is needed any more, the transaction that applies the batch.
 *
 * If the process dies at any line: at most the attempt's plan, its manifest and the statement's text lie in S3, and the
 * retry writes them again. Changes of a target commit one by one and may be repeated; after any of them the target is
 * looked at again, so that what another run has done meanwhile counts as done.
 */
export const planChangesInputSchema = z.object({
  run: loadRunSchema,
  item: loadItemSchema,
  index: z.number().int().nonnegative(),
  /** Counts the renderings, from 1. */
  attempt: z.number().int().positive(),
  redriveCount: z.number().int().nonnegative(),
  /** The statement that looked at the target. */
  describeStatementId: z.string(),
  /** The step's plan before this one, if there is one. */
  before: plannedStepSchema.nullable(),
  /** The statement by which that plan's changes were made; null where it had none, or they were not sent. */
  evolveStatementId: z.string().nullable(),
  /** What is left of the step's parts, where rows were set aside. */
  aside: z.object({ bucket: z.string(), key: z.string() }).nullable(),
  now: z.string(),
});
type Input = z.output<typeof planChangesInputSchema>;

export const planChanges = async (
  input: Input,
  clients: { data: RedshiftData; objects: Objects },
): Promise<PlannedStep> => {
  const { run, item, index, attempt, redriveCount } = input;
  const store = clients.objects;
  const step = stepOf(await readUnit(item, store), index);
  const table = formatTableName(step.target.schema, step.target.name);
  const before = await readPlan(input.before, store);
  const outcome =
    before && input.evolveStatementId ? await judgeChanges(input.evolveStatementId, before, table, clients.data) : [];
  const { state, tables } = await readTarget(clients.data, input.describeStatementId, table, hasMade(before));
  const { config } = await readLoadConfig(run, store);
  const to = loadTarget(config)(step.source);
  const data = await readStepData(run, step, store);
  const write = writeOf(table, step, to, data, state);
  const unwidenable = [...new Set([...(before?.unwidenable ?? []), ...outcome])];
  const evolution = planEvolution(evolutionRequest({ step, to, data, write, state, unwidenable }));
  const name = `${index}-${redriveCount}-${attempt}`;
  const made = before ? madeOf(before, evolution.changes, unwidenable) : [];
  const told = [...(before?.told ?? []), ...tellChanges(targetOf(step), made)];
  const common = {
    source: step.source,
    target: step.target,
    batchId: step.batchId,
    batchSeq: String(step.batchSeq),
    attempt,
    writeMode: write.writeMode,
    key: [...write.key],
    why: write.why,
    told,
    evolveSqls: [...(before?.evolveSqls ?? []), ...(before?.do === 'evolve' ? before.sqls : [])],
    unwidenable,
    conflicts: evolution.conflicts,
    warnings: loadWarnings({
      format: config.source.format,
      source: formatTableName(step.source.schema, step.source.name),
      writeMode: to.options.writeMode,
      write,
      evolves: to.options.evolve === 'add',
      told,
      conflicts: evolution.conflicts,
      isVoid: isVoid(state, data.columns),
    }),
    ...(tables !== undefined && { tablesHeld: { tables, quota: tableQuotaOf(config.warehouse) } }),
    read: data.read,
    startedAt: before?.startedAt ?? input.now,
  };
  if (evolution.changes.length > 0) {
    // Without a statement that went through, a transient error has kept changes from being made.
    if (input.evolveStatementId) refuseStandstill(before, evolution.changes, table);
    const sqls = statementTexts(evolveStatements(targetOf(step), evolution.changes), table);
    const changes = evolution.changes.slice(0, sqls.length);
    const plan: ApplyPlan = {
      ...common,
      do: 'evolve',
      roles: [],
      sqls,
      changes,
      rows: 0,
      parts: [],
      setAside: 0,
      quarantine: { bucket: run.root.bucket, key: '' },
    };
    return planned(run, item.label, name, plan, store);
  }
  const aside = await readAside(input.aside, store);
  const request = await applyRequest(
    { run, config, step, to, data, write, evolution, state, name, ...(aside && { aside }) },
    store,
  );
  const statements = applyBatch(request);
  const plan: ApplyPlan = {
    ...common,
    do: 'apply',
    roles: statements.map(({ role }) => role),
    sqls: statementTexts(
      statements.map(({ sql }) => sql),
      table,
    ),
    changes: [],
    request,
    rows: data.read.rows - data.read.bad - (aside?.rows ?? 0),
    parts: data.files.format === 'changes' ? (aside?.parts ?? data.files.parts) : [],
    setAside: aside?.rows ?? 0,
    ...(aside && { setAsideAt: aside.at }),
    quarantine: request.quarantine as ObjectLocation,
  };
  return planned(run, item.label, name, plan, store);
};

/** Whether tables were to be created for the step, the target or those beside it. */
const hasMade = (before: ApplyPlan | undefined): boolean =>
  before !== undefined &&
  (before.changes.some(({ kind }) => kind === 'createTable' || kind === 'createLedger') ||
    before.told.some(({ what }) => what === 'table created' || what === 'control table changed'));

export const readPlan = async (step: { at: ObjectLocation } | null, store: Objects): Promise<ApplyPlan | undefined> => {
  if (step === null) return undefined;
  const plan = await store.readPlain(applyPlanSchema, step.at);
  if (!plan) throw new DocumentInvalid(`${step.at.key} is gone: start the pipeline again`);
  return plan;
};

/** Columns that turned out not to be widenable. @throws StatementTransient, StatementFailed */
const judgeChanges = async (
  statementId: string,
  { changes }: ApplyPlan,
  table: string,
  data: RedshiftData,
): Promise<string[]> => {
  const { subStatements, ...parent } = await data.describe(statementId);
  const results: ChangeResult[] = subStatements.length > 0 ? subStatements : [parent];
  return evolutionOutcome(changes as Change[], results, { name: `evolve ${table}`, statementId }).unwidenable;
};

/** What of a plan's changes was made: not what is wanted still, nor a column that could not be widened. */
const madeOf = ({ changes }: ApplyPlan, wanted: readonly Change[], unwidenable: readonly string[]): Change[] => {
  const open = new Set(wanted.map((change) => JSON.stringify(change)));
  return (changes as Change[]).filter(
    (change) =>
      !open.has(JSON.stringify(change)) && !(change.kind === 'widen' && unwidenable.includes(change.column.name)),
  );
};

/** Changes that are said to be done and are wanted again would go round for ever. */
const refuseStandstill = (before: ApplyPlan | undefined, changes: readonly Change[], table: string): void => {
  if (
    before?.do !== 'evolve' ||
    JSON.stringify(before.changes) !== JSON.stringify(changes.slice(0, before.changes.length))
  )
    return;
  throw new StatementFailed(
    `${table}: Redshift took the changes and the catalog does not show them: ${changes.map(({ kind }) => kind).join(', ')}. ` +
      'Is the target a table that this user owns?',
  );
};

const planned = async (
  run: LoadRun,
  label: string,
  name: string,
  plan: ApplyPlan,
  store: Objects,
): Promise<PlannedStep> => {
  const at = applyKey(run.root, run.runId, label, name);
  await store.write(at, JSON.stringify(plan));
  const mode = plan.do === 'evolve' ? 'AUTO_COMMIT' : 'TRANSACTION';
  const textAt = applyStatementKey(run.root, run.runId, label, name);
  const statement = await statementOf({ step: plan.do, mode, sqls: plan.sqls }, textAt, store);
  const table = formatTableName(plan.target.schema, plan.target.name);
  return { do: plan.do, label, table, batchId: plan.batchId, at, statement };
};

export const handler = defineHandler(planChangesInputSchema, (input) =>
  planChanges(input, { data: redshiftData(), objects: objects() }),
);
