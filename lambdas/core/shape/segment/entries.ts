import type { SegmentArrays } from '../../config/load-config';
import type { Cell } from '../cells';
import type { ColumnNode, ColumnTree } from './column-tree';
import { Conditions } from './conditions';
import type { ColumnSlot, EventRow } from './event-row';
import { type FlatValue, isJson } from './flat-event';
import { otherName } from './naming';
import { type Origin, valueOrigin } from './origin';

/** A value and its place. */
interface Entry {
  node: ColumnNode;
  value: FlatValue;
  origin: Origin;
}

/** The values of an event that are put into one row together, however they are ordered. Used for event after event. */
export class Entries {
  /** Places and values side by side: an object for each would be most of what is made of an event. */
  private readonly nodes: ColumnNode[] = [];
  private readonly values: (FlatValue | undefined)[] = [];
  private readonly origins: Origin[] = [];
  /** Behind so many stands nothing that counts: to shorten an array and let it grow again takes time. */
  private count = 0;
  private columns: ColumnTree | undefined;
  private conditions = new Conditions();

  constructor(private readonly arrays: SegmentArrays) {}

  /**
   * Takes another event.
   * @param conditions take down what its columns depend on
   */
  begin(columns: ColumnTree, conditions: Conditions): void {
    this.columns = columns;
    this.conditions = conditions;
    // Texts hold the bytes that they were read from.
    this.values.fill(undefined, 0, this.count);
    this.count = 0;
  }

  /** Takes the value of this number. */
  put(node: ColumnNode, value: FlatValue, index: number): void {
    const areTexts = this.arrays === 'text';
    this.nodes[this.count] = node;
    this.origins[this.count] = valueOrigin(index, areTexts);
    this.values[this.count++] = areTexts && isJson(value) ? value.json : value;
  }

  /**
   * Puts the values into a row, beside what it has, which they never change.
   * @param own the columns of the event, which a value that says the same is not put beside; else those of the row
   */
  putInto(row: EventRow, own?: OwnValues): void {
    const before = row.length;
    const { conditions } = this;
    for (let i = 0; i < this.count; i++) {
      const node = this.nodes[i] as ColumnNode;
      const value = this.values[i] as FlatValue;
      const origin = this.origins[i] as Origin;
      const { column } = node;
      if (column === undefined || this.isOwn(node, value, origin, own ?? row)) continue;
      if (row.has(column)) {
        const isOfKind = node.own === undefined && KIND_COLUMNS.has(column.column);
        if (isOfKind && row.says(column, value, origin, conditions)) continue;
        row.cut(before);
        this.settle(row, own);
        return;
      }
      row.add(column, value, origin);
    }
  }

  /**
   * The same where several values come to one column: the one whose name is spelt like it keeps it, else the first by
   * name; the others get names with a digest of their place. A column that the row has already is nobody's.
   */
  private settle(row: EventRow, own: OwnValues | undefined): void {
    const columns = this.columns as ColumnTree;
    const byColumn = new Map<ColumnSlot, Entry[]>();
    for (let i = 0; i < this.count; i++) {
      const node = this.nodes[i] as ColumnNode;
      const value = this.values[i] as FlatValue;
      const origin = this.origins[i] as Origin;
      let { column } = node;
      if (column === undefined || this.isOwn(node, value, origin, own ?? row)) continue;
      if (node.own === undefined && KIND_COLUMNS.has(column.column) && row.has(column)) {
        if (row.says(column, value, origin, this.conditions)) continue;
        column = columns.beside(column.column, node);
        if (column === undefined) continue;
      }
      const same = byColumn.get(column);
      if (same === undefined) byColumn.set(column, [{ node, value, origin }]);
      else same.push({ node, value, origin });
    }
    const others: { column: string; entry: Entry }[] = [];
    for (const [slot, entries] of byColumn) {
      const { column } = slot;
      entries.sort((a, b) => rank(a, column) - rank(b, column) || (a.node.identity < b.node.identity ? -1 : 1));
      const isFree = !row.has(slot);
      const first = entries[0] as Entry;
      if (isFree) row.add(slot, first.value, first.origin);
      for (const entry of isFree ? entries.slice(1) : entries) others.push({ column, entry });
    }
    others.sort((a, b) => (a.entry.node.identity < b.entry.node.identity ? -1 : 1));
    for (const { column, entry } of others) {
      let { identity } = entry.node;
      let slot = columns.slot(otherName(column, identity));
      while (row.has(slot)) {
        identity += '\0';
        slot = columns.slot(otherName(column, identity));
      }
      row.add(slot, entry.value, entry.origin);
    }
  }

  private isOwn({ own }: ColumnNode, value: FlatValue, origin: Origin, given: OwnValues): boolean {
    return own !== undefined && given.says(own, value, origin, this.conditions);
  }
}

/** Columns that the event has only where it names them at its top: else a property may. */
const KIND_COLUMNS: ReadonlySet<string> = new Set(['name', 'group_id', 'previous_id', 'context_channel']);

const rank = ({ node }: Entry, column: string): number =>
  node.identity === `fields\0${column}` || node.identity === `top\0${column}` ? 0 : 1;

/** Values of an event's own columns, by their names. */
export interface OwnValues {
  /** Whether one has a text that a value says too. */
  says(column: ColumnSlot, value: Cell, origin: Origin, conditions: Conditions): boolean;
}
