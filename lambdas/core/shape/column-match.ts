import type { Row } from './change';
import { RowFault } from './row-fault';

/**
 * The column that a name of the configuration means: the one that is spelt so; else the first that differs by the case of
 * letters alone, since Redshift folds names, and databases such as Oracle write them in capitals.
 */
export const columnNamed = (columns: readonly string[], wanted: string): string | undefined => {
  if (columns.includes(wanted)) return wanted;
  const folded = wanted.toLowerCase();
  return columns.find((column) => column.toLowerCase() === folded);
};

/**
 * A key of the configuration by the names that a row has. What the row does not have stays as it is.
 * @param rows the row, and what else may have the column
 */
export const matchColumns = (
  wanted: readonly string[],
  ...rows: readonly (Row | null | undefined)[]
): readonly string[] => {
  if (wanted.every((column) => rows.some((row) => row && column in row))) return wanted;
  const names = rows.flatMap((row) => (row ? Object.keys(row) : []));
  return wanted.map((column) => columnNamed(names, column) ?? column);
};

/**
 * The key of a row, by the row's own names.
 * @throws RowFault where a key column is missing or NULL: such a row would be inserted anew by every MERGE
 */
export const keyOfRow = (row: Row, key: readonly string[] | null): readonly string[] | null => {
  const columns = key && matchColumns(key, row);
  for (const column of columns ?? []) {
    if (!(column in row)) throw new RowFault(`the key column ${JSON.stringify(column)} is missing`);
    if (row[column] === null) throw new RowFault(`the key column ${JSON.stringify(column)} is NULL`);
  }
  return columns;
};
