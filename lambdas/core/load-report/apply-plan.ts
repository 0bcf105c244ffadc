import { z } from 'zod';
import type { ApplyRequest } from '../sql/load/apply-request';
import { stagedPartSchema } from '../staging/group-stage';
import { conflictSchema, locationSchema, tablesHeldSchema, writeModeSchema } from './load-record';
import { toldChangeSchema } from './told-change';

const count = z.number().int().nonnegative();
const nameSchema = z.object({ schema: z.string(), name: z.string() });

/**
 * `applies/<unit>/<step>-<attempt>.json`: what one attempt at a step does, so that the steps behind its statement decide
 * nothing again. It lives no longer than its run.
 */
export const applyPlanSchema = z.object({
  do: z.enum(['evolve', 'apply']),
  source: nameSchema,
  target: nameSchema,
  batchId: z.string(),
  batchSeq: z.string(),
  attempt: z.number().int().positive(),
  writeMode: writeModeSchema,
  key: z.array(z.string()),
  /** Why the mode was chosen. */
  why: z.string(),
  /** What the statements are for, in order; of an evolution none. */
  roles: z.array(z.string()),
  /** Of this attempt. */
  sqls: z.array(z.string()),
  /** Of an evolution: what each statement changes, as core/load/evolution-plan.ts has it. */
  changes: z.array(z.looseObject({ kind: z.string() })),
  /** What earlier attempts at the step have changed, and by which SQL. */
  told: z.array(toldChangeSchema),
  evolveSqls: z.array(z.string()),
  /** Columns that could not be widened. */
  unwidenable: z.array(z.string()),
  conflicts: z.array(conflictSchema),
  /** What does not stop the table, and somebody should know. */
  warnings: z.array(z.string()),
  tablesHeld: tablesHeldSchema.exactOptional(),
  /** Rows that COPY has to find. */
  rows: count,
  /** What was read for the table in the batch. */
  read: z.object({ rows: count, bad: count, parts: count, sizeBytes: count }),
  /** What the transaction was rendered from; absent of an evolution. */
  request: (z.looseObject({}) as unknown as z.ZodType<ApplyRequest>).optional(),
  /** Files of changes, to look for rows that COPY cannot load; of an extract none. */
  parts: z.array(stagedPartSchema),
  /** Rows set aside before, and where they are. */
  setAside: count,
  setAsideAt: locationSchema.exactOptional(),
  /** The prefix of rows that the transaction refuses. */
  quarantine: locationSchema,
  /** The turn of the step began. ISO 8601. */
  startedAt: z.string(),
});
export type ApplyPlan = z.infer<typeof applyPlanSchema>;
