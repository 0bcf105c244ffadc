import { z } from 'zod';
import { CHANGED_OBJECTS, FILE_TYPES, OP_IN } from './load-config';
import { EVOLVE, LOAD_DELETES, ON_CONFLICT, TRUNCATES, WRITE_MODES } from './load-table-options';
import { keepRule, resolvedSchedule, resolvedWarehouse } from './resolved-pipeline-schema';
import { rule } from './rule';
import { SEGMENT_ARRAYS, SEGMENT_NAMING } from './segment-schema';
import { tablePathFault } from './table-path';
import { patternFault } from './table-pattern';

const seconds = z.int().min(1).max(86_400);
const positive = z.int().min(1);
const names = z.array(z.string());
const pattern = rule(z.string(), patternFault);
const tablePath = rule(z.string(), tablePathFault);

const tableOptions = z.strictObject({
  enabled: z.boolean().optional(),
  as: z.string().optional(),
  writeMode: z.enum(WRITE_MODES).optional(),
  key: names.optional(),
  deletes: z.union([z.enum(LOAD_DELETES), z.strictObject({ soft: z.string() })]).optional(),
  truncates: z.enum(TRUNCATES).optional(),
  evolve: z.enum(EVOLVE).optional(),
  onConflict: z.enum(ON_CONFLICT).optional(),
  distKey: z.string().optional(),
  sortKey: names.optional(),
  history: z
    .strictObject({
      validFrom: z.string().optional(),
      validTo: z.string().optional(),
      isCurrent: z.string().optional(),
    })
    .optional(),
  columns: names.optional(),
  columnTypes: z.record(z.string(), z.string()).optional(),
});

const csv = z.strictObject({
  delimiter: z.string(),
  header: z.boolean(),
  nullText: z.string(),
  columns: names.optional(),
});

const objects = {
  bucket: z.string().optional(),
  prefix: z.string(),
  region: z.string().optional(),
  kmsKeyArn: z.string().optional(),
  lookbackSeconds: positive,
  keysInOrder: z.boolean(),
  changedObjects: z.enum(CHANGED_OBJECTS),
};

const globs = z.strictObject({ include: names.optional(), exclude: names.optional() });

const source = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('rows'),
    ...objects,
    type: z.enum(FILE_TYPES),
    table: pattern.optional(),
    tablePath: tablePath.optional(),
    csv: csv.optional(),
  }),
  z.strictObject({
    format: z.literal('debezium'),
    ...objects,
    type: z.enum(['json', 'ndjson']),
    tablePath: tablePath.optional(),
    placeholder: z.string(),
  }),
  z.strictObject({
    format: z.literal('dms'),
    ...objects,
    type: z.enum(['csv', 'parquet']),
    tablePath,
    csv: csv.optional(),
    opColumn: z.string(),
    opIn: z.enum(OP_IN),
    timestampColumn: z.string().optional(),
    sequenceColumn: z.string().optional(),
    cdcPath: z.string().optional(),
  }),
  z.strictObject({
    format: z.literal('segment'),
    ...objects,
    type: z.enum(['json', 'ndjson']),
    naming: z.enum(SEGMENT_NAMING),
    arrays: z.enum(SEGMENT_ARRAYS),
    events: globs,
    properties: globs,
    hash: names,
    drop: names,
    dedupeWindowSeconds: positive,
    maxNewTables: positive,
  }),
  z.strictObject({
    format: z.literal('extract'),
    pipeline: z.string().optional(),
    bucket: z.string().optional(),
    prefix: z.string(),
    kmsKeyArn: z.string().optional(),
  }),
]);

/** A resolved load pipeline by its shape, and what the run relies on: its values were checked when the file was read. */
export const resolvedLoadSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('load'),
  name: z.string(),
  enabled: z.boolean(),
  warehouse: resolvedWarehouse,
  schedule: resolvedSchedule.optional(),
  trigger: z.strictObject({ batchEverySeconds: positive }).optional(),
  source,
  target: z.strictObject({ schema: z.string(), tableName: z.string() }),
  storage: z.strictObject({ bucket: z.string().optional(), prefix: z.string(), kmsKeyArn: z.string().optional() }),
  maxObjects: positive,
  maxBytes: positive,
  maxBadRows: z.number().min(0).max(1),
  maxConcurrency: z.strictObject({ tables: positive, shaping: positive }),
  statementTimeoutSeconds: seconds,
  pollIntervalSeconds: seconds,
  attempts: positive,
  keep: z.strictObject({ runs: keepRule }),
  defaults: tableOptions,
  tables: z.array(z.strictObject({ pattern, isGlob: z.boolean(), options: tableOptions })),
});
