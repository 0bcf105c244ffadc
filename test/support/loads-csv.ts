import { type Cell, type Cells, COLUMNS, type ColumnName } from './loads-history';

/** A record of CSV; text is always quoted, so that it is not taken for NULL. */
export const csvLine = (
  cells: Cells,
  columns: readonly ColumnName[],
  nullText: string,
  first: readonly string[] = [],
) => `${[...first, ...columns.map((name) => field(name, cells[name] ?? null, nullText))].join(',')}\n`;

const field = (name: ColumnName, cell: Cell, nullText: string): string => {
  if (cell === null) return nullText;
  return COLUMNS[name] === 'text' ? `"${cell.replaceAll('"', '""')}"` : cell;
};
