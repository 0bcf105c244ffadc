import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';
import { toldChangeSchema } from './told-change';

const count = z.number().int().nonnegative();
const nameSchema = z.object({ schema: z.string(), name: z.string() });
export const locationSchema = z.object({ bucket: z.string(), key: z.string() });

/** The same as BatchCounts of core/load/batch-counts.ts; a test holds them together. */
export const batchCountsSchema = z.object({
  staged: count,
  gone: count.exactOptional(),
  skipped: count,
  refused: count,
  ignored: count,
  superseded: count,
  stale: count,
  truncates: count,
  filled: count,
  upserts: count,
  deletes: count,
  updated: count.exactOptional(),
  deleted: count.exactOptional(),
});

/** The same as Conflict of core/load/evolution-plan.ts. */
export const conflictSchema = z.object({
  column: z.string(),
  targetType: z.string(),
  dataType: z.string(),
  to: z.string().exactOptional(),
});

/** Permanent tables of the database when one was to be made or had been, and how many the warehouse can hold. */
export const tablesHeldSchema = z.object({ tables: count, quota: count });
export type TablesHeld = z.infer<typeof tablesHeldSchema>;

export const writeModeSchema = z.enum(['append', 'merge', 'replace', 'scd2']);

/** A batch that is in the target. */
export const loadBatchSchema = z.object({
  batchId: z.string(),
  /** Decimal text: it may pass 2^53. */
  batchSeq: z.string(),
  /** Where it is not the table's: the base of an extract pipeline replaces what is there. */
  writeMode: writeModeSchema.exactOptional(),
  counts: batchCountsSchema,
  /** `rows`: read for the table, `bad` of them went to the quarantine when they were shaped, the others into `parts`. */
  read: z.object({ rows: count, bad: count, parts: count, sizeBytes: count }),
  /** What was done to the target before. */
  changes: z.array(toldChangeSchema),
  /** Columns with values that do not fit. */
  conflicts: z.array(conflictSchema),
  /** Shaped rows that COPY could not load, and that were left out therefore. */
  setAside: count,
  /** Prefix of the rows that were refused in SQL. */
  quarantine: locationSchema.exactOptional(),
  /** Prefix of the rows that were set aside. */
  setAsideAt: locationSchema.exactOptional(),
  attempts: count,
  /** Empty where the record stands for a batch whose step failed after its commit. */
  statementId: z.string(),
  redshiftQueryId: z.number().exactOptional(),
  /** Seconds that Redshift took, where the Data API told. */
  statementSeconds: z.number().exactOptional(),
  polls: count.exactOptional(),
  /** What was sent to Redshift, changes included. */
  sqls: z.array(z.string()),
  /** The batch's turn began. ISO 8601, as the others. */
  startedAt: z.string(),
  /** The transaction was submitted. */
  statementAt: z.string().exactOptional(),
  appliedAt: z.string(),
});
export type LoadBatch = z.infer<typeof loadBatchSchema>;

/** When the batch that a table stopped at reached each step, as far as it came. ISO 8601. */
export const loadTimelineSchema = z.object({
  preparedAt: z.string().exactOptional(),
  /** The changes of the target were made. */
  evolvedAt: z.string().exactOptional(),
  statementAt: z.string().exactOptional(),
});
export type LoadTimeline = z.infer<typeof loadTimelineSchema>;

const story = {
  formatVersion: z.literal(1),
  /** The name in the source. */
  source: nameSchema,
  target: nameSchema,
  warnings: z.array(z.string()),
  tablesHeld: tablesHeldSchema.exactOptional(),
  /** What is in the target now, oldest first. */
  batches: z.array(loadBatchSchema),
  startedAt: z.string(),
  endedAt: z.string(),
  timeline: loadTimelineSchema,
};

/** How a table's execution ended: one object for each table and run. */
export const loadRecordSchema = z.discriminatedUnion('status', [
  z.object({
    ...story,
    status: z.literal('applied'),
    writeMode: writeModeSchema,
    key: z.array(z.string()),
    /** Why the mode was chosen. */
    why: z.string(),
  }),
  z.object({
    ...story,
    status: z.literal('failed'),
    writeMode: writeModeSchema.exactOptional(),
    key: z.array(z.string()).exactOptional(),
    why: z.string().exactOptional(),
    error: z.string(),
    cause: z.string(),
    /** Of the batch that the table stopped at. */
    failedBatch: z.string().exactOptional(),
    attempts: count.exactOptional(),
    statementId: z.string().exactOptional(),
    redshiftQueryId: z.number().exactOptional(),
    sqls: z.array(z.string()),
  }),
]);
export type LoadRecord = z.infer<typeof loadRecordSchema>;

export const loadRecordDocument: StoredDocument<LoadRecord> = {
  kind: 'record of a loaded table',
  formatVersion: 1,
  schema: loadRecordSchema,
};
