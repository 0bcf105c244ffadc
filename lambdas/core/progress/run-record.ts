import { z } from 'zod';
import { batchSchema } from './checkpoint';
import type { StoredDocument } from './stored-document';

/** How a table's execution ended: one object for each table and run. */
export const recordSchema = z.discriminatedUnion('status', [
  z.object({
    formatVersion: z.literal(1),
    status: z.literal('committed'),
    table: z.string(),
    destination: z.object({ schema: z.string(), name: z.string() }),
    why: z.string(),
    batch: batchSchema,
    statementId: z.string(),
    redshiftQueryId: z.number().optional(),
    /** Seconds that Redshift took, where the Data API told. */
    statementSeconds: z.number().optional(),
    polls: z.number(),
    attempts: z.number(),
    startedAt: z.string(),
    endedAt: z.string(),
  }),
  z.object({
    formatVersion: z.literal(1),
    status: z.literal('failed'),
    table: z.string(),
    error: z.string(),
    cause: z.string(),
    attempts: z.number(),
    startedAt: z.string(),
    endedAt: z.string(),
  }),
]);
export type RunRecord = z.infer<typeof recordSchema>;

export const recordDocument: StoredDocument<RunRecord> = {
  kind: 'table record',
  formatVersion: 1,
  schema: recordSchema,
};
