import { z } from 'zod';
import type { StoredDocument } from './stored-document';

const location = z.object({ bucket: z.string(), key: z.string() });

/** One committed batch. */
export const batchSchema = z.object({
  batchId: z.string(),
  runId: z.string(),
  method: z.enum(['unload', 'page']),
  manifest: location,
  schemaVersion: z.string(),
  rows: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  sizeBytes: z.number().int().nonnegative(),
  quarantined: z.number().int().nonnegative(),
  committedAt: z.string(),
});
export type Batch = z.infer<typeof batchSchema>;

/**
 * `current.json`: what a reader of the table may see. It is replaced by one conditional write, which is the commit.
 */
export const checkpointSchema = z.object({
  formatVersion: z.literal(1),
  table: z.object({ schema: z.string(), name: z.string() }),
  destination: z.object({ schema: z.string(), name: z.string() }),
  mode: z.enum(['full']),
  schema: z.object({ version: z.string(), bucket: z.string(), key: z.string() }),
  /** Oldest first. A full read replaces all batches by its own. */
  batches: z.array(batchSchema),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

export const checkpointDocument: StoredDocument<Checkpoint> = {
  kind: 'checkpoint (current.json)',
  formatVersion: 1,
  schema: checkpointSchema,
};
