import type { SegmentArrays } from '../../config/load-config';
import type { Value } from '../change';
import { RowFault } from '../row-fault';
import type { ColumnNode, ColumnTree } from './column-tree';
import type { ColumnSlot, EventRow } from './event-row';
import { otherName } from './naming';
import { ExactNumber, type Tree, type TreeObject, treeText } from './tree';

/** Levels of objects that become columns; names of more are no names. */
export const MAX_LEVELS = 20;

type Given = Exclude<Value, null>;

/** A value and its place. */
interface Entry {
  node: ColumnNode;
  value: Given;
}

/** How a tree of values is read. */
export interface Reading {
  columns: ColumnTree;
  arrays: SegmentArrays;
  /** The tree holds no exact numbers. */
  isPlain: boolean;
}

/** The values of an event that are put into one row together, however they are ordered. */
export class Entries {
  /** Places and values side by side: an object for each would be most of what is made of an event. */
  private readonly nodes: ColumnNode[] = [];
  private readonly values: Given[] = [];

  constructor(private readonly reading: Reading) {}

  /** Takes the members of an object. Null, and empty text, objects and arrays make no column. @throws RowFault for too many levels */
  addMembers(members: TreeObject, parent: ColumnNode, level = 1): void {
    if (level > MAX_LEVELS) throw new RowFault(`more than ${MAX_LEVELS} levels of objects`);
    const { columns } = this.reading;
    for (const name of Object.keys(members)) {
      const value = members[name] as Tree;
      if (value !== null && value !== '') this.add(value, columns.child(parent, name), level);
    }
  }

  /** Takes one value. */
  add(value: Tree, node: ColumnNode, level = 1): void {
    if (value === null || value === '') return;
    if (typeof value !== 'object') this.put(node, typeof value === 'number' ? { number: String(value) } : value);
    else if (value instanceof ExactNumber) this.put(node, { number: value.text });
    else if (Array.isArray(value)) {
      if (value.length > 0) this.put(node, this.array(value));
    } else this.addMembers(value, node, level + 1);
  }

  private put(node: ColumnNode, value: Given): void {
    this.nodes.push(node);
    this.values.push(value);
  }

  /**
   * Puts the values into a row, beside what it has, which they never change.
   * @param own the columns of the event, which a value that says the same is not put beside; else those of the row
   */
  putInto(row: EventRow, own?: OwnValues): void {
    const before = row.length;
    for (let i = 0; i < this.nodes.length; i++) {
      const node = this.nodes[i] as ColumnNode;
      const value = this.values[i] as Given;
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
    const { columns } = this.reading;
    const byColumn = new Map<ColumnSlot, Entry[]>();
    for (let i = 0; i < this.nodes.length; i++) {
      const node = this.nodes[i] as ColumnNode;
      const value = this.values[i] as Given;
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

  private array(value: Tree[]): Given {
    const json = this.reading.isPlain ? JSON.stringify(value) : treeText(value);
    return this.reading.arrays === 'super' ? { json } : json;
  }
}

/** Columns that the event has only where it names them at its top: else a property may. */
const KIND_COLUMNS: ReadonlySet<string> = new Set(['name', 'group_id', 'previous_id', 'context_channel']);

const rank = ({ node }: Entry, column: string): number =>
  node.identity === `fields\0${column}` || node.identity === `top\0${column}` ? 0 : 1;

/** Values of an event's own columns, by their names. */
export type OwnValues = ReadonlyMap<string, Value>;

const isOwn = ({ own }: ColumnNode, value: Given, row: EventRow, given: OwnValues | undefined): boolean =>
  own !== undefined && isSame(given === undefined ? row.get(own) : given.get(own.column), value);

const isSame = (own: Value | undefined, value: Given): boolean =>
  typeof own === 'string' && own === (typeof value === 'object' && 'number' in value ? value.number : value);
