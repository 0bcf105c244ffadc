import type { z } from 'zod';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import { chooseMethod, chooseMethodInputSchema } from '../../lambdas/extract/choose-method';
import { commitTable, commitTableInputSchema } from '../../lambdas/extract/commit-table';
import {
  type FinishedStatement,
  type PlanItem,
  planItemSchema,
  type Run,
  type TablePlan,
  type UnitTable,
  type VerifiedUnit,
} from '../../lambdas/extract/contract';
import { copyPages, copyPagesInputSchema } from '../../lambdas/extract/copy-pages';
import { planTable, planTableInputSchema } from '../../lambdas/extract/plan-table';
import { planTables, planTablesInputSchema } from '../../lambdas/extract/plan-tables';
import { loadReadPlan, type ReadPlan } from '../../lambdas/extract/read-plan';
import { retireBatches, retireBatchesInputSchema } from '../../lambdas/extract/retire-batches';
import { startRun, startRunInputSchema } from '../../lambdas/extract/start-run';
import { verifyPages, verifyPagesInputSchema } from '../../lambdas/extract/verify-pages';
import { verifyUnload, verifyUnloadInputSchema } from '../../lambdas/extract/verify-unload';
import { releaseLock } from '../../lambdas/run/release-lock';
import { submitInputSchema, submitStatement } from '../../lambdas/statement/submit-statement';
import type { WireField } from './model-data-api';
import type { ModelWorld } from './model-world';

/** A table as the catalog knows it. */
export interface ModelTable {
  /** In schema public. */
  name: string;
  columns: readonly { name: string; type: string; hasDefault?: boolean }[];
}

export interface ModelRequest {
  pipeline: ExtractPipeline;
  tables: readonly ModelTable[];
  input?: object;
  /** Chunks as small as no config allows them. */
  chunkRows?: number;
  /** The execution stops after so many chunks, as a long one does. */
  maxChunks?: number;
}

/** What became of one unit. `reads` is the last attempt's. */
export interface ModelUnit {
  label: string;
  error?: { name: string; message: string };
  reads: ReadPlan['reads'];
  resets: VerifiedUnit['resets'];
  /** Committed, and whether any is left. */
  chunks: number;
  more: boolean;
}

export interface ModelRun {
  runId: string;
  died: boolean;
  units: ModelUnit[];
}

/** As the workflow has it, see lib/workflows/extract-table.ts. */
const MAX_CHUNKS = 40;

/** What one step gives to the next travels as JSON, and what a step's schema does not know is lost on the way. */
const sent = <S extends z.ZodType>(schema: S, input: z.input<S>): z.output<S> =>
  schema.parse(JSON.parse(JSON.stringify(input)));

/**
 * One execution of a pipeline, step by step as the state machine does it, without its waits, its records of failures and
 * its report. Each step, and each call in it, is a point at which `world` may let the process die.
 */
export const runPipeline = async (world: ModelWorld, request: ModelRequest): Promise<ModelRun> => {
  const clients = { data: world.api.data, objects: world.s3.objects };
  const executionArn = world.executionArn();
  const now = () => new Date(world.now).toISOString();
  const ended: ModelRun = { runId: '', died: false, units: [] };
  try {
    world.reach('StartRun');
    const { run } = await startRun(
      sent(startRunInputSchema, {
        config: JSON.stringify(request.pipeline),
        input: request.input ?? {},
        resources: { bucket: 'lake', unloadRole: 'arn:aws:iam::123456789012:role/unload' },
        execution: { arn: executionArn, startedAt: now(), redriveCount: 0 },
      }),
      { objects: clients.objects, executions: { status: async () => 'FAILED' } as never },
    );
    ended.runId = run.runId;
    world.reach('PlanTables');
    const catalogStatementId = world.api.answers(catalogRows(request.tables), [], [], [[{ stringValue: 'admin' }]]);
    const { plan } = await planTables(sent(planTablesInputSchema, { run, catalogStatementId }), clients);
    for (const planned of world.s3.json<unknown[]>(plan.key)) {
      const item = chunked(planItemSchema.parse(planned), request.chunkRows);
      ended.units.push(await runUnit(world, run, item, request.maxChunks ?? MAX_CHUNKS));
    }
    world.reach('FinishRun');
    await releaseLock(clients.objects, run.root, executionArn);
  } catch (error) {
    if (!world.isDead) throw error;
  }
  return { ...ended, died: world.isDead };
};

