import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { collectedKey, plannedLoadsKey, stagedTablesKey } from '../core/batch/load-keys';
import { reportKey, reportPageKey } from '../core/batch/object-keys';
import { accountLoads, emptyLoad, type PlannedLoad } from '../core/load-report/account-loads';
import { loadCost } from '../core/load-report/load-cost';
import type { LoadRecord } from '../core/load-report/load-record';
import {
  firstOf,
  type LoadReport,
  type LoadTableReport,
  loadReportDocument,
  loadTotals,
} from '../core/load-report/load-report';
import { loadRunFailure } from '../core/load-report/load-run-failure';
import { mostTablesHeld, tablesHeldWarnings } from '../core/load-report/tables-held';
import { pipelineOfExecution } from '../core/monitoring/metrics';
import { causeText } from '../core/progress/failure-cause';
import { MAX_CAUSE } from '../core/progress/run-failure';
import { renderLoadReport } from '../core/report/html/load-page';
import { type Collected, collectedDocument } from '../core/staging/collected';
import { type StagedTables, stagedTablesDocument } from '../core/staging/staged-table';
import { mapFailures } from '../run/map-failures';
import { releaseLock } from '../run/release-lock';
import { defineHandler } from '../runtime/define-handler';
import { emitMetrics } from '../runtime/metrics';
import { caughtErrorSchema, type LoadRun, loadRunSchema, type TakenBatch, takenBatchSchema } from './contract';
import { readLoadRecords } from './load-records';
import { retireStaged, stagedLeft } from './retire-staged';
import { outcomeOf, settle } from './settle';

/**
 * Compares the plan with the records, settles the batch, writes the report, frees the lock, and says how the run ended.
 *
 * Rows are committed when it begins, so that it does not fail for staged files which it cannot delete: the report warns of
 * them, and a later run deletes them, as retireStaged says.
 *
 * If the process dies at any line: the state of objects is settled or not, and settling again changes nothing; the report is
 * there or not, and a retry that finds the staged files it is made of gone keeps it as it is; staged files are deleted only
 * once nothing waits for them, after the report; the lock is freed last.
 */
export const finishLoadInputSchema = z.object({
  run: loadRunSchema,
  /** Null where nothing was taken, or the source is an extract pipeline. */
  batch: takenBatchSchema.nullable(),
  /** The output of the Map over the tables, or null when it did not run. */
  map: z.unknown(),
  /** What ended the run early, or null. */
  error: caughtErrorSchema.nullable(),
  /** When the steps before the tables were done, as far as the run came. */
  timeline: z.record(z.string(), z.string().nullable()),
  startedAt: z.string(),
  now: z.string(),
});
type Input = z.output<typeof finishLoadInputSchema>;

/** The execution's output: what people look at in the console first. */
export interface FinishedLoad {
  runId: string;
  status: LoadReport['status'];
  totals: LoadReport['totals'];
  report: { bucket: string; key: string };
  /** Null when the run succeeded. */
  error: string | null;
  cause: string | null;
}

export const finishLoad = async (input: Input, clients: { objects: Objects }): Promise<FinishedLoad> => {
  const { run, batch, map, error, now } = input;
  const store = clients.objects;
  const planned = await readPlanned(run, store);
  const records = run.dryRun ? [] : await readLoadRecords(run, run.runId, store);
  const index = batch
    ? (await store.readDocument(stagedTablesDocument, stagedTablesKey(batch.staged)))?.content
    : undefined;
  const collected = (await store.readDocument(collectedDocument, collectedKey(run.root, run.runId)))?.content;
  const early = error ? { error: error.Error, cause: causeText(error.Cause ?? '').slice(0, MAX_CAUSE) } : undefined;
  const tables = run.dryRun
    ? planned.map((load): LoadTableReport => ({ ...emptyLoad(load), status: 'planned' }))
    : accountLoads(planned, records, {
        mapBegan: map !== null,
        mapFailures: await mapFailures(store, map),
        ...(early && { ended: early }),
      });
  // A batch that was refused before its tables were planned, for bad rows for example, stays pending as a whole.
  const shaped = shapedBatch(input) ? index : undefined;
  const settled = run.dryRun ? undefined : await settle(run, outcomeOf(run, batch, shaped, records), store);
  const ended = early ?? (run.dryRun ? undefined : loadRunFailure(run.runId, tables));
  const location = reportKey(run.root, run.runId);
  // Of a batch that was planned the index is gone only where a former call of this step began to delete.
  const told =
    shapedBatch(input) && !index ? (await store.readDocument(loadReportDocument, location))?.content : undefined;
  const report = told ?? reportOf(input, { tables, records, collected, index, ended });
  if (!told) await writeReport(run, report, store);
  const left = settled ? await retireStaged(run, settled, batch?.batchId, store) : [];
  const warnings = [...new Set([...(report.warnings ?? []), ...stagedLeft(left)])];
  if (left.length > 0) await writeReport(run, { ...report, warnings }, store);
  await releaseLock(store, run.root, run.executionArn);
  if (!run.dryRun) emitRun(run, report, now);
  return {
    runId: run.runId,
    status: report.status,
    totals: report.totals,
    report: location,
    error: ended?.error ?? null,
    cause: ended?.cause ?? null,
  };
};

