import { z } from 'zod';
import type { TableName } from '../config/table-name';
import type { StoredDocument } from '../progress/stored-document';
import {
  badReasonSchema,
  type GroupStage,
  type GroupTable,
  stagedPartSchema,
  unreadableObjectSchema,
} from './group-stage';
import { type StagedColumns, tableColumnsSchema } from './staged-columns';

const count = z.number().int().nonnegative();
const location = z.object({ bucket: z.string(), key: z.string() });

/** `tables/<table>.json`: what a table has in a batch. */
export const stagedTableSchema = tableColumnsSchema.extend({
  formatVersion: z.literal(1),
  batchId: z.string(),
  batchSeq: z.number().int().positive(),
  parts: z.array(stagedPartSchema),
  rows: count,
  sizeBytes: count,
  /** Rows of the table that went to the quarantine. */
  bad: count,
});
export type StagedTable = z.infer<typeof stagedTableSchema>;

export const stagedTableDocument: StoredDocument<StagedTable> = {
  kind: 'staged table',
  formatVersion: 1,
  schema: stagedTableSchema,
};

/** `tables.json`: all tables of a batch, and what became of its objects and rows. Written last: the batch is shaped. */
export const stagedTablesSchema = z.object({
  formatVersion: z.literal(1),
  batchId: z.string(),
  tables: z.array(z.object({ table: z.object({ schema: z.string(), name: z.string() }), rows: count, bad: count })),
  /** Objects that were read to their end. */
  objects: count,
  rows: count,
  bad: count,
  reasons: z.array(badReasonSchema),
  quarantine: z.array(location),
  unread: z.array(z.string()),
  unreadable: z.array(unreadableObjectSchema),
  /** New tables beyond those that a run makes; of the bad rows those that are theirs. */
  beyond: z
    .object({
      max: count,
      count,
      rows: count,
      /** Those with most rows. */
      tables: z.array(z.object({ name: z.string(), rows: count })),
    })
    .exactOptional(),
});
export type StagedTables = z.infer<typeof stagedTablesSchema>;

export const stagedTablesDocument: StoredDocument<StagedTables> = {
  kind: 'staged tables of a batch',
  formatVersion: 1,
  schema: stagedTablesSchema,
};

/** Reasons that are told; the others are counted together. */
const MAX_REASONS = 50;
const OTHER_REASONS = 'other reasons';
/** Refused tables that are told by name. */
const MAX_TABLES = 20;

/** Brings the groups of a batch together. Groups in any order give the same. */
export const mergeStages = (
  stages: readonly GroupStage[],
  { tables: columns, batchId, beyond }: StagedColumns,
  batchSeq: number,
): { tables: StagedTable[]; all: StagedTables } => {
  const sorted = [...stages].sort((a, b) => a.group - b.group);
  const byTable = new Map<string, GroupTable>();
  for (const { tables } of sorted) {
    for (const { table, parts, rows, bad } of tables) {
      const known = byTable.get(nameOf(table)) ?? { table, parts: [], rows: 0, bad: 0 };
      byTable.set(nameOf(table), {
        table,
        parts: [...known.parts, ...parts],
        rows: known.rows + rows,
        bad: known.bad + bad,
      });
    }
  }
  const tables = columns.flatMap((described): StagedTable[] => {
    const staged = byTable.get(nameOf(described.table));
    if (staged === undefined) return [];
    const { parts, rows, bad } = staged;
    const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    return [{ formatVersion: 1, batchId, batchSeq, ...described, parts, rows, sizeBytes, bad }];
  });
  const sum = (count: (stage: GroupStage) => number): number => sorted.reduce((total, one) => total + count(one), 0);
  const rowsOf = (stage: GroupStage, what: 'rows' | 'bad'): number =>
    stage.tables.reduce((total, table) => total + table[what], 0);
  return {
    tables,
    all: {
      formatVersion: 1,
      batchId,
      tables: tables.map(({ table, rows, bad }) => ({ table, rows, bad })),
      objects: sum(({ read }) => read),
      rows: sum((stage) => rowsOf(stage, 'rows')),
      bad: sum((stage) => rowsOf(stage, 'bad') + stage.badWithoutTable),
      reasons: mergeReasons(sorted),
      quarantine: sorted.flatMap(({ quarantine }) => quarantine),
      unread: sorted.flatMap(({ unread }) => unread),
      unreadable: sorted.flatMap(({ unreadable }) => unreadable),
      ...(beyond && {
        beyond: {
          max: beyond.max,
          count: beyond.tables.length,
          rows: beyond.tables.reduce((total, { rows }) => total + rows, 0),
          tables: beyond.tables.slice(0, MAX_TABLES).map(({ table, rows }) => ({ name: table.name, rows })),
        },
      }),
    },
  };
};

const mergeReasons = (stages: readonly GroupStage[]): StagedTables['reasons'] => {
  const rows = new Map<string, number>();
  for (const { reasons } of stages) {
    for (const { reason, rows: n } of reasons) rows.set(reason, (rows.get(reason) ?? 0) + n);
  }
  const all = [...rows].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([reason, n]) => ({ reason, rows: n }));
  const rest = all.slice(MAX_REASONS).reduce((total, { rows: n }) => total + n, 0);
  return rest === 0 ? all : [...all.slice(0, MAX_REASONS), { reason: OTHER_REASONS, rows: rest }];
};

const nameOf = ({ schema, name }: TableName): string => JSON.stringify([schema, name]);

/**
 * The share of rows that are bad, 0 to 1; 0 where there is none. Rows of tables that are refused do not count: they say
 * nothing of whether the source is read rightly, and a run that stopped for them would stop again and again.
 */
export const badShare = ({ rows, bad, beyond }: Pick<StagedTables, 'rows' | 'bad' | 'beyond'>): number =>
  rows + bad === 0 ? 0 : Math.max(0, bad - (beyond?.rows ?? 0)) / (rows + bad);
