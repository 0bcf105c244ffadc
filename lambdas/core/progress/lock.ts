import { z } from 'zod';
import type { StoredDocument } from './stored-document';

/** Which execution may commit to the pipeline's prefix. */
export const lockSchema = z.object({
  formatVersion: z.literal(1),
  executionArn: z.string(),
  redriveCount: z.number().int().nonnegative(),
  startedAt: z.string(),
});
export type Lock = z.infer<typeof lockSchema>;

export const lockDocument: StoredDocument<Lock> = { kind: 'lock', formatVersion: 1, schema: lockSchema };
