import { z } from 'zod';
import { formatRedshiftType } from '../catalog/redshift-type';
import type { TableName } from '../config/table-name';
import type { StoredDocument } from '../progress/stored-document';
import { type ColumnProfile, columnType, emptyProfile, mergeProfiles } from '../shape/column/column-type';
import type { ColumnCost } from './column-room';
import { type GivenNames, giveNames } from './give-names';
import type { GroupScan, ScannedTable } from './group-scan';
import { type KeySeen, laterKey } from './table-scanner';

const columnSchema = z.object({
  /** In the source. */
  source: z.string(),
  /** In the target. */
  name: z.string(),
  /** A Redshift type that holds every value of the batch. */
  type: z.string(),
  /** The source or the configuration says so; else it is what the values look like. */
  isDeclared: z.boolean(),
});
export type StagedColumnType = z.infer<typeof columnSchema>;

export const tableColumnsSchema = z.object({
  table: z.object({ schema: z.string(), name: z.string() }),
  columns: z.array(columnSchema),
  /** The key that the source tells, by the target's names; null where it tells none. */
  key: z.array(z.string()).nullable(),
  /** Columns of the target that some change left out as unchanged. */
  absent: z.array(z.string()),
  /** Columns that no change has a value for, so that nothing tells their type: of NULL alone, or always absent. */
  untyped: z.array(columnSchema.pick({ source: true, name: true })),
  /** The SUPER column of the values that the table has no column for: of every other column of a row. */
  overflow: z.string().exactOptional(),
  /** Its changes tell only some columns each: one without a value is unchanged. */
  partial: z.literal(true).exactOptional(),
});
export type TableColumns = z.infer<typeof tableColumnsSchema>;

/** New tables beyond those that a run makes: their rows are bad. */
const beyondSchema = z.object({
  /** New tables that a run makes. */
  max: z.number().int(),
  tables: z.array(
    z.object({ table: z.object({ schema: z.string(), name: z.string() }), rows: z.number().int().nonnegative() }),
  ),
});

/** `columns.json`: how the rows of a batch are rendered. It is written once, before the first of them is. */
export const stagedColumnsSchema = z.object({
  formatVersion: z.literal(1),
  batchId: z.string(),
  tables: z.array(tableColumnsSchema),
  beyond: beyondSchema.exactOptional(),
});
export type StagedColumns = z.infer<typeof stagedColumnsSchema>;

export const stagedColumnsDocument: StoredDocument<StagedColumns> = {
  kind: 'columns of a batch',
  formatVersion: 1,
  schema: stagedColumnsSchema,
  isCompact: true,
};

/** What all groups of a batch hold of a table. */
export interface Merged {
  table: TableName;
  profiles: Map<string, ColumnProfile>;
  key: KeySeen | undefined;
  absent: Set<string>;
  isPartial: boolean;
  rows: number;
}

/** Brings together what the groups of a batch hold, group by group: only what they tell together is held. */
export class MergedScans {
  private readonly byName = new Map<string, Merged>();

  add({ tables }: Pick<GroupScan, 'tables'>): this {
    for (const table of tables) merge(this.byName, table);
    return this;
  }

  /** In the order of their names. */
  get tables(): Merged[] {
    return [...this.byName].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, merged]) => merged);
  }
}

const merge = (tables: Map<string, Merged>, { table, columns, key, absent, partial, rows }: ScannedTable): void => {
  const name = JSON.stringify([table.schema, table.name]);
  const found = tables.get(name) ?? {
    table,
    profiles: new Map(),
    key: undefined,
    absent: new Set<string>(),
    isPartial: false,
    rows: 0,
  };
  found.rows += rows;
  tables.set(name, found);
  for (const { name: column, profile } of columns) {
    found.profiles.set(column, mergeProfiles(found.profiles.get(column) ?? emptyProfile, profile));
  }
  if (key) found.key = laterKey(found.key, key.columns, key.pos);
  for (const column of absent) found.absent.add(column);
  if (partial) found.isPartial = true;
};

/**
 * The columns of a table in its target, once everything that the batch holds of it is known. A column without any value
 * has no type: it is not made, but where the target has it, its old values go; a column that was left out in every change
 * that names it is one of these.
 *
 * @param cost what a column takes of the room that there is; without it all have room
 * @returns the columns, and the names with those that are new
 */
export const columnsOf = (
  merged: Merged,
  known: GivenNames,
  cost?: ColumnCost,
): { columns: TableColumns; given: GivenNames } => {
  const { table, profiles, key, absent, isPartial } = merged;
  const columns = [...profiles].flatMap(([source, profile]) => {
    const type = columnType(profile);
    const isDeclared = profile.declared.kinds !== 0;
    return type === undefined ? [] : [{ source, type: formatRedshiftType(type), isDeclared }];
  });
  const typed = new Set(columns.map(({ source }) => source));
  const untyped = [...new Set([...profiles.keys(), ...absent])].filter((source) => !typed.has(source));
  // What the source declares are the columns that its rows have in common: they have a place first.
  const [declared, found] = [true, false].map((is) => columns.filter(({ isDeclared }) => isDeclared === is));
  const sourcesOf = (some: typeof columns = []) => some.map(({ source }) => source);
  const given = giveNames([[...(key?.columns ?? [])], sourcesOf(declared), sourcesOf(found), untyped], known, cost);
  const named = <T extends { source: string }>(column: T) => {
    const name = given.names.get(column.source);
    return name === undefined ? [] : [{ ...column, name }];
  };
  const namesOf = (sources: Iterable<string>) =>
    [...sources].flatMap((source) => named({ source })).map(({ name }) => name);
  return {
    columns: {
      table: { schema: table.schema, name: table.name },
      columns: columns.flatMap(named),
      key: key ? namesOf(key.columns) : null,
      absent: namesOf(absent).sort(),
      untyped: untyped.flatMap((source) => named({ source })),
      ...(given.overflow !== undefined && { overflow: given.overflow }),
      ...(isPartial && { partial: true }),
    },
    given,
  };
};
