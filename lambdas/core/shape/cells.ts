import type { Row, Value } from './change';
import { RawText } from './raw-text';
import { newRow } from './row';
import { Sequence, Sequences } from './sequence';

/** A value of a row, or its text as it stands in its record. */
export type Cell = Value | RawText;

/** Names of columns, in the order of a row. No name occurs twice. */
export type ColumnNames = Sequence<string>;

/** Names are numbered as they come, and anew where there are many. */
const MAX_NAMES = 100_000;
const numbers = new Map<string, number>();
const numberOf = (name: string): number => {
  let number = numbers.get(name);
  if (number === undefined) {
    if (numbers.size >= MAX_NAMES) numbers.clear();
    number = numbers.size;
    numbers.set(name, number);
  }
  return number;
};

/** Those of rows of all tables. */
export const columnNames = new Sequences<string>(numberOf);

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
  for (let i = 0; i < names.length; i++) values[i] = row[names[i] as string] as Value;
  return new Cells(columnNames.ifItPays(names) ?? new Sequence(names), values);
};

/** What a cell holds, as everybody reads it. */
export const cellValue = <T extends Cell>(cell: T): Exclude<T, RawText> | string =>
  cell instanceof RawText ? cell.text : (cell as Exclude<T, RawText>);
