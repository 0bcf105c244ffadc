import { z } from 'zod';
import { longDurationFault } from './duration-schema';
import { rule } from './rule';
import { DELETES, METHODS, MODES, ON_RESET, SCHEMA_DRIFT, VERIFY } from './table-options';
import { patternFault } from './table-pattern';

const seconds = z.int().min(1).max(86_400);
const names = z.array(z.string());
const pattern = rule(z.string(), patternFault);
const duration = rule(z.string(), (text) => longDurationFault(text));
export const keepRule = z.union([
  z.strictObject({ count: z.int().min(1) }),
  z.strictObject({ seconds: z.int().min(1) }),
]);

const tableOptions = z.strictObject({
  enabled: z.boolean().optional(),
  columns: z
    .strictObject({
      include: names.optional(),
      exclude: names.optional(),
      hash: names.optional(),
      drop: names.optional(),
    })
    .optional(),
  where: z.string().optional(),
  limit: z.int().min(1).optional(),
  method: z.enum(METHODS).optional(),
  verify: z.enum(VERIFY).optional(),
  as: z.string().optional(),
  primaryKey: names.optional(),
  columnTypes: z.record(z.string(), z.string()).optional(),
  mode: z.enum(MODES).optional(),
  replicationKey: z.string().optional(),
  fullRefreshEvery: z.union([duration, z.int().min(1)]).optional(),
  lookback: z.union([duration, z.int().min(1)]).optional(),
  delay: duration.optional(),
  onReset: z.enum(ON_RESET).optional(),
  chunkBy: z.strictObject({ rows: z.int().min(1) }).optional(),
  deletes: z.enum(DELETES).optional(),
  maxDeletes: z.number().min(0).max(1).optional(),
  checkKey: z.boolean().optional(),
  schemaDrift: z.enum(SCHEMA_DRIFT).optional(),
  expectEvery: duration.optional(),
});

export const resolvedWarehouse = z.strictObject({
  region: z.string(),
  database: z.string(),
  workgroup: z.string().optional(),
  clusterIdentifier: z.string().optional(),
  dbUser: z.string().optional(),
  secretArn: z.string().optional(),
  tableQuota: z.int().min(1).optional(),
  iamRole: z.string().optional(),
});

export const resolvedSchedule = z.strictObject({ expression: z.string(), timezone: z.string(), enabled: z.boolean() });

/** A resolved pipeline by its shape alone, and what the run relies on: its values were checked when the file was read. */
export const resolvedPipelineSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('extract'),
  name: z.string(),
  enabled: z.boolean(),
  warehouse: resolvedWarehouse,
  schedule: resolvedSchedule.optional(),
  schemas: names.optional(),
  include: z.array(pattern),
  exclude: z.array(pattern),
  maxConcurrency: z.int().min(1),
  statementTimeoutSeconds: seconds,
  pollIntervalSeconds: seconds,
  attempts: z.int().min(1),
  destination: z.strictObject({
    bucket: z.string().optional(),
    prefix: z.string(),
    region: z.string().optional(),
    kmsKeyArn: z.string().optional(),
  }),
  caseSensitiveIdentifiers: z.boolean(),
  discover: z.boolean(),
  maxFileSizeMb: z.int().min(32),
  expectEverySeconds: z.int().min(1).optional(),
  consistentGroups: z.array(z.strictObject({ name: z.string(), tables: z.array(pattern).min(2) })),
  catalog: z.strictObject({ database: z.string(), tableName: z.string(), exclude: z.array(pattern) }).optional(),
  keep: z.strictObject({ snapshots: keepRule, runs: keepRule }),
  defaults: tableOptions,
  tables: z.array(z.strictObject({ pattern, isGlob: z.boolean(), options: tableOptions })),
});
