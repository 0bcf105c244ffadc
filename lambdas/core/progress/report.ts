import { z } from 'zod';
import type { RunRecord } from './run-record';
import type { StoredDocument } from './stored-document';

const tableReport = z.object({
  table: z.string(),
  status: z.enum(['committed', 'failed', 'unaccounted', 'planned']),
  method: z.string().optional(),
  why: z.string().optional(),
  rows: z.number().optional(),
  quarantined: z.number().optional(),
  files: z.number().optional(),
  sizeBytes: z.number().optional(),
  batchId: z.string().optional(),
  statementId: z.string().optional(),
  redshiftQueryId: z.number().optional(),
  statementSeconds: z.number().optional(),
  polls: z.number().optional(),
  attempts: z.number().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Dry run: the statements that would run. */
  sqls: z.array(z.string()).optional(),
});
export type TableReport = z.infer<typeof tableReport>;

export const reportSchema = z.object({
  formatVersion: z.literal(1),
  pipeline: z.string(),
  runId: z.string(),
  executionArn: z.string(),
  status: z.enum(['succeeded', 'failed', 'dry run']),
  startedAt: z.string(),
  endedAt: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
  totals: z.object({
    planned: z.number(),
    committed: z.number(),
    failed: z.number(),
    unaccounted: z.number(),
    rows: z.number(),
    quarantined: z.number(),
    sizeBytes: z.number(),
  }),
  tables: z.array(tableReport),
});
export type Report = z.infer<typeof reportSchema>;

export const reportDocument: StoredDocument<Report> = { kind: 'report', formatVersion: 1, schema: reportSchema };

/**
 * Compares the plan with the records. A planned table that has neither a commit nor a failure is unaccounted, with the
 * reason where the distributed Map knows one.
 */
export const accountTables = (
  planned: readonly string[],
  records: readonly RunRecord[],
  mapFailures: ReadonlyMap<string, { error: string; cause: string }>,
): TableReport[] => {
  const byTable = new Map(records.map((record) => [record.table, record]));
  return planned.map((table): TableReport => {
    const record = byTable.get(table);
    if (record?.status === 'committed') return committedReport(record);
    if (record?.status === 'failed') {
      const { error, cause, attempts, startedAt, endedAt } = record;
      return { table, status: 'failed', error, cause, attempts, startedAt, endedAt };
    }
    const reason = mapFailures.get(table);
    return {
      table,
      status: 'unaccounted',
      error: 'TableUnaccounted',
      cause: reason
        ? `its execution ended without a record: ${reason.error}: ${reason.cause}`
        : 'neither a commit nor a failure was recorded; re-run it with `retryFailedOf`',
    };
  });
};

const committedReport = (record: RunRecord & { status: 'committed' }): TableReport => ({
  table: record.table,
  status: 'committed',
  method: record.batch.method,
  why: record.why,
  rows: record.batch.rows,
  quarantined: record.batch.quarantined,
  files: record.batch.files,
  sizeBytes: record.batch.sizeBytes,
  batchId: record.batch.batchId,
  statementId: record.statementId,
  ...(record.redshiftQueryId === undefined ? {} : { redshiftQueryId: record.redshiftQueryId }),
  ...(record.statementSeconds === undefined ? {} : { statementSeconds: record.statementSeconds }),
  polls: record.polls,
  attempts: record.attempts,
  startedAt: record.startedAt,
  endedAt: record.endedAt,
});

export const totalsOf = (tables: readonly TableReport[]): Report['totals'] => ({
  planned: tables.length,
  committed: tables.filter((table) => table.status === 'committed').length,
  failed: tables.filter((table) => table.status === 'failed').length,
  unaccounted: tables.filter((table) => table.status === 'unaccounted').length,
  rows: tables.reduce((sum, table) => sum + (table.rows ?? 0), 0),
  quarantined: tables.reduce((sum, table) => sum + (table.quarantined ?? 0), 0),
  sizeBytes: tables.reduce((sum, table) => sum + (table.sizeBytes ?? 0), 0),
});

/** A Fail state's cause holds this much: https://docs.aws.amazon.com/step-functions/latest/apireference/API_FailExecution.html */
export const MAX_CAUSE = 32_768;

/**
 * The error that the run ends with, or undefined when every table was committed. The first lines are what people see in
 * the console, so that they name the tables and the way to run them again.
 */
export const runFailure = (
  runId: string,
  tables: readonly TableReport[],
): { error: string; cause: string } | undefined => {
  const failed = tables.filter((table) => table.status === 'failed' || table.status === 'unaccounted');
  if (failed.length === 0) return undefined;
  const unaccounted = failed.every((table) => table.status === 'unaccounted');
  const lines = failed.map((table) => `${table.table}: ${table.error}: ${(table.cause ?? '').slice(0, 500)}`);
  const head =
    `${failed.length} of ${tables.length} tables failed; the others are committed. ` +
    `Run again with {"retryFailedOf": "${runId}"}.`;
  return {
    error: unaccounted ? 'TableUnaccounted' : 'TablesFailed',
    cause: [head, ...lines].join('\n').slice(0, MAX_CAUSE),
  };
};