const chunked = (item: PlanItem, chunkRows: number | undefined): PlanItem => {
  if (chunkRows === undefined || !('unit' in item)) return item;
  const tables = item.unit.tables.map((table): UnitTable => ({ ...table, chunkRows }));
  return { ...item, unit: { ...item.unit, tables } };
};

const runUnit = async (world: ModelWorld, run: Run, item: PlanItem, maxChunks: number): Promise<ModelUnit> => {
  const clients = { data: world.api.data, objects: world.s3.objects };
  const now = new Date(world.now).toISOString();
  const unit: ModelUnit = { label: item.label, reads: [], resets: [], chunks: 0, more: false };
  let [attempt, failures] = [1, 0];
  let method: 'unload' | 'page' | null = null;
  let resets: VerifiedUnit['resets'] = [];
  for (;;) {
    try {
      world.reach('PlanTable');
      const plan = await planTable(
        sent(planTableInputSchema, { run, item, attempt, redriveCount: 0, method, resets, now }),
        clients,
      );
      unit.reads = (await loadReadPlan(plan, clients.objects)).reads;
      world.reach('Read');
      const statement = await submitStatement(
        sent(submitInputSchema, {
          run,
          unit: plan.label,
          attempt,
          redriveCount: 0,
          statement: plan.statement,
          waitTimeSeconds: 2,
          now,
        }),
        clients,
      );
      if (plan.method === 'count') {
        method = (await chooseMethod(sent(chooseMethodInputSchema, { run, plan, statement }), clients)).method;
        attempt++;
        continue;
      }
      const verified = await verify(world, run, plan, statement);
      if (verified.resets.length > 0) {
        resets = verified.resets;
        unit.resets.push(...resets);
        if (unit.resets.length > 5) throw new Error(`${item.label} is reset again and again`);
        attempt++;
        continue;
      }
      world.reach('CommitTable');
      const times = { startedAt: now, verifiedAt: now, now };
      const { more } = await commitTable(
        sent(commitTableInputSchema, { run, item, plan, why: null, statement, verified, ...times }),
        clients,
      );
      unit.chunks++;
      unit.more = more;
      if (!more || unit.chunks >= maxChunks) break;
      resets = [];
      failures = 0;
      attempt++;
    } catch (error) {
      if (world.isDead) throw error;
      const { name, message } = error as Error;
      if (name === 'StatementTransient' && ++failures < run.maxAttempts) {
        attempt++;
        continue;
      }
      return { ...unit, error: { name, message } };
    }
  }
  world.reach('RetireBatches');
  await retireBatches(sent(retireBatchesInputSchema, { run, item, now }), clients);
  return unit;
};

/** Proves what was read, by the plan's method. */
const verify = async (
  world: ModelWorld,
  run: Run,
  plan: TablePlan,
  statement: FinishedStatement,
): Promise<VerifiedUnit> => {
  const clients = { data: world.api.data, objects: world.s3.objects };
  if (plan.method === 'unload') {
    world.reach('VerifyUnload');
    return verifyUnload(sent(verifyUnloadInputSchema, { run, plan, statement }), clients);
  }
  const parts: z.input<typeof verifyPagesInputSchema>['parts'] = [];
  let next: { lane: 'rows' | 'tail'; nextToken: string | null } | null = { lane: 'rows', nextToken: null };
  while (next) {
    world.reach('CopyPages');
    // Every page is a part of its own: the invocation is always at the end of its time.
    const invocation = { remainingMs: () => 0, id: `invocation-${plan.batchId}-${parts.length}` };
    const copied = await copyPages(
      sent(copyPagesInputSchema, { run, plan, statement, part: parts.length, ...next }),
      clients,
      invocation,
    );
    parts.push(copied.part);
    next = copied.next;
  }
  world.reach('VerifyPages');
  return verifyPages(sent(verifyPagesInputSchema, { run, plan, statement, parts }), clients);
};

/** As the catalog statement gives them. */
const catalogRows = (tables: readonly ModelTable[]): WireField[][] =>
  tables.flatMap(({ name, columns }) =>
    columns.map((column, i) => [
      { stringValue: 'public' },
      { stringValue: name },
      { stringValue: 'r' },
      { doubleValue: 0 },
      { longValue: i + 1 },
      { stringValue: column.name },
      { stringValue: column.type },
      { booleanValue: false },
      { isNull: true },
      { booleanValue: column.hasDefault ?? false },
    ]),
  );
