import { duckParquet } from '../unit/core/shape/parquet/parquet-files';
import { type Cell, type Cells, COLUMNS, type ColumnName } from './loads-history';

/** Columns of text beside those of the history: the operation, the time of the commit. */
export type Extra = Readonly<Record<string, string>>;

/** A Parquet file of these rows, each column in the narrowest type that all its values have. */
export const parquetOf = (
  columns: readonly ColumnName[],
  rows: readonly { cells: Cells; extra?: Extra }[],
): Promise<Buffer> => {
  const extras = Object.keys(rows[0]?.extra ?? {});
  const types = columns.map((name) =>
    typeOf(
      name,
      rows.map(({ cells }) => cells[name] ?? null),
    ),
  );
  const lines = rows.map(({ cells, extra = {} }) => [
    ...extras.map((name) => `${quoted(extra[name] ?? null)}::${name === 'ts' ? 'TIMESTAMP' : 'VARCHAR'}`),
    ...columns.map((name, i) => `${quoted(cells[name] ?? null)}::${types[i]}`),
  ]);
  const names = [...extras, ...columns].map((name) => `"${name}"`).join(', ');
  return duckParquet(`SELECT * FROM (VALUES ${lines.map((line) => `(${line.join(', ')})`).join(', ')}) t(${names})`);
};

const quoted = (cell: Cell): string => (cell === null ? 'NULL' : `'${cell.replaceAll("'", "''")}'`);

const typeOf = (name: ColumnName, cells: readonly Cell[]): string => {
  const all = cells.filter((cell) => cell !== null);
  switch (COLUMNS[name]) {
    case 'flag':
      return 'BOOLEAN';
    case 'time':
      return 'TIMESTAMP';
    case 'text':
      return 'VARCHAR';
    default:
      if (all.every((cell) => /^-?\d+$/.test(cell))) return name === 'w' ? 'INTEGER' : 'BIGINT';
      return all.every((cell) => /^-?\d+\.?\d*$/.test(cell)) ? 'DECIMAL(38, 2)' : 'VARCHAR';
  }
};
