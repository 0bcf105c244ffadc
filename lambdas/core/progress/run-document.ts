import { z } from 'zod';
import type { StoredDocument } from './stored-document';

/** `run.json`: what a run was started with, so that later steps need not carry it. */
export const runDocumentSchema = z.object({
  formatVersion: z.literal(1),
  runId: z.string(),
  executionArn: z.string(),
  startedAt: z.string(),
  /** The pipeline's config as deployed. */
  config: z.unknown(),
  input: z.object({
    tables: z.array(z.string()).optional(),
    dryRun: z.boolean(),
    retryFailedOf: z.string().optional(),
    fullRefresh: z.union([z.literal(true), z.array(z.string())]).optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
});
export type RunDocument = z.infer<typeof runDocumentSchema>;

export const runDocument: StoredDocument<RunDocument> = { kind: 'run', formatVersion: 1, schema: runDocumentSchema };
