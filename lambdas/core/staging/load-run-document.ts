import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';

/** `run.json` of a load pipeline: what a run was started with. */
export const loadRunDocumentSchema = z.object({
  formatVersion: z.literal(1),
  runId: z.string(),
  executionArn: z.string(),
  startedAt: z.string(),
  /** The pipeline's config as deployed. */
  config: z.unknown(),
  input: z.object({
    tables: z.array(z.string()).exactOptional(),
    dryRun: z.boolean(),
    reload: z.object({ from: z.string(), to: z.string() }).exactOptional(),
    retryFailedOf: z.string().exactOptional(),
  }),
});
export type LoadRunDocument = z.infer<typeof loadRunDocumentSchema>;

export const loadRunDocument: StoredDocument<LoadRunDocument> = {
  kind: 'run of a load pipeline',
  formatVersion: 1,
  schema: loadRunDocumentSchema,
};
