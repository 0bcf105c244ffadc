import { z } from 'zod';
import { runCostSchema } from '../report/cost-line';
import { batchFilesSchema, batchSchema, readKindSchema } from './checkpoint';
import { schemaChangeSchema, timelineSchema } from './run-record';
import type { StoredDocument } from './stored-document';

const reportedBatch = batchSchema
  .pick({ batchId: true, kind: true, rows: true, files: true, sizeBytes: true, quarantined: true })
  .extend({
    low: z.string().nullable().optional(),
    high: z.string().nullable().optional(),
    deletes: batchFilesSchema.pick({ rows: true, files: true, sizeBytes: true }).optional(),
  });
export type ReportedBatch = z.infer<typeof reportedBatch>;

const tableReport = z.object({
  table: z.string(),
  status: z.enum(['committed', 'failed', 'unaccounted', 'planned']),
  mode: z.enum(['full', 'incremental']).optional(),
  kind: readKindSchema.optional(),
  whyMode: z.string().optional(),
  method: z.string().optional(),
  /** Why the method was chosen. */
  why: z.string().optional(),
  group: z.string().optional(),
  /** All that was committed of the table; rows, bytes, files and quarantined rows are their sums. */
  batches: z.array(reportedBatch),
  rows: z.number().optional(),
  quarantined: z.number().optional(),
  files: z.number().optional(),
  sizeBytes: z.number().optional(),
  statementId: z.string().optional(),
  redshiftQueryId: z.number().optional(),
  /** Seconds that Redshift took. */
  statementSeconds: z.number().optional(),
  polls: z.number().optional(),
  attempts: z.number().optional(),
  watermark: z.object({ column: z.string(), from: z.string().nullable(), to: z.string().nullable() }).optional(),
  schemaChanges: z.array(schemaChangeSchema),
  /** NULLs and duplicates in the primary key. */
  keys: z.object({ nulls: z.number(), duplicates: z.number() }).optional(),
  deletes: z.object({ gone: z.number(), last: z.number() }).optional(),
  /** `database.table` in the Glue Data Catalog, where it is registered. */
  glueTable: z.string().optional(),
  /** Why the Glue Data Catalog still shows what was committed before. */
  unregistered: z.object({ error: z.string(), cause: z.string() }).optional(),
  warnings: z.array(z.string()),
  /** The statements that were sent; of a dry run those that would be. */
  sqls: z.array(z.string()),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  timeline: timelineSchema,
  error: z.string().optional(),
  cause: z.string().optional(),
});
export type TableReport = z.infer<typeof tableReport>;

export const reportSchema = z.object({
  formatVersion: z.literal(2),
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
  /** Estimated; a dry run and a report of an earlier release have none. */
  cost: runCostSchema.optional(),
});
export type Report = z.infer<typeof reportSchema>;

/** What there is to tell of a table of which nothing is known. */
export const emptyStory = (): Pick<TableReport, 'batches' | 'schemaChanges' | 'warnings' | 'sqls' | 'timeline'> => ({
  batches: [],
  schemaChanges: [],
  warnings: [],
  sqls: [],
  timeline: {},
});

/** Version 1 knew snapshots alone, one batch a table. */
const tableFromVersion1 = ({ batchId, ...table }: Record<string, unknown>): Record<string, unknown> => {
  const { rows, files, sizeBytes, quarantined, endedAt } = table;
  return {
    ...emptyStory(),
    ...table,
    ...(table.status === 'committed' && {
      mode: 'full',
      kind: 'snapshot',
      batches: [{ batchId, kind: 'snapshot', rows, files, sizeBytes, quarantined }],
      timeline: { committedAt: endedAt },
    }),
  };
};

export const reportDocument: StoredDocument<Report> = {
  kind: 'report',
  formatVersion: 2,
  schema: reportSchema,
  migrations: {
    1: (document) => ({
      ...document,
      ...(Array.isArray(document.tables) && { tables: document.tables.map(tableFromVersion1) }),
    }),
  },
};

export const totalsOf = (tables: readonly TableReport[]): Report['totals'] => {
  const count = (status: TableReport['status']) => tables.filter((table) => table.status === status).length;
  const sum = (of: 'rows' | 'quarantined' | 'sizeBytes') =>
    tables.reduce((total, table) => total + (table[of] ?? 0), 0);
  return {
    planned: tables.length,
    committed: count('committed'),
    failed: count('failed'),
    unaccounted: count('unaccounted'),
    rows: sum('rows'),
    quarantined: sum('quarantined'),
    sizeBytes: sum('sizeBytes'),
  };
};
