import { z } from 'zod';
import { batchFilesSchema } from '../core/progress/checkpoint';
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

const keepSchema = z.union([z.object({ count: z.number() }), z.object({ seconds: z.number() })]);
export type Keep = z.infer<typeof keepSchema>;

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
  /** The execution input lets any number of keys be gone. */
  allowMassDeletes: z.boolean(),
  /** The Glue database that tables are registered in. */
  glueDatabase: z.string().optional(),
  keepSnapshots: keepSchema,
  keepRuns: keepSchema,
});
export type Run = z.infer<typeof runSchema>;

const nameSchema = z.object({ schema: z.string(), name: z.string() });
const locationSchema = z.object({ bucket: z.string(), key: z.string() });

export const methodSchema = z.enum(['unload', 'page']);
export type Method = z.infer<typeof methodSchema>;

const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  hasDefault: z.boolean().exactOptional(),
  /** Only a digest of the value leaves Redshift. */
  hash: z.literal(true).exactOptional(),
});

/** A table of the plan with everything that reading it takes. */
export const unitTableSchema = z.object({
  /** `schema.table` as people write it; unique in the run. */
  table: z.string(),
  source: nameSchema,
  destination: nameSchema,
  kind: z.enum(['table', 'view', 'late-binding view']),
  /** As the catalog and the options have them; what the drift policy makes of them is decided when the table is read. */
  columns: z.array(columnSchema),
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
  mode: z.enum(['full', 'incremental']),
  /** Why this mode, for the report. */
  whyMode: z.string(),
  /** Of an incremental table. */
  replicationKey: columnSchema.optional(),
  /** A configured replication key that the table has not. */
  missingKey: z.string().optional(),
  lookback: z.union([z.object({ seconds: z.number() }), z.object({ value: z.string() })]).optional(),
  delaySeconds: z.number().optional(),
  fullRefreshEvery: z.union([z.object({ seconds: z.number() }), z.object({ batches: z.number() })]),
  onReset: z.enum(['refresh', 'fail']),
  chunkRows: z.number().optional(),
  /** Whether keys that are gone are looked for. */
  detectDeletes: z.boolean(),
  /** The share of the last key set that may be gone. */
  maxDeletes: z.number(),
  checkKey: z.boolean(),
  schemaDrift: z.enum(['evolve', 'freeze', 'fail']),
  /** What the options choose of the columns, as a digest: rows read under another choice do not fit together. */
  columnsDigest: z.string(),
  /** The execution input asks for it. */
  fullRefresh: z.boolean(),
  backfill: z.object({ from: z.string(), to: z.string() }).optional(),
  /** Its commits are counted by themselves, for an alarm of its own. */
  watched: z.literal(true).exactOptional(),
  /** The table's name in the Glue Data Catalog, where it is registered. */
  glueTable: z.string().optional(),
  /** Why the table cannot be read. It fails as a table of its own, and the others go on. */
  refusal: z.object({ error: z.string(), cause: z.string() }).optional(),
});
export type UnitTable = z.infer<typeof unitTableSchema>;

/** What is read in one transaction and committed by one write: a table, or the tables of a consistent group. */
export const unitSchema = z.object({
  /** The table, or `group <name>`. */
  label: z.string(),
  group: z.string().optional(),
  tables: z.array(unitTableSchema).min(1),
});
export type Unit = z.infer<typeof unitSchema>;

/** An item of plan.json: the unit, or where it is kept when it is too large for the state. */
export const planItemSchema = z.union([
  z.object({ label: z.string(), tables: z.array(z.string()), unit: unitSchema }),
  z.object({ label: z.string(), tables: z.array(z.string()), unitAt: locationSchema }),
]);
export type PlanItem = z.infer<typeof planItemSchema>;

/** What PlanTable tells the rest of a unit's execution; the details lie in the read plan, see read-plan.ts. */
export const tablePlanSchema = z.object({
  label: z.string(),
  method: z.enum(['unload', 'page', 'count']),
  batchId: z.string(),
  attempt: z.number(),
  readAt: locationSchema,
  statement: statementSchema,
  /** Whether the table may be unloaded instead when paging meets a limit. */
  mayUnload: z.boolean(),
});
export type TablePlan = z.infer<typeof tablePlanSchema>;

/** The rows that stay, and those that the next run reads anew. */
export const laneSchema = z.enum(['rows', 'tail']);

/** One part that CopyPages has written. */
export const copiedPartSchema = z.object({
  lane: laneSchema,
  name: z.string(),
  key: z.string(),
  rows: z.number(),
  sizeBytes: z.number(),
  quarantined: z.number(),
});
export type CopiedPart = z.infer<typeof copiedPartSchema>;

const verifiedFilesSchema = batchFilesSchema.extend({ quarantined: z.number() });

/** What was read of a table, proved complete. */
export const verifiedTableSchema = z.object({
  table: z.string(),
  rows: verifiedFilesSchema,
  /** Rows that the next run reads anew. */
  tail: verifiedFilesSchema.optional(),
  /** Keys that are gone since the last key set. */
  deletes: batchFilesSchema.optional(),
  keySet: batchFilesSchema.optional(),
  /** The highest replication key read, as the database's own text; null where no row was. */
  high: z.string().nullable(),
  /** Rows with a lower key are settled. */
  settled: z.string().nullable(),
  /** Whether rows beyond this chunk are left. */
  more: z.boolean(),
  /** Rows whose primary key is NULL, and rows beyond the first of a primary key. */
  keys: z.object({ nulls: z.number(), duplicates: z.number() }).optional(),
  /** How many keys are gone, and how many there were. */
  gone: z.number().optional(),
  lastKeys: z.number().optional(),
});
export type VerifiedTable = z.infer<typeof verifiedTableSchema>;

/** What Verify says: the tables, or those that must be read anew as a whole, with the reason. */
export const verifiedUnitSchema = z.object({
  tables: z.array(verifiedTableSchema),
  resets: z.array(z.object({ table: z.string(), why: z.string() })),
});
export type VerifiedUnit = z.infer<typeof verifiedUnitSchema>;

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
