import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';
import { runCostSchema } from '../report/cost-line';
import {
  conflictSchema,
  loadBatchSchema,
  loadTimelineSchema,
  locationSchema,
  tablesHeldSchema,
  writeModeSchema,
} from './load-record';
import { addRows, type RowCounts, rowCountsSchema } from './row-counts';

const tableReport = z.object({
  /** `schema.table` in the target. */
  table: z.string(),
  /** `schema.table` in the source. */
  source: z.string(),
  /** `waiting`: this run was not to load it, or ended before; `planned`: a dry run. */
  status: z.enum(['applied', 'failed', 'waiting', 'unaccounted', 'planned']),
  writeMode: writeModeSchema.optional(),
  key: z.array(z.string()).optional(),
  /** Why the mode was chosen. */
  why: z.string().optional(),
  /** What is in the target now, oldest first. Their statements stand in `sqls`. */
  batches: z.array(loadBatchSchema.omit({ sqls: true })),
  /** Planned batches that are not in the target. `rows`: that were shaped, where the plan tells. */
  left: z.array(z.object({ batchId: z.string(), rows: z.number().optional() })),
  /** Of the batches that are in the target. */
  rows: rowCountsSchema,
  conflicts: z.array(conflictSchema),
  warnings: z.array(z.string()),
  /** Of all batches, and of the one that it stopped at; of a dry run those that would be sent. */
  sqls: z.array(z.string()),
  statementSeconds: z.number().optional(),
  /** Of a failed batch. */
  failedBatch: z.string().optional(),
  attempts: z.number().optional(),
  statementId: z.string().optional(),
  redshiftQueryId: z.number().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  timeline: loadTimelineSchema,
  error: z.string().optional(),
  /** Of a waiting table, what it waits for. */
  cause: z.string().optional(),
});
export type LoadTableReport = z.infer<typeof tableReport>;

/** CollectReport of core/collect/collect-options.ts, and what was taken. */
const collectedSchema = z.object({
  counts: z.record(z.string(), z.number()),
  examples: z.record(z.string(), z.array(z.string())),
  left: z.object({ objects: z.number(), sizeBytes: z.number(), oldest: z.string().nullable() }),
  /** Null where nothing is new. */
  batchId: z.string().nullable(),
  objects: z.number(),
  sizeBytes: z.number(),
  /** An earlier run took the batch and did not settle it. */
  resumed: z.boolean(),
});

export const loadReportSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('load'),
  pipeline: z.string(),
  runId: z.string(),
  executionArn: z.string(),
  status: z.enum(['succeeded', 'failed', 'dry run']),
  startedAt: z.string(),
  endedAt: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Absent where the source is an extract pipeline, and where the run ended before. */
  collected: collectedSchema.optional(),
  /** Taken objects that were gone or another when they were to be read: a later run takes them. */
  unread: z.object({ count: z.number(), keys: z.array(z.string()) }),
  /** Objects that could not be read as what they should be. */
  quarantinedObjects: z.object({
    count: z.number(),
    objects: z.array(z.object({ key: z.string(), reason: z.string() })),
  }),
  /** Of all tables, and those that name none. */
  badRows: z.object({
    rows: z.number(),
    /** The most frequent first. */
    reasons: z.array(z.object({ reason: z.string(), rows: z.number() })),
    /** Prefixes or objects that hold them. */
    locations: z.array(locationSchema),
  }),
  /** New tables that were not made, since a run makes so many only: their rows are among the bad ones. */
  refusedTables: z
    .object({
      max: z.number(),
      count: z.number(),
      rows: z.number(),
      /** Those with most rows. */
      tables: z.array(z.object({ name: z.string(), rows: z.number() })),
    })
    .optional(),
  /** The most tables that the database had while the run made tables; absent where it made none. */
  tablesHeld: tablesHeldSchema.optional(),
  /** Of the run as a whole; those of a table stand with it. */
  warnings: z.array(z.string()).optional(),
  /** When the steps before the tables were done, as far as the run came. */
  timeline: z.object({
    collectedAt: z.string().optional(),
    scannedAt: z.string().optional(),
    stagedAt: z.string().optional(),
    plannedAt: z.string().optional(),
  }),
  totals: z.object({
    planned: z.number(),
    applied: z.number(),
    failed: z.number(),
    waiting: z.number(),
    unaccounted: z.number(),
    /** Batches of tables that were applied. */
    batches: z.number(),
    /** Staged, or of the extract pipeline. */
    sizeBytes: z.number(),
    rows: rowCountsSchema,
  }),
  tables: z.array(tableReport),
  /** Estimated; a dry run has none. */
  cost: runCostSchema.optional(),
});
export type LoadReport = z.infer<typeof loadReportSchema>;

export const loadReportDocument: StoredDocument<LoadReport> = {
  kind: 'report of a load',
  formatVersion: 1,
  schema: loadReportSchema,
};

/** Keys and reasons that a report names of each kind; the quarantine and the state have them all. */
export const MAX_NAMED = 20;

/** The first of many. @param all in the order in which they are to be named */
export const firstOf = <T>(all: readonly T[]): T[] => all.slice(0, MAX_NAMED);

/** @param tables of `accountLoads` */
export const loadTotals = (tables: readonly LoadTableReport[]): LoadReport['totals'] => {
  const count = (status: LoadTableReport['status']) => tables.filter((table) => table.status === status).length;
  const batches = tables.flatMap((table) => table.batches);
  return {
    planned: tables.length,
    applied: count('applied'),
    failed: count('failed'),
    waiting: count('waiting'),
    unaccounted: count('unaccounted'),
    batches: batches.length,
    sizeBytes: batches.reduce((sum, { read }) => sum + read.sizeBytes, 0),
    rows: addRows(tables.map(({ rows }): RowCounts => rows)),
  };
};
