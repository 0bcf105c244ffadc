import type { EngineField } from '../../local/redshift/engine';
import type { LoadEnvironment } from './load-environment';
import type { Expected, Mode } from './loads-expected';
import { type Cell, COLUMNS, type ColumnName, type Kind } from './loads-history';

/** A value in one spelling, whatever type its column came to have. */
export const plain = (kind: Kind, cell: Cell): Cell => {
  if (cell === null) return null;
  const isNumber = /^-?\d+(\.\d+)?$/.test(cell);
  if (kind === 'number' || (kind === 'mixed' && isNumber)) {
    return cell.includes('.') ? cell.replace(/\.?0+$/, '') : cell;
  }
  if (kind !== 'time') return cell;
  const [, day, time, fraction = ''] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00(?::?00)?)?$/.exec(cell) ?? [];
  return day === undefined ? cell : `${day} ${time}.${fraction.padEnd(6, '0')}`;
};

/** Rows in one order, each as text. */
export const sortedRows = (rows: readonly Expected[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

export const plainRows = (columns: readonly ColumnName[], rows: readonly Expected[]): string[] =>
  sortedRows(rows.map((row) => row.map((cell, i) => plain(columns[i] ? COLUMNS[columns[i]] : 'text', cell))));

/** A row of the target by the names of its columns. */
export type TargetRow = Map<string, Cell>;

/** All rows of a table; undefined where there is no such table. */
export const readTable = async (
  env: LoadEnvironment,
  table: string,
  database = 'reports',
): Promise<TargetRow[] | undefined> => {
  const session = await env.e2e.warehouse.connect({ database, dbUser: 'admin' });
  try {
    const { rows, columns } = await session.execute(`SELECT * FROM ${table}`);
    const found: TargetRow[] = [];
    for await (const row of rows) found.push(new Map(columns.map(({ name }, i) => [name, textOf(row[i])])));
    return found;
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  } finally {
    await session.close();
  }
};

const textOf = (field: EngineField | undefined): Cell =>
  field === undefined || 'isNull' in field ? null : String(Object.values(field)[0]);

/** A target's rows as `expectedRows` has them. */
export const targetRows = (
  mode: Mode,
  rows: readonly TargetRow[],
  columns: readonly ColumnName[],
  timeless = false,
): Expected[] => {
  const live = mode === 'soft' ? rows.filter((row) => row.get('gone') !== 'true') : rows;
  return live.map((row) => [
    ...columns.map((name) => valueIn(row, name)),
    ...(mode === 'scd2'
      ? [...(timeless ? [] : [timeOf(row, 'valid_from'), timeOf(row, 'valid_to')]), row.get('is_current') ?? null]
      : []),
  ]);
};

const timeOf = (row: TargetRow, name: string): Cell => plain('time', row.get(name) ?? null);

/** A value that did not fit its column is in the column beside it, and in no other. */
const valueIn = (row: TargetRow, name: string): Cell => {
  const values = [...row].filter(([column]) => column === name || column.startsWith(`${name}__`));
  const given = values.filter(([, cell]) => cell !== null);
  if (given.length > 1) throw new Error(`${name} has two values: ${given.map(([column]) => column).join(', ')}`);
  return given[0]?.[1] ?? null;
};
