import type { SegmentArrays } from '../../config/load-config';
import { type Cell, cellValue } from '../cells';
import type { ColumnNode, ColumnTree } from './column-tree';
import type { ColumnSlot, EventRow } from './event-row';
import { type FlatValue, isJson } from './flat-event';
import { otherName } from './naming';

/** A value and its place. */
interface Entry {
  node: ColumnNode;
  value: FlatValue;
}

/** The values of an event that are put into one row together, however they are ordered. Used for event after event. */
export class Entries {
  /** Places and values side by side: an object for each would be most of what is made of an event. */
  private readonly nodes: ColumnNode[] = [];
  private readonly values: FlatValue[] = [];
  /** Behind so many stand those of events before: to shorten an array and let it grow again takes time. */
  private count = 0;
  private columns: ColumnTree | undefined;

  constructor(private readonly arrays: SegmentArrays) {}

  /** Takes another event. */
  begin(columns: ColumnTree): void {
    this.columns = columns;
    this.count = 0;
  }

  /** Takes a value. */
  put(node: ColumnNode, value: FlatValue): void {
    const isAsText = this.arrays === 'text' && isJson(value);
    this.nodes[this.count] = node;
    this.values[this.count++] = isAsText ? value.json : value;
  }

  /**
   * Puts the values into a row, beside what it has, which they never change.
   * @param own the columns of the event, which a value that says the same is not put beside; else those of the row
   */
  putInto(row: EventRow, own?: OwnValues): void {
    const before = row.length;
    for (let i = 0; i < this.count; i++) {
      const node = this.nodes[i] as ColumnNode;
      const value = this.values[i] as FlatValue;
      const { column } = node;
      if (column === undefined || isOwn(node, value, row, own)) continue;
      if (row.has(column)) {
        if (node.own === undefined && KIND_COLUMNS.has(column.column) && isSame(row.get(column), value)) continue;
        row.cut(before);
        this.settle(row, own);
        return;
      }
      row.add(column, value);
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
      let { column } = node;
      if (column === undefined || isOwn(node, value, row, own)) continue;
      if (node.own === undefined && KIND_COLUMNS.has(column.column) && row.has(column)) {
        if (isSame(row.get(column), value)) continue;
        column = columns.beside(column.column, node);
        if (column === undefined) continue;
      }
      const same = byColumn.get(column);
      if (same === undefined) byColumn.set(column, [{ node, value }]);
      else same.push({ node, value });
    }
    const others: { column: string; entry: Entry }[] = [];
    for (const [slot, entries] of byColumn) {
      const { column } = slot;
      entries.sort((a, b) => rank(a, column) - rank(b, column) || (a.node.identity < b.node.identity ? -1 : 1));
      const isFree = !row.has(slot);
      if (isFree) row.add(slot, (entries[0] as Entry).value);
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
      row.add(slot, entry.value);
    }
  }
}

/** Columns that the event has only where it names them at its top: else a property may. */
const KIND_COLUMNS: ReadonlySet<string> = new Set(['name', 'group_id', 'previous_id', 'context_channel']);

const rank = ({ node }: Entry, column: string): number =>
  node.identity === `fields\0${column}` || node.identity === `top\0${column}` ? 0 : 1;

/** Values of an event's own columns, by their names. */
export interface OwnValues {
  get(column: string): Cell | undefined;
}

const isOwn = ({ own }: ColumnNode, value: FlatValue, row: EventRow, given: OwnValues | undefined): boolean =>
  own !== undefined && isSame(given === undefined ? row.get(own) : given.get(own.column), value);

const isSame = (own: Cell | undefined, value: FlatValue): boolean => {
  const text = own === undefined ? undefined : cellValue(own);
  if (typeof text !== 'string') return false;
  return text === (typeof value === 'object' && 'number' in value ? value.number : cellValue(value));
};
