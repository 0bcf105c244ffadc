import type { Cells } from './cells';
import { LineWriter } from './line-writer';
import { OwnColumns } from './own-columns';
import type { StagedLayout } from './staged-layout';

/**
 * A line of a staged part while it is written, one after the other, and how the last one is laid out: a row that goes to two
 * tables is mostly the same text in both.
 */
export class StagedLine extends LineWriter {
  readonly own = new OwnColumns();
  private cells: Cells | undefined;
  private layout: StagedLayout | undefined;
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
  endValue(index: number): void {
    this.ends[index] = this.length;
  }

  /** The values of the line are those of these cells. */
  endValues(cells: Cells, layout: StagedLayout): void {
    this.cells = cells;
    this.layout = layout;
  }

  /** How the line is laid out; undefined where its values are not these cells. */
  layoutOf(cells: Cells): StagedLayout | undefined {
    return this.cells === cells ? this.layout : undefined;
  }
}
