import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { planKey, recordsPrefix, reportKey, reportPageKey } from '../core/batch/object-keys';
import { ShuttleError } from '../core/errors';
import { pipelineOfExecution } from '../core/monitoring/metrics';
import { accountTables } from '../core/progress/account-tables';
import { causeText } from '../core/progress/failure-cause';
import { emptyStory, type Report, reportDocument, type TableReport, totalsOf } from '../core/progress/report';
import { MAX_CAUSE, runFailure } from '../core/progress/run-failure';
import { type RunRecord, recordDocument } from '../core/progress/run-record';
import { renderReport } from '../core/report/html/page';
import { runCost } from '../core/report/run-cost';
import { mapFailures } from '../run/map-failures';
import { releaseLock } from '../run/release-lock';
import { defineHandler } from '../runtime/define-handler';
import { emitMetrics } from '../runtime/metrics';
import { type PlanItem, planItemSchema, type Run, runSchema } from './contract';
import { loadUnit } from './load-unit';
import { planRead } from './plan-read';

/**
 * Compares the plan with the records, writes the report, frees the lock, and says how the run ended.
 *
 * If the process dies at any line: the report is there or not, the same each time; the lock is freed last, so that a
 * retry still finds it, and a lock that stays is taken over once the execution has ended.
 */
export const finishRunInputSchema = z.object({
  run: runSchema,
  /** The distributed Map's output, or null when it did not run. */
  map: z.unknown(),
  /** What ended the run early, or null. */
  error: z.object({ Error: z.string(), Cause: z.string().nullish() }).nullable(),
  startedAt: z.string(),
  now: z.string(),
});

/** The execution's output: what people look at in the console first. */
export interface FinishedRun {
  runId: string;
  status: Report['status'];
  totals: Report['totals'];
  report: { bucket: string; key: string };
  /** Null when the run succeeded. */
  error: string | null;
  cause: string | null;
}

export const finishRun = async (
  { run, map, error, startedAt, now }: z.output<typeof finishRunInputSchema>,
  clients: { objects: Objects },
): Promise<FinishedRun> => {
  const items = await readPlan(run, clients.objects);
  const tables = run.dryRun
    ? (await Promise.all(items.map((item) => plannedReports(run, item, now, clients.objects)))).flat()
    : accountTables(
        items.flatMap((item) => item.tables),
        await readRecords(run, clients.objects),
        await mapFailures(clients.objects, map),
      );
  const failure = run.dryRun ? undefined : runFailure(run.runId, tables);
  const ended = error ? { error: error.Error, cause: causeOf(causeText(error.Cause ?? ''), failure?.cause) } : failure;
  const status = ended ? 'failed' : run.dryRun ? 'dry run' : 'succeeded';
  const report: Report = {
    formatVersion: 2,
    pipeline: run.pipeline,
    runId: run.runId,
    executionArn: run.executionArn,
    status,
    startedAt,
    endedAt: now,
    ...(ended && { error: ended.error, cause: ended.cause }),
    totals: totalsOf(tables),
    tables,
    ...(!run.dryRun && { cost: runCost(tables) }),
  };
  const location = reportKey(run.root, run.runId);
  await clients.objects.writeDocument(reportDocument, location, report);
  await clients.objects.write(reportPageKey(run.root, run.runId), renderReport(report), 'text/html; charset=utf-8');
  await releaseLock(clients.objects, run.root, run.executionArn);
  if (!run.dryRun) emitRun(run, report);
  return {
    runId: run.runId,
    status,
    totals: report.totals,
    report: location,
    error: ended?.error ?? null,
    cause: ended?.cause ?? null,
  };
};

/** A dry run is no run to an operator. */
const emitRun = (run: Run, { totals, startedAt, endedAt }: Report): void =>
  emitMetrics(
    { Pipeline: pipelineOfExecution(run.executionArn) },
    {
      TablesCommitted: totals.committed,
      TablesFailed: totals.failed + totals.unaccounted,
      RunSeconds: Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
    },
  );

const causeOf = (cause: string, tables: string | undefined): string =>
  [cause, tables]
    .filter((text) => text)
    .join('\n')
    .slice(0, MAX_CAUSE);

const readPlan = async (run: Run, store: Objects): Promise<PlanItem[]> =>
  (await store.readPlain(z.array(planItemSchema), planKey(run.planRoot, run.runId))) ?? [];

/** Records read at a time: enough to read thousands in a minute, few enough for S3. */
const READERS = 32;

const readRecords = async (run: Run, store: Objects): Promise<RunRecord[]> => {
  const keys: string[] = [];
  for await (const { key } of store.list(recordsPrefix(run.root, run.runId))) keys.push(key);
  const records: RunRecord[] = [];
  const reader = async () => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const record = await store.readDocument(recordDocument, { bucket: run.root.bucket, key });
      if (record) records.push(record.content);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return records;
};

/** What a dry run says of a unit's tables: how they would be read, and by which SQL, or why they cannot be read. */
const plannedReports = async (run: Run, item: PlanItem, now: string, store: Objects): Promise<TableReport[]> => {
  const unit = await loadUnit(item, store);
  const story = { ...emptyStory(), ...(unit.group !== undefined && { group: unit.group }) };
  try {
    const plan = await planRead({ run, unit, attempt: 1, redriveCount: 0, method: null, resets: [], now }, store);
    return plan.reads.map(
      ({ unit: table, kind, whyKind, changes }): TableReport => ({
        ...story,
        table: table.table,
        status: 'planned',
        mode: table.mode,
        kind,
        whyMode: whyKind,
        method: plan.method,
        why: table.why,
        schemaChanges: changes,
        sqls: plan.sqls,
      }),
    );
  } catch (error) {
    if (!(error instanceof ShuttleError)) throw error;
    return unit.tables.map(({ table }) => ({
      ...story,
      table,
      status: 'failed',
      error: error.name,
      cause: error.message,
    }));
  }
};

export const handler = defineHandler(finishRunInputSchema, (input) => finishRun(input, { objects: objects() }));
