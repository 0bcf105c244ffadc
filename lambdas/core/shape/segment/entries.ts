import type { SegmentArrays } from '../../config/load-config';
import type { Row, Value } from '../change';
import { RowFault } from '../row-fault';
import type { ColumnNode, ColumnTree } from './column-tree';
import { otherName } from './naming';
import { ExactNumber, type Tree, type TreeObject, treeText } from './tree';

/** Levels of objects that become columns; names of more are no names. */
export const MAX_LEVELS = 20;

/** A value and its place. */
interface Entry {
  node: ColumnNode;
  value: Exclude<Value, null>;
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
  private readonly entries: Entry[] = [];

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
    if (typeof value !== 'object') {
      this.entries.push({ node, value: typeof value === 'number' ? { number: String(value) } : value });
    } else if (value instanceof ExactNumber) this.entries.push({ node, value: { number: value.text } });
    else if (Array.isArray(value)) {
      if (value.length > 0) this.entries.push({ node, value: this.array(value) });
    } else this.addMembers(value, node, level + 1);
  }

  /**
   * Puts the values into a row, beside what it has, which they never change.
   * @param own the columns of the event, which a value that says the same is not put beside
   */
  putInto(row: Row, own: Row = row): void {
    const put: string[] = [];
    for (const { node, value } of this.entries) {
      const { column } = node;
      if (column === undefined || (node.own !== undefined && isSame(own[node.own], value))) continue;
      if (row[column] !== undefined) {
        if (node.own === undefined && KIND_COLUMNS.has(column) && isSame(row[column], value)) continue;
        for (const name of put) delete row[name];
        this.settle(row, own);
        return;
      }
      row[column] = value;
      put.push(column);
    }
  }

  /**
   * The same where several values come to one column: the one whose name is spelt like it keeps it, else the first by
   * name; the others get names with a digest of their place. A column that the row has already is nobody's.
   */
  private settle(row: Row, own: Row): void {
    const { columns } = this.reading;
    const byColumn = new Map<string, Entry[]>();
    for (const entry of this.entries) {
      const { node, value } = entry;
      let { column } = node;
      if (column === undefined || (node.own !== undefined && isSame(own[node.own], value))) continue;
      if (node.own === undefined && KIND_COLUMNS.has(column) && row[column] !== undefined) {
        if (isSame(row[column], value)) continue;
        column = columns.beside(column, node);
        if (column === undefined) continue;
      }
      const same = byColumn.get(column);
      if (same === undefined) byColumn.set(column, [entry]);
      else same.push(entry);
    }
    const others: { column: string; entry: Entry }[] = [];
    const taken = new Set(Object.keys(row));
    for (const [column, entries] of byColumn) {
      entries.sort((a, b) => rank(a, column) - rank(b, column) || (a.node.identity < b.node.identity ? -1 : 1));
      const isFree = !taken.has(column);
      if (isFree) row[column] = (entries[0] as Entry).value;
      for (const entry of isFree ? entries.slice(1) : entries) others.push({ column, entry });
    }
    others.sort((a, b) => (a.entry.node.identity < b.entry.node.identity ? -1 : 1));
    for (const { column, entry } of others) {
      let identity = entry.node.identity;
      while (row[otherName(column, identity)] !== undefined) identity += '\0';
      row[otherName(column, identity)] = entry.value;
    }
  }

  private array(value: Tree[]): Exclude<Value, null> {
    const json = this.reading.isPlain ? JSON.stringify(value) : treeText(value);
    return this.reading.arrays === 'super' ? { json } : json;
  }
}

/** Columns that the event has only where it names them at its top: else a property may. */
const KIND_COLUMNS: ReadonlySet<string> = new Set(['name', 'group_id', 'previous_id', 'context_channel']);

const rank = ({ node }: Entry, column: string): number =>
  node.identity === `fields\0${column}` || node.identity === `top\0${column}` ? 0 : 1;

const isSame = (own: Value | undefined, value: Exclude<Value, null>): boolean =>
  typeof own === 'string' && own === (typeof value === 'object' && 'number' in value ? value.number : value);
