import type { Cell } from './cells';
import type { StagedSlot } from './staged-slot';

/** What the columns of rows that are laid out alike come to in the parts of their table, worked out once for all of them. */
export class StagedLayout {
  /** Two columns have the same target: of a row only one may have a value. */
  readonly mayClash: boolean;
  /** The layout of another table that it was compared with last. */
  private peer: StagedLayout | undefined;
  /** So many of the first columns are written as the other has them, but for texts that are too long here. */
  private alike = 0;
  /** Which of them may be too long. */
  private readonly shorter: number[] = [];

  /**
   * @param slots by the places of the columns; undefined where the target has no such column
   * @param mayClash it is not known, and to find out takes longer than one row
   */
  constructor(
    readonly slots: readonly (StagedSlot | undefined)[],
    mayClash = false,
  ) {
    const targets = mayClash ? [] : slots.flatMap((slot) => (slot === undefined ? [] : [slot.target]));
    this.mayClash = mayClash || new Set(targets).size < targets.length;
  }

  /**
   * How many of the first values are written as another table has written them.
   * @param before how that is laid out: all its values are the first ones here
   */
  alikeWith(before: StagedLayout, values: readonly Cell[]): number {
    if (this.mayClash || before.mayClash) return 0;
    if (this.peer !== before) this.compare(before);
    for (const index of this.shorter) {
      if (!(this.slots[index] as StagedSlot).surelyFits(values[index])) return index;
    }
    return this.alike;
  }

  private compare(before: StagedLayout): void {
    this.peer = before;
    this.shorter.length = 0;
    for (this.alike = 0; this.alike < before.slots.length; this.alike++) {
      const slot = this.slots[this.alike];
      const other = before.slots[this.alike];
      const likeness = slot && other && slot.likenessTo(other);
      if (likeness === undefined || likeness === 'none') return;
      if (likeness === 'shorter') this.shorter.push(this.alike);
    }
  }
}
