import { z } from 'zod';
import type { Objects } from '../clients/objects';
import { DocumentInvalid } from '../core/errors';
import { fingerprintSchema } from '../core/progress/checkpoint';
import { schemaChangeSchema } from '../core/progress/run-record';
import { methodSchema, type TablePlan, unitTableSchema } from './contract';

/**
 * What one attempt to read a unit is: decided once when it is planned, and kept in S3 for the steps behind the
 * statement, so that none of them decides again and the state stays small.
 */
const tableReadSchema = z.object({
  /** With the columns that are read, which the drift policy may have narrowed. */
  unit: unitTableSchema,
  kind: z.enum(['snapshot', 'load', 'window', 'backfill']),
  whyKind: z.string(),
  changes: z.array(schemaChangeSchema),
  low: z.string().nullable(),
  /** The highest key that was read before. */
  reached: z.string().nullable(),
  replaces: z.boolean(),
  resumes: z.boolean(),
  fingerprint: fingerprintSchema.optional(),
  /** Rows of the last key set; absent where there is none. */
  lastKeys: z.number().optional(),
  keySetIdentity: z.string().exactOptional(),
  unlikeColumns: z.array(z.string()).exactOptional(),
  /** Which statement of the batch (from 1) tells or does what. */
  statements: z.object({
    /** One value: the number of rows. */
    count: z.number().optional(),
    /** A row of numbers, see sql/bounds.ts. */
    bounds: z.object({ index: z.number(), row: z.number() }).optional(),
    data: z.number(),
    tail: z.number().optional(),
    gone: z.number().optional(),
    keys: z.number().optional(),
    keyCounts: z.number().optional(),
    keyCheck: z.number().optional(),
  }),
});
export type TableRead = z.infer<typeof tableReadSchema>;

export const readPlanSchema = z.object({
  label: z.string(),
  group: z.string().optional(),
  batchId: z.string(),
  attempt: z.number(),
  method: z.union([methodSchema, z.literal('count')]),
  /** ETag of current.json as planned; null where there is none. The commit is conditional on it. */
  currentEtag: z.string().nullable(),
  plannedAt: z.string(),
  sqls: z.array(z.string()),
  reads: z.array(tableReadSchema).min(1),
});
export type ReadPlan = z.infer<typeof readPlanSchema>;

/** @throws DocumentInvalid */
export const loadReadPlan = async (plan: Pick<TablePlan, 'readAt'>, store: Objects): Promise<ReadPlan> => {
  const read = await store.readPlain(readPlanSchema, plan.readAt);
  if (!read) throw new DocumentInvalid(`${plan.readAt.bucket}/${plan.readAt.key} is gone: start the pipeline again`);
  return read;
};
