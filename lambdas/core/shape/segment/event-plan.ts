import { type Cell, Cells } from '../cells';
import type { Conditions } from './conditions';
import type { TracedCells } from './event-row';
import type { FlatEvent } from './flat-event';
import { valueFrom } from './origin';

/**
 * The rows of events of one type that have the same values in the same order: which columns they have, and where each value
 * comes from. To follow it takes a fraction of what it takes to work it out.
 */
export class EventPlan {
  /** @param rows each begins with those before it, where its cells say so */
  constructor(
    private readonly rows: readonly TracedCells[],
    private readonly conditions: Conditions,
  ) {}

  /** The rows of another such event; undefined where they have other columns. */
  follow(flat: FlatEvent, given: readonly Cell[]): Cells[] | undefined {
    if (!this.conditions.hold(flat, given)) return undefined;
    const made: Cells[] = [];
    for (const { cells, origins } of this.rows) {
      const count = origins.length;
      const values = new Array<Cell>(count);
      const begins = cells.begins === undefined ? undefined : made[made.length - 1];
      let i = 0;
      if (begins !== undefined) for (; i < begins.values.length; i++) values[i] = begins.values[i] as Cell;
      for (; i < count; i++) values[i] = valueFrom(origins[i] as number, flat, given);
      made.push(new Cells(cells.columns, values, begins));
    }
    return made;
  }
}
