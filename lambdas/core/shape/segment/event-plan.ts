import { type Cell, Cells, type ColumnNames } from '../cells';
import type { Conditions } from './conditions';
import type { WorkedOut } from './event-rows';
import type { FlatEvent } from './flat-event';
import { type Given, type Origin, valueFrom } from './origin';

/** A row, without its values: they would hold the bytes of their event for as long as the plan is known. */
interface PlannedRow {
  columns: ColumnNames;
  origins: readonly Origin[];
  /** It begins with the row before it. */
  begins: boolean;
}

/**
 * The rows of events of one type that have the same values in the same order: which columns they have, and where each value
 * comes from. To follow it takes a fraction of what it takes to work it out.
 */
export class EventPlan {
  private readonly rows: readonly PlannedRow[];

  private readonly conditions: Conditions;

  constructor({ rows, conditions }: WorkedOut) {
    this.conditions = conditions;
    this.rows = rows.map(({ cells: { columns, begins }, origins }) => ({
      columns,
      origins,
      begins: begins !== undefined,
    }));
  }

  /** The rows of another such event; undefined where they have other columns. */
  follow(flat: FlatEvent, given: readonly Given[]): Cells[] | undefined {
    if (!this.conditions.hold(flat, given)) return undefined;
    const made: Cells[] = [];
    for (const { columns, origins, begins } of this.rows) {
      const count = origins.length;
      const values = new Array<Cell>(count);
      const before = begins ? made[made.length - 1] : undefined;
      let i = 0;
      if (before !== undefined) for (; i < before.values.length; i++) values[i] = before.values[i] as Cell;
      for (; i < count; i++) values[i] = valueFrom(origins[i] as Origin, flat, given);
      made.push(new Cells(columns, values, before));
    }
    return made;
  }
}
