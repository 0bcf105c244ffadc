import type { Row, Value } from './change';
import { RawText } from './raw-text';
import { newRow } from './row';

/** A value of a row, or its text as it stands in its record. */
export type Cell = Value | RawText;

/**
 * The values of a row beside the names of their columns, in the row's order; no name occurs twice. To make and to go
 * through, this is several times as fast as an object with so many members.
 */
export class Cells {
  constructor(
    readonly names: readonly string[],
    readonly values: readonly Cell[],
    /** Another row that this one begins with: all its cells are the first of these. */
    readonly begins?: Cells,
  ) {}

  /** undefined where there is no such column. */
  get(name: string): Cell | undefined {
    const index = this.names.indexOf(name);
    return index < 0 ? undefined : this.values[index];
  }

  toRow(): Row {
    const row = newRow();
    for (let i = 0; i < this.names.length; i++) row[this.names[i] as string] = cellValue(this.values[i] as Cell);
    return row;
  }
}

/** What a cell holds, as everybody reads it. */
export const cellValue = <T extends Cell>(cell: T): Exclude<T, RawText> | string =>
  cell instanceof RawText ? cell.text : (cell as Exclude<T, RawText>);
