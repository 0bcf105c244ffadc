import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { planKey, recordsPrefix, reportKey } from '../core/batch/object-keys';
import { batchIdOf } from '../core/batch/run-id';
import { ShuttleError } from '../core/errors';
import { causeText } from '../core/progress/failure-cause';
import {
  accountTables,
  MAX_CAUSE,
  type Report,
  reportDocument,
  runFailure,
  type TableReport,
  totalsOf,
} from '../core/progress/report';
import { type RunRecord, recordDocument } from '../core/progress/run-record';
import { defineHandler } from '../runtime/define-handler';
import { type PlanItem, planItemSchema, type Run, runSchema, type Unit } from './contract';
import { loadUnit } from './load-unit';
import { mapFailures } from './map-failures';
import { releaseLock } from './release-lock';
import { renderUnit } from './render-unit';

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
    ? await Promise.all(items.map(async (item) => plannedReport(run, await loadUnit(item, clients.objects))))
    : accountTables(
        items.map(({ table }) => table),
        await readRecords(run, clients.objects),
        await mapFailures(clients.objects, map),
      );
  const failure = run.dryRun ? undefined : runFailure(run.runId, tables);
  const ended = error ? { error: error.Error, cause: causeOf(causeText(error.Cause ?? ''), failure?.cause) } : failure;
  const status = ended ? 'failed' : run.dryRun ? 'dry run' : 'succeeded';
  const report: Report = {
    formatVersion: 1,
    pipeline: run.pipeline,
    runId: run.runId,
    executionArn: run.executionArn,
    status,
    startedAt,
    endedAt: now,
    ...(ended && { error: ended.error, cause: ended.cause }),
    totals: totalsOf(tables),
    tables,
  };
  const location = reportKey(run.root, run.runId);
  await clients.objects.writeDocument(reportDocument, location, report);
  await releaseLock(clients.objects, run.root, run.executionArn);
  return {
    runId: run.runId,
    status,
    totals: report.totals,
    report: location,
    error: ended?.error ?? null,
    cause: ended?.cause ?? null,
  };
};

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

/** What a dry run says of a table: how it would be read, and by which SQL, or why it cannot be read. */
const plannedReport = (run: Run, unit: Unit): TableReport => {
  const { table, method, why } = unit;
  try {
    const { sqls } = renderUnit(run, unit, method, batchIdOf(run.runId, 0, 1));
    return { table, status: 'planned', method, why, sqls };
  } catch (error) {
    if (!(error instanceof ShuttleError)) throw error;
    return { table, status: 'failed', error: error.name, cause: error.message };
  }
};

export const handler = defineHandler(finishRunInputSchema, (input) => finishRun(input, { objects: objects() }));
