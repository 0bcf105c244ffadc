import type { TableName } from '../config/table-name';
import type { Change } from '../shape/change';
import { ColumnsSeen } from '../shape/column/columns-seen';
import type { Inference } from '../shape/column/value-facts';
import type { ScannedTable, SourceKey } from './group-scan';

/** The key of a table, and the position of the change that told it. */
export type KeySeen = Readonly<Omit<SourceKey, 'columns'>> & { readonly columns: readonly string[] };

/** Learns what the tables of a group of objects are, change by change. */
export class TableScanner {
  private readonly tables = new Map<string, Scanned>();
  /** By the objects that name them, which most changes of an object share. */
  private readonly known = new WeakMap<TableName, Scanned>();

  constructor(private readonly inference: Inference) {}

  /** @throws TypeNotSupported where the source declares a type that Redshift does not have */
  add(change: Change): void {
    const found = this.of(change.table);
    found.rows++;
    const { key } = change;
    if (key !== null && key.length > 0) {
      found.key = change.keyIsFixed ? (found.key ?? { columns: key, pos: '' }) : laterKey(found.key, key, change.pos);
    }
    if (change.op === 'T') return;
    found.columns.add(change);
    for (const column of change.absent) found.absent.add(column);
    if (change.partial) found.isPartial = true;
  }

  /** Takes in what another object of the group holds. */
  merge(other: TableScanner): void {
    for (const { table, columns, key, absent, isPartial, rows } of other.tables.values()) {
      const found = this.of(table);
      found.rows += rows;
      if (key) found.key = laterKey(found.key, key.columns, key.pos);
      for (const [name, profile] of columns.entries()) found.columns.merge(name, profile);
      for (const column of absent) found.absent.add(column);
      if (isPartial) found.isPartial = true;
    }
  }

  private of(table: TableName): Scanned {
    const known = this.known.get(table);
    if (known !== undefined) return known;
    const { schema, name } = table;
    const id = JSON.stringify([schema, name]);
    let found = this.tables.get(id);
    if (found === undefined) {
      const columns = new ColumnsSeen(this.inference);
      found = { table: { schema, name }, columns, key: undefined, absent: new Set(), isPartial: false, rows: 0 };
      this.tables.set(id, found);
    }
    this.known.set(table, found);
    return found;
  }

  /** In the order of their names, so that the same objects always give the same text. */
  result(): ScannedTable[] {
    return [...this.tables.values()]
      .map(
        ({ table, columns, key, absent, isPartial, rows }): ScannedTable => ({
          table,
          columns: [...columns.entries()].map(([name, profile]) => ({ name, profile })),
          ...(key && { key: { ...key, columns: [...key.columns] } }),
          absent: [...absent].sort(),
          ...(isPartial && { partial: true }),
          rows,
        }),
      )
      .sort((a, b) => compare(a.table.schema, b.table.schema) || compare(a.table.name, b.table.name));
  }
}

interface Scanned {
  table: TableName;
  columns: ColumnsSeen;
  key: KeySeen | undefined;
  absent: Set<string>;
  isPartial: boolean;
  rows: number;
}

/** Of two keys the one of the later change: a source's key may be altered. */
export const laterKey = (known: KeySeen | undefined, columns: readonly string[], pos: string): KeySeen =>
  known !== undefined && known.pos >= pos ? known : { columns, pos };

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
