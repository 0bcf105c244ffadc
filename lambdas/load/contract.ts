import { z } from 'zod';
import { batchObjectSchema } from '../core/collect/object-batch';
import { batchFilesSchema } from '../core/progress/checkpoint';
import { statementSchema, targetSchema } from '../core/statement/statement';

/**
 * What travels between the steps of a load pipeline. Reading downward follows the data.
 */

/** Values that exist only once the stack is deployed, baked into the definition beside the config. */
export const resourcesSchema = z.object({
  /** The pipeline's own bucket. */
  bucket: z.string(),
  /** Where the source's objects lie, or the extract pipeline's. */
  sourceBucket: z.string(),
  /** The role that Redshift reads and writes with: an ARN, a comma chain, or `default`. */
  copyRole: z.string(),
});
export type Resources = z.infer<typeof resourcesSchema>;

const rootSchema = z.object({ bucket: z.string(), prefix: z.string() });
const locationSchema = z.object({ bucket: z.string(), key: z.string() });
const nameSchema = z.object({ schema: z.string(), name: z.string() });

const keepSchema = z.union([z.object({ count: z.number() }), z.object({ seconds: z.number() })]);

/** What every step of a run knows. Small, for it travels in every state; the config is in run.json. */
export const loadRunSchema = z.object({
  pipeline: z.string(),
  runId: z.string(),
  executionArn: z.string(),
  root: rootSchema,
  /** Bucket and prefix of the source's objects; of an extract pipeline its root. */
  source: rootSchema,
  target: targetSchema,
  copyRole: z.string(),
  statementTimeoutSeconds: z.number(),
  pollIntervalSeconds: z.number(),
  maxAttempts: z.number(),
  keepRuns: keepSchema,
  dryRun: z.boolean(),
});
export type LoadRun = z.infer<typeof loadRunSchema>;

/** The batch that a run works on. */
export const takenBatchSchema = z.object({
  batchId: z.string(),
  batchSeq: z.number().int().positive(),
  /** The folder that it is staged in. */
  staged: rootSchema,
  /** How many groups its objects make. */
  groups: z.number().int().positive(),
});
export type TakenBatch = z.infer<typeof takenBatchSchema>;

/** An item of groups.json: objects that one function reads. */
export const objectGroupSchema = z.object({
  group: z.number().int().nonnegative(),
  objects: z.array(batchObjectSchema).min(1),
});
export type GroupItem = z.infer<typeof objectGroupSchema>;

/** Files of an extract pipeline that one transaction applies, see collect/extract-load.ts. */
export const extractLoadSchema = z.object({
  writeMode: z.enum(['append', 'merge', 'replace', 'scd2']),
  batchId: z.string(),
  batchSeq: z.number().int().nonnegative(),
  shift: z.number().int().nonnegative(),
  position: z.string(),
  at: z.string(),
  batchIds: z.array(z.string()),
  runId: z.string(),
  files: z.array(batchFilesSchema),
  deletes: batchFilesSchema.exactOptional(),
  schemaVersion: z.string(),
  rows: z.number().int().nonnegative(),
  sizeBytes: z.number().int().nonnegative(),
  isBase: z.boolean(),
  isTail: z.boolean(),
});

/** What one transaction brings into one table. */
export const loadStepSchema = z.object({
  /** As the source names it. */
  source: nameSchema,
  target: nameSchema,
  batchId: z.string(),
  batchSeq: z.number().int().nonnegative(),
  files: z.discriminatedUnion('format', [
    z.object({ format: z.literal('changes'), staged: locationSchema }),
    z.object({ format: z.literal('extract'), load: extractLoadSchema, primaryKey: z.array(z.string()) }),
  ]),
});
export type LoadStep = z.infer<typeof loadStepSchema>;

/** What is loaded one after the other: the batches of a table, or of the tables of a consistent group. */
export const loadUnitSchema = z.object({
  label: z.string(),
  steps: z.array(loadStepSchema),
  /** Why nothing of it can be loaded. It fails as a unit of its own, and the others go on. */
  refusal: z.object({ error: z.string(), cause: z.string() }).exactOptional(),
  /** What is passed over for good, or waits, in words for the report. */
  notes: z.array(z.string()),
  /** Tables without a step, for the report. */
  tables: z.array(z.object({ source: nameSchema, target: nameSchema })),
});
export type LoadUnit = z.infer<typeof loadUnitSchema>;

/** An item of loads.json. */
export const loadItemSchema = z.object({
  /** The table in the source as people write it, or `group <name>`. */
  label: z.string(),
  /** The targets. */
  tables: z.array(z.string()),
  unitAt: locationSchema,
});
export type LoadItem = z.infer<typeof loadItemSchema>;

/** What PrepareTable tells the rest of a step. */
export const preparedSchema = z.object({
  label: z.string(),
  table: z.string(),
  batchId: z.string(),
  statement: statementSchema,
});
export type Prepared = z.infer<typeof preparedSchema>;

/** The statements that changed a target, and where it is written down what they were for. */
export const evolvedSchema = z.object({ statementId: z.string(), at: locationSchema });
export type Evolved = z.infer<typeof evolvedSchema>;

/** What PlanChanges says: the target has to change first, or the batch can be applied. */
export const plannedStepSchema = z.object({
  do: z.enum(['evolve', 'apply']),
  label: z.string(),
  table: z.string(),
  batchId: z.string(),
  at: locationSchema,
  statement: statementSchema,
});
export type PlannedStep = z.infer<typeof plannedStepSchema>;

/** What RunStatement leaves behind. */
export const finishedStatementSchema = z.object({
  statementId: z.string(),
  /** ISO time of the submission. */
  startedAt: z.string(),
  redshiftQueryId: z.number().optional(),
  durationSeconds: z.number().optional(),
  polls: z.number(),
});
export type FinishedStatement = z.infer<typeof finishedStatementSchema>;

/** What a Catch hands on. */
export const caughtErrorSchema = z.object({ Error: z.string(), Cause: z.string().nullish() });
