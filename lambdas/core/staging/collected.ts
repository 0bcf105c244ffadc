import { z } from 'zod';
import type { CollectReport, Decision } from '../collect/collect-options';
import type { StoredDocument } from '../progress/stored-document';

const count = z.number().int().nonnegative();
const byDecision = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value) as unknown as z.ZodType<{ [decision in Decision]?: z.output<T> }>;

/** `collected.json`: which objects a run found, took and left. */
export const collectedSchema = z.object({
  formatVersion: z.literal(1),
  runId: z.string(),
  /** The batch that the run works on; absent where there is nothing to take. */
  batch: z
    .object({
      batchId: z.string(),
      batchSeq: z.number().int().positive(),
      objects: count,
      sizeBytes: count,
      /** A run before this one took it and did not come to its end. */
      resumed: z.boolean(),
    })
    .exactOptional(),
  /** Absent where a batch was resumed: nothing was listed. */
  report: (
    z.object({
      counts: byDecision(count),
      examples: byDecision(z.array(z.string())),
      left: z.object({ objects: count, sizeBytes: count, oldest: z.string().nullable() }),
    }) as unknown as z.ZodType<CollectReport>
  ).exactOptional(),
});
export type Collected = z.infer<typeof collectedSchema>;

export const collectedDocument: StoredDocument<Collected> = {
  kind: 'report of collected objects',
  formatVersion: 1,
  schema: collectedSchema,
};
