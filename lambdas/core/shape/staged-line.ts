import type { Cells } from './cells';
import { LineWriter } from './line-writer';
import type { StagedSlot } from './staged-slot';

/**
 * A line of a staged part while it is written, one after the other, and what wrote the values of the last one: a row that
 * goes to two tables is mostly the same text in both.
 */
export class StagedLine extends LineWriter {
  private cells: Cells | undefined;
  private readonly slots: (StagedSlot | undefined)[] = [];
  /** Where each value ends. */
  private readonly ends: number[] = [];

  /** Begins a line. */
  begin(): void {
    this.cells = undefined;
    this.cut();
    this.text('{');
  }

  /** Begins a line with the first values of the one before. */
  beginWith(values: number): void {
    this.cells = undefined;
    this.cut(this.ends[values - 1] as number);
  }

  /** The value of this number ends here. */
  endValue(index: number, slot: StagedSlot | undefined): void {
    this.slots[index] = slot;
    this.ends[index] = this.length;
  }

  /** The values of the line are those of these cells. */
  endValues(cells: Cells): void {
    this.cells = cells;
  }

  /** What wrote a value of the line; undefined where it is not of these cells. */
  slotOf(cells: Cells, index: number): StagedSlot | undefined {
    return this.cells === cells ? this.slots[index] : undefined;
  }
}
