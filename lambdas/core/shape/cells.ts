import type { Row, Value } from './change';
import { RawText } from './raw-text';
import { newRow } from './row';
import { type Sequence, Sequences } from './sequence';

/** A value of a row, or its text as it stands in its record. */
export type Cell = Value | RawText;

/** Names of columns, in the order of a row. No name occurs twice. */
export type ColumnNames = Sequence<string>;

/** Those of rows of all tables. */
export const columnNames = new Sequences<string>();

/**
 * The values of a row beside the names of their columns, in the row's order. To make and to go through, this is several
 * times as fast as an object with so many members.
 */
export class Cells {
  constructor(
    readonly columns: ColumnNames,
    readonly values: readonly Cell[],
    /** Another row that this one begins with: all its cells are the first of these. */
    readonly begins?: Cells,
  ) {}

  get names(): readonly string[] {
    return this.columns.items;
  }

  /** undefined where there is no such column. */
  get(name: string): Cell | undefined {
    const index = this.names.indexOf(name);
    return index < 0 ? undefined : this.values[index];
  }

  toRow(): Row {
    const row = newRow();
    const { names, values } = this;
    for (let i = 0; i < names.length; i++) row[names[i] as string] = cellValue(values[i] as Cell);
    return row;
  }
}

/** The cells of a change. */
export const cellsOf = (change: { cells?: Cells; row: Row }): Cells => {
  if (change.cells !== undefined) return change.cells;
  // Its row is not to be made where it has cells.
  const { row } = change;
  const names = Object.keys(row);
  const values = new Array<Cell>(names.length);
  let columns = columnNames.begin();
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    columns = columns.with(name);
    values[i] = row[name] as Value;
  }
  return new Cells(columns, values);
};

/** What a cell holds, as everybody reads it. */
export const cellValue = <T extends Cell>(cell: T): Exclude<T, RawText> | string =>
  cell instanceof RawText ? cell.text : (cell as Exclude<T, RawText>);
