import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';

const name = z.object({ schema: z.string(), name: z.string() });

/**
 * An object that was taken. `unread`: it was gone or another when it was to be read, so that any version is new;
 * `quarantined`: it could not be read as what it should be, so that another version is taken whatever the policy.
 */
export const seenSchema = z.object({
  key: z.string(),
  etag: z.string(),
  /** When S3 says that it was written. */
  at: z.string(),
  outcome: z.enum(['unread', 'quarantined']).optional(),
});
export type SeenObject = z.infer<typeof seenSchema>;

/** The objects that were taken together and are not settled. */
export const pendingSchema = z.object({
  batchId: z.string(),
  batchSeq: z.number().int().positive(),
  runId: z.string(),
  /** Where the list of its objects is. */
  document: z.object({ bucket: z.string(), key: z.string() }),
  objects: z.number().int().positive(),
  sizeBytes: z.number().int().nonnegative(),
});

/** A batch that is settled but for this table. */
export const owedSchema = z.object({
  table: name,
  batchId: z.string(),
  batchSeq: z.number().int().positive(),
  /** The folder that it is staged in. */
  staged: z.object({ bucket: z.string(), prefix: z.string() }),
  /** The run in which it was to be applied last, and why it was not. */
  runId: z.string(),
  reason: z.string(),
});
export type OwedBatch = z.infer<typeof owedSchema>;

/**
 * `collect/state.json`: which objects were taken. It is replaced by conditional writes: one takes a batch, before any of
 * it is loaded; one settles it, when every table has it or owes it.
 *
 * An object is taken for good where it is in `seen`, or where its key is at or below `marker` and it is older than
 * `horizon`. What is taken for good by the latter is not in `seen` any more.
 */
export const collectStateSchema = z.object({
  formatVersion: z.literal(1),
  source: z.object({ bucket: z.string(), prefix: z.string() }),
  /** Of the newest batch; 0 before the first. */
  lastSeq: z.number().int().nonnegative(),
  marker: z.string().nullable(),
  horizon: z.string().nullable(),
  /** Sorted by key. */
  seen: z.array(seenSchema),
  pending: pendingSchema.optional(),
  /** Oldest first for each table. */
  owed: z.array(owedSchema),
});
export type CollectState = z.infer<typeof collectStateSchema>;

export const collectStateDocument: StoredDocument<CollectState> = {
  kind: 'state of collected objects (collect/state.json)',
  formatVersion: 1,
  schema: collectStateSchema,
};

/** The state of a pipeline that has taken nothing yet. */
export const emptyCollectState = (source: { bucket: string; prefix: string }): CollectState => ({
  formatVersion: 1,
  source: { bucket: source.bucket, prefix: source.prefix },
  lastSeq: 0,
  marker: null,
  horizon: null,
  seen: [],
  owed: [],
});
