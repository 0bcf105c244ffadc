import { z } from 'zod';
import { batchSchema, migrateBatch, readKindSchema } from './checkpoint';
import type { StoredDocument } from './stored-document';

/** How a column of a table differs from the last committed schema version. */
export const schemaChangeSchema = z.object({
  change: z.enum(['added', 'dropped', 'widened', 'retyped']),
  column: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
});
export type SchemaChange = z.infer<typeof schemaChangeSchema>;

/** When a table reached each step, as far as it came. ISO 8601. */
export const timelineSchema = z.object({
  plannedAt: z.string().optional(),
  /** The statement was submitted. */
  statementAt: z.string().optional(),
  verifiedAt: z.string().optional(),
  committedAt: z.string().optional(),
});
export type Timeline = z.infer<typeof timelineSchema>;

const modeSchema = z.enum(['full', 'incremental']);

/** What is told of a table whether it was committed or not. */
const story = {
  formatVersion: z.literal(2),
  table: z.string(),
  /** The consistent group that the table was read with. */
  group: z.string().optional(),
  /** What the read found: columns that changed. */
  schemaChanges: z.array(schemaChangeSchema),
  warnings: z.array(z.string()),
  /** What was sent to Redshift. */
  sqls: z.array(z.string()),
  redshiftQueryId: z.number().optional(),
  /** Seconds that Redshift took, where the Data API told. */
  statementSeconds: z.number().optional(),
  attempts: z.number(),
  startedAt: z.string(),
  endedAt: z.string(),
  timeline: timelineSchema,
  /** Nulls and duplicates in the primary key, where they were counted. */
  keys: z.object({ nulls: z.number(), duplicates: z.number() }).optional(),
  /** Keys that are gone since the last key set, and how many that had. */
  deletes: z.object({ gone: z.number(), last: z.number() }).optional(),
  watermark: z.object({ column: z.string(), from: z.string().nullable(), to: z.string().nullable() }).optional(),
};

/** How a table's execution ended: one object for each table and run. */
export const recordSchema = z.discriminatedUnion('status', [
  z.object({
    ...story,
    status: z.literal('committed'),
    destination: z.object({ schema: z.string(), name: z.string() }),
    mode: modeSchema,
    kind: readKindSchema,
    whyMode: z.string(),
    /** Why the method was chosen. */
    why: z.string(),
    /** All that this run committed of the table. */
    batches: z.array(batchSchema),
    /** `database.table` in the Glue Data Catalog, where it is registered. */
    glueTable: z.string().optional(),
    /** Why the Glue Data Catalog still shows what was committed before. */
    unregistered: z.object({ error: z.string(), cause: z.string() }).optional(),
    statementId: z.string(),
    polls: z.number(),
  }),
  z.object({
    ...story,
    status: z.literal('failed'),
    mode: modeSchema.optional(),
    kind: readKindSchema.optional(),
    whyMode: z.string().optional(),
    method: z.enum(['unload', 'page']).optional(),
    why: z.string().optional(),
    statementId: z.string().optional(),
    polls: z.number().optional(),
    error: z.string(),
    cause: z.string(),
  }),
]);
export type RunRecord = z.infer<typeof recordSchema>;

/** Of a run that only knew how to read in full, the rest is not known. */
const fromVersion1 = ({ batch, ...document }: Record<string, unknown>): Record<string, unknown> => ({
  ...document,
  schemaChanges: [],
  warnings: [],
  sqls: [],
  timeline: {},
  ...(document.status === 'committed' && {
    mode: 'full',
    kind: 'snapshot',
    whyMode: 'every table was read in full',
    batches: [migrateBatch(batch)],
    timeline: { committedAt: document.endedAt },
  }),
});

export const recordDocument: StoredDocument<RunRecord> = {
  kind: 'table record',
  formatVersion: 2,
  schema: recordSchema,
  migrations: { 1: fromVersion1 },
};
