import type { TableName } from '../config/table-name';

/** Tables of types of events: they are few, and every one has room. */
const BY_TYPE = new Set(['aliases', 'groups', 'identifies', 'pages', 'screens', 'tracks', 'users']);

/** A table that a batch has rows of. */
interface TableRows {
  table: TableName;
  rows: number;
}

/**
 * Chooses which new tables a run makes: those with most rows first, of equal ones by name. The others are refused, since a
 * table for each id that somebody puts into the names of events helps nobody.
 *
 * @param isNew whether no batch before this one had a table; the same at each retry of the batch
 */
export const beyondNewTables = <T extends TableRows>(
  tables: readonly T[],
  isNew: (table: T) => boolean,
  maxNewTables: number,
): T[] =>
  tables
    .filter((each) => !BY_TYPE.has(each.table.name) && isNew(each))
    .sort((a, b) => b.rows - a.rows || (a.table.name < b.table.name ? -1 : 1))
    .slice(maxNewTables);
