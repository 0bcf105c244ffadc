import { z } from 'zod';
import { statementSchema, targetSchema } from '../core/statement/statement';

/**
 * What travels between the steps of an extract pipeline. Reading downward follows the data.
 */

/** Values that exist only once the stack is deployed, baked into the definition beside the config. */
export const resourcesSchema = z.object({
  bucket: z.string(),
  /** Where plan.json and the Map's results go when `bucket` is in another region than the stack. */
  planBucket: z.string().optional(),
  /** Key of the bucket's default encryption, where it is not S3's own. */
  kmsKeyArn: z.string().optional(),
  /** The role that Redshift writes with: an ARN, a comma chain, or `default`. */
  unloadRole: z.string(),
});
export type Resources = z.infer<typeof resourcesSchema>;

/** The top execution, as `$states.context.Execution` tells it. */
export const executionSchema = z.object({
  arn: z.string(),
  startedAt: z.string(),
  redriveCount: z.number().int().nonnegative(),
});

/** What every step of a run knows. Small, for it travels in every state. */
export const runSchema = z.object({
  pipeline: z.string(),
  runId: z.string(),
  executionArn: z.string(),
  root: z.object({ bucket: z.string(), prefix: z.string() }),
  /** Where plan.json lies: `root`, unless the data go to another region. */
  planRoot: z.object({ bucket: z.string(), prefix: z.string() }),
  target: targetSchema,
  unload: z.object({
    iamRole: z.string(),
    maxFileSizeMb: z.number(),
    region: z.string().optional(),
    kmsKeyArn: z.string().optional(),
  }),
  statementTimeoutSeconds: z.number(),
  pollIntervalSeconds: z.number(),
  maxAttempts: z.number(),
  caseSensitiveIdentifiers: z.boolean(),
  dryRun: z.boolean(),
});
export type Run = z.infer<typeof runSchema>;

const nameSchema = z.object({ schema: z.string(), name: z.string() });

export const methodSchema = z.enum(['unload', 'page']);
export type Method = z.infer<typeof methodSchema>;

/** A table of the plan with everything that reading it takes. */
export const unitSchema = z.object({
  /** `schema.table` as people write it; unique in the run. */
  table: z.string(),
  source: nameSchema,
  destination: nameSchema,
  kind: z.enum(['table', 'view', 'late-binding view']),
  columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
  primaryKey: z.array(z.string()),
  where: z.string().optional(),
  limit: z.number().optional(),
  /** `count`: too little is known, a cheap count decides. */
  method: z.enum(['unload', 'page', 'count']),
  /** Whether another method may be taken when this one meets a limit. */
  methodIsAuto: z.boolean(),
  /** Why this method, for the report. */
  why: z.string(),
  verify: z.enum(['snapshot', 'manifest']),
  /** Why the table cannot be read. It fails as a table of its own, and the others go on. */
  refusal: z.object({ error: z.string(), cause: z.string() }).optional(),
});
export type Unit = z.infer<typeof unitSchema>;

/** An item of plan.json: the unit, or where it is kept when it is too large for the state. */
export const planItemSchema = z.union([
  z.object({ table: z.string(), unit: unitSchema }),
  z.object({ table: z.string(), unitAt: z.object({ bucket: z.string(), key: z.string() }) }),
]);
export type PlanItem = z.infer<typeof planItemSchema>;

/** What PlanTable tells the rest of a table's execution. */
export const tablePlanSchema = z.object({
  table: z.string(),
  method: z.enum(['unload', 'page', 'count']),
  batchId: z.string(),
  attempt: z.number(),
  /** ETag of current.json as planned; null where there is none. The commit is conditional on it. */
  currentEtag: z.string().nullable(),
  statement: statementSchema,
  /** Which statement of the batch (from 1) gives the count and the rows. */
  countIndex: z.number(),
  dataIndex: z.number(),
  /** Whether the table may be unloaded instead when paging meets a limit. */
  mayUnload: z.boolean(),
});
export type TablePlan = z.infer<typeof tablePlanSchema>;

/** One part that CopyPages has written. */
export const copiedPartSchema = z.object({
  key: z.string(),
  rows: z.number(),
  sizeBytes: z.number(),
  quarantined: z.number(),
});
export type CopiedPart = z.infer<typeof copiedPartSchema>;

/** A batch whose rows are proved complete. */
export const verifiedBatchSchema = z.object({
  manifest: z.object({ bucket: z.string(), key: z.string() }),
  rows: z.number(),
  sizeBytes: z.number(),
  files: z.number(),
  quarantined: z.number(),
});
export type VerifiedBatch = z.infer<typeof verifiedBatchSchema>;

/** What RunStatement leaves behind. */
export const finishedStatementSchema = z.object({
  statementId: z.string(),
  redshiftQueryId: z.number().optional(),
  durationSeconds: z.number().optional(),
  polls: z.number(),
});
export type FinishedStatement = z.infer<typeof finishedStatementSchema>;
