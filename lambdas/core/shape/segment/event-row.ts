import { type Cell, Cells, columnNames } from '../cells';
import { Sequence } from '../sequence';
import type { Conditions } from './conditions';
import type { Origin } from './origin';

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

/** Cells, and where their values come from. */
export interface TracedCells {
  cells: Cells;
  origins: readonly Origin[];
}

/**
 * The row of an event in the making, used for row after row. Slots tell what it has already, without a look-up by name; one
 * that is begun forgets the slots of the one before.
 */
export class EventRow {
  private number = NO_ROW;
  private readonly names: string[] = [];
  private readonly values: Cell[] = [];
  private readonly origins: Origin[] = [];
  /** Cells it has. Behind them stands nothing that counts: to shorten an array and let it grow again takes time. */
  length = 0;

  /** Begins another row. */
  begin(): void {
    this.number = ++rows;
    // Texts hold the bytes that they were read from, those too that were taken back.
    this.values.fill(null);
    this.length = 0;
  }

  has({ row, index, column }: ColumnSlot): boolean {
    // A slot of what was taken back has the row's number still.
    return row === this.number && index < this.length && this.names[index] === column;
  }

  /** Puts a value into a column that has none. */
  add(slot: ColumnSlot, value: Cell, origin: Origin): void {
    const { length } = this;
    slot.row = this.number;
    slot.index = length;
    this.names[length] = slot.column;
    this.values[length] = value;
    this.origins[length] = origin;
    this.length = length + 1;
  }

  /** Whether a column has a text that a value says too. */
  says(slot: ColumnSlot, value: Cell, origin: Origin, conditions: Conditions): boolean {
    if (!this.has(slot)) return false;
    const { index } = slot;
    return conditions.isSame(this.values[index] as Cell, this.origins[index] as Origin, value, origin);
  }

  /** Takes back all but the first ones. */
  cut(length: number): void {
    this.length = length;
  }

  /**
   * What it has now, whatever becomes of it.
   * @param isPlanned whether its columns come again
   * @param begins what it had before, and has still
   */
  cells(isPlanned: boolean, begins?: Cells): TracedCells {
    const { names, values, origins, length } = this;
    const columns = isPlanned ? columnNames.of(names, length) : new Sequence(names.slice(0, length));
    const cells = new Cells(columns, values.slice(0, length), begins);
    return { cells, origins: origins.slice(0, length) };
  }
}
