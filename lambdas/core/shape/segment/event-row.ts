import { type Cell, Cells } from '../cells';

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
 * The row of an event in the making, used for row after row. Slots tell what it has already, without a look-up by name; one
 * that is begun forgets the slots of the one before.
 */
export class EventRow {
  private number = NO_ROW;
  private readonly names: string[] = [];
  private readonly values: Cell[] = [];
  /** Cells it has. Behind them stand those of rows before: to shorten an array and let it grow again takes time. */
  length = 0;

  /** Begins another row. */
  begin(): void {
    this.number = ++rows;
    this.length = 0;
  }

  has({ row, index, column }: ColumnSlot): boolean {
    // A slot of what was taken back has the row's number still.
    return row === this.number && index < this.length && this.names[index] === column;
  }

  get(slot: ColumnSlot): Cell | undefined {
    return this.has(slot) ? this.values[slot.index] : undefined;
  }

  /** Puts a value into a column that has none. */
  add(slot: ColumnSlot, value: Cell): void {
    slot.row = this.number;
    slot.index = this.length;
    this.names[this.length] = slot.column;
    this.values[this.length++] = value;
  }

  /** Takes back all but the first ones. */
  cut(length: number): void {
    this.length = length;
  }

  /**
   * What it has now, whatever becomes of it.
   * @param begins what it had before, and has still
   */
  cells(begins?: Cells): Cells {
    return new Cells(this.names.slice(0, this.length), this.values.slice(0, this.length), begins);
  }
}
