import { Cells } from '../cells';
import type { Value } from '../change';

/** A column of the rows of one type of events, and where it stands in the row that is made at the moment. */
export interface ColumnSlot {
  readonly column: string;
  /** The row that has a value in it. */
  row: number;
  /** Where among the row's cells. The value itself would be held for as long as the slot is. */
  index: number;
}

/** No row has this number. */
const NO_ROW = 0;

export const columnSlot = (column: string): ColumnSlot => ({ column, row: NO_ROW, index: 0 });

let rows = NO_ROW;

/**
 * A row of an event in the making. Slots tell what it has already, without a look-up by name: so there is one row at a
 * time, and one that is begun forgets the slots of the one before.
 */
export class EventRow {
  private readonly number = ++rows;
  readonly cells = new Cells();

  get length(): number {
    return this.cells.names.length;
  }

  has({ row, index, column }: ColumnSlot): boolean {
    // A slot of what was taken back has the row's number still.
    return row === this.number && this.cells.names[index] === column;
  }

  get(slot: ColumnSlot): Value | undefined {
    return this.has(slot) ? this.cells.values[slot.index] : undefined;
  }

  /** Puts a value into a column that has none. */
  add(slot: ColumnSlot, value: Value): void {
    slot.row = this.number;
    slot.index = this.length;
    this.cells.put(slot.column, value);
  }

  /** Takes back all but the first ones. */
  cut(length: number): void {
    this.cells.cut(length);
  }
}
