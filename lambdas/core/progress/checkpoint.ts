import { z } from 'zod';
import type { StoredDocument } from './stored-document';

const count = z.number().int().nonnegative();
const location = z.object({ bucket: z.string(), key: z.string() });
const name = z.object({ schema: z.string(), name: z.string() });

/** Files that belong together, and where their manifest is. */
export const batchFilesSchema = z.object({
  manifest: location,
  rows: count,
  files: count,
  sizeBytes: count,
});
export type BatchFiles = z.infer<typeof batchFilesSchema>;

/** What a table was read for in a run: all of it, all up to a known watermark, what is new, or a stretch again. */
export const readKindSchema = z.enum(['snapshot', 'load', 'window', 'backfill']);

/** One committed batch. */
export const batchSchema = batchFilesSchema.extend({
  batchId: z.string(),
  runId: z.string(),
  method: z.enum(['unload', 'page']),
  /** `tail`: rows that may still get company, and those without a replication key; read anew each time. */
  kind: z.enum([...readKindSchema.options, 'tail']),
  schemaVersion: z.string(),
  quarantined: count,
  committedAt: z.string(),
  /** Key as the database's own text, inclusive. Null: from the beginning. */
  low: z.string().nullable().optional(),
  /** Exclusive; of a tail and of a backfill inclusive. Null: no row had a key. */
  high: z.string().nullable().optional(),
  /** Primary keys that are gone since the batch before. */
  deletes: batchFilesSchema.optional(),
});
export type Batch = z.infer<typeof batchSchema>;

/** What the watermark and the key set hold for. When any of it changes, they hold no longer. */
export const fingerprintSchema = z.object({
  replicationKey: z.string(),
  replicationKeyType: z.string(),
  where: z.string().nullable(),
  /** Digest of the options include, exclude, hash and drop. */
  columns: z.string(),
  primaryKey: z.array(z.string()),
});
export type Fingerprint = z.infer<typeof fingerprintSchema>;

const watermarkSchema = z.object({
  column: z.string(),
  type: z.string(),
  /** The highest key read; null where no row had one. */
  value: z.string().nullable(),
  /** Rows with a lower key are settled: no later run reads them again. */
  settled: z.string().nullable(),
});

const keySetSchema = batchFilesSchema.extend({
  batchId: z.string(),
  /** What the keys are of, see key-set-identity.ts. */
  identity: z.string().optional(),
});
export type StoredKeySet = z.infer<typeof keySetSchema>;
const schemaReferenceSchema = z.object({ version: z.string(), bucket: z.string(), key: z.string() });

/** A load or a window in chunks that is under way: its batches become visible together, with the last one. */
export const loadingSchema = z.object({
  kind: z.enum(['load', 'window']),
  fingerprint: fingerprintSchema,
  schemaVersion: z.string(),
  startedAt: z.string(),
  /** Rows with a lower key are read; the next chunk begins here. */
  settled: z.string().nullable(),
  /** The highest key there was. */
  high: z.string().nullable().optional(),
  /** Oldest first. */
  batches: z.array(batchSchema),
  keySet: keySetSchema.optional(),
});
export type Loading = z.infer<typeof loadingSchema>;

/**
 * Batches that are no longer live. `snapshot`: all that was live before a load; `tail`: rows that were read anew;
 * `keys`: a key set alone; `unseen`: chunks of a load that was given up.
 */
export const supersededSchema = z.object({
  what: z.enum(['snapshot', 'tail', 'keys', 'unseen']),
  at: z.string(),
  batchIds: z.array(z.string()),
});
export type Superseded = z.infer<typeof supersededSchema>;

/**
 * `current.json`: what a reader of the table may see. It is replaced by one conditional write, which is the commit.
 */
export const checkpointSchema = z.object({
  formatVersion: z.literal(2),
  /** The last batch that was committed, even if it had no rows and left no trace below. */
  committedBy: z.string(),
  committedAt: z.string(),
  table: name,
  destination: name,
  mode: z.enum(['full', 'incremental']),
  primaryKey: z.array(z.string()),
  /** The newest one. */
  schema: schemaReferenceSchema,
  /** Live, oldest first: to be applied in this order. A snapshot or a load replaces all by its own. */
  batches: z.array(batchSchema),
  /** Live as well: the rows that the next run reads anew. */
  tail: batchSchema.optional(),
  /** All primary keys as of the last commit. */
  keySet: keySetSchema.optional(),
  watermark: watermarkSchema.optional(),
  fingerprint: fingerprintSchema.optional(),
  /** Columns that were dropped or left out since the oldest live batch's load, so that batches differ about them. */
  unlikeColumns: z.array(z.string()).optional(),
  /** When the oldest live batch's load was committed. */
  fullAt: z.string().optional(),
  loading: loadingSchema.optional(),
  /** No longer live, kept for a while for readers who are at it. Oldest first. */
  superseded: z.array(supersededSchema),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** What a reader of the table reads, in the order in which it is to be applied. */
export const liveBatches = ({ batches, tail }: Pick<Checkpoint, 'batches' | 'tail'>): Batch[] => [
  ...batches,
  ...(tail ? [tail] : []),
];

/** A batch as it was written before there was anything but snapshots. */
export const migrateBatch = (batch: unknown): unknown => ({ ...(batch as object), kind: 'snapshot' });

export const checkpointDocument: StoredDocument<Checkpoint> = {
  kind: 'checkpoint (current.json)',
  formatVersion: 2,
  schema: checkpointSchema,
  migrations: {
    1: (document) => {
      const batches = Array.isArray(document.batches) ? document.batches.map(migrateBatch) : [];
      const last = batches.at(-1) as { batchId?: string; committedAt?: string } | undefined;
      return {
        ...document,
        primaryKey: [],
        batches,
        committedBy: last?.batchId ?? '',
        committedAt: last?.committedAt ?? '',
        superseded: [],
      };
    },
  },
};

/** `groups/<group>/current.json`: what a reader may see of all tables of a group, as of one transaction. */
export const groupSchema = z.object({
  formatVersion: z.literal(1),
  group: z.string(),
  committedBy: z.string(),
  committedAt: z.string(),
  tables: z.array(checkpointSchema),
});
export type GroupCheckpoint = z.infer<typeof groupSchema>;

export const groupDocument: StoredDocument<GroupCheckpoint> = {
  kind: 'group checkpoint (current.json)',
  formatVersion: 1,
  schema: groupSchema,
};