/** The batch that the run works on, once its tables are planned. */
const shapedBatch = ({ batch, timeline }: Input): TakenBatch | null => (timeline.plannedAt ? batch : null);

const writeReport = async ({ root, runId }: LoadRun, report: LoadReport, store: Objects): Promise<void> => {
  await store.writeDocument(loadReportDocument, reportKey(root, runId), report);
  await store.write(reportPageKey(root, runId), renderLoadReport(report), 'text/html; charset=utf-8');
};

/** Written by the step that planned, read by this one only. */
const readPlanned = async (run: LoadRun, store: Objects): Promise<PlannedLoad[]> =>
  (await store.readPlain(z.array(z.custom<PlannedLoad>()), plannedLoadsKey(run.root, run.runId))) ?? [];

interface Found {
  tables: LoadTableReport[];
  records: LoadRecord[];
  collected: Collected | undefined;
  index: StagedTables | undefined;
  ended: { error: string; cause: string } | undefined;
}

const reportOf = (input: Input, { tables, records, collected, index, ended }: Found): LoadReport => {
  const { run, batch, timeline, startedAt, now } = input;
  const counts = collected?.report?.counts ?? {};
  const tablesHeld = mostTablesHeld(records);
  const listed = Object.values(counts).reduce((sum, count = 0) => sum + count, 0);
  const work = {
    groups: batch?.groups ?? 0,
    objects: collected?.batch?.objects ?? 0,
    sizeBytes: collected?.batch?.sizeBytes ?? 0,
  };
  return {
    formatVersion: 1,
    kind: 'load',
    pipeline: run.pipeline,
    runId: run.runId,
    executionArn: run.executionArn,
    status: ended ? 'failed' : run.dryRun ? 'dry run' : 'succeeded',
    startedAt,
    endedAt: now,
    ...(ended && { error: ended.error, cause: ended.cause }),
    ...(collected && { collected: collectedOf(collected) }),
    unread: { count: index?.unread.length ?? 0, keys: firstOf(index?.unread ?? []) },
    quarantinedObjects: { count: index?.unreadable.length ?? 0, objects: firstOf(index?.unreadable ?? []) },
    badRows: { rows: index?.bad ?? 0, reasons: index?.reasons ?? [], locations: firstOf(index?.quarantine ?? []) },
    ...(index?.beyond && { refusedTables: index.beyond }),
    ...(tablesHeld && { tablesHeld }),
    warnings: tablesHeldWarnings(tablesHeld),
    timeline: Object.fromEntries(Object.entries(timeline).filter(([, time]) => time !== null)),
    totals: loadTotals(tables),
    tables,
    ...(!run.dryRun && { cost: loadCost(tables, work, collected ? listed : null) }),
  };
};

const collectedOf = ({ report, batch }: Collected): LoadReport['collected'] => ({
  counts: (report?.counts ?? {}) as Record<string, number>,
  examples: (report?.examples ?? {}) as Record<string, string[]>,
  left: report?.left ?? { objects: 0, sizeBytes: 0, oldest: null },
  batchId: batch?.batchId ?? null,
  objects: batch?.objects ?? 0,
  sizeBytes: batch?.sizeBytes ?? 0,
  resumed: batch?.resumed ?? false,
});

/** A dry run is no run to an operator. */
const emitRun = (run: LoadRun, { totals, badRows, collected, startedAt }: LoadReport, now: string): void =>
  emitMetrics(
    { Pipeline: pipelineOfExecution(run.executionArn) },
    {
      RowsApplied: totals.rows.applied,
      RowsBad: badRows.rows + totals.rows.refused + totals.rows.setAside,
      ObjectsWaiting: collected?.left.objects ?? 0,
      TablesCommitted: totals.applied,
      TablesFailed: totals.failed + totals.unaccounted,
      RunSeconds: Math.max(0, (Date.parse(now) - Date.parse(startedAt)) / 1000),
    },
  );

export const handler = defineHandler(finishLoadInputSchema, (input) => finishLoad(input, { objects: objects() }));
