import { ArrivalOrder } from './arrival-order';
import { badRow } from './bad-row';
import { type BadRow, type Change, isBadRow, type Location, type Row, type SourceTable } from './change';
import { keyOfRow } from './column-match';
import type { Splitter } from './raw-record';
import { scalarText } from './row';
import { faultOf, RowFault } from './row-fault';
import { readTime } from './time-text';

/** A row with its place in the object, as the readers of every format give it. */
export interface PlacedRow {
  row: Row;
  location: Location;
  /** As the object has it, for the quarantine. */
  text: string;
}

/** How plain rows become changes. */
export interface RowsOptions {
  table: SourceTable;
  /** Their letter case does not count. */
  key?: readonly string[] | null | undefined;
  /** The column that has the row's time, in ISO 8601; without a zone it is taken as UTC. */
  timeColumn?: string | undefined;
  /** Text of fixed width, at most 44 characters, that sorts as the objects' order. */
  objectOrder: string;
  /** Redshift types by column, where the source or the configuration declares them. */
  types?: Readonly<Record<string, string>> | undefined;
}

/** Makes an upsert of every row of an object, which come in their order. */
export class Upserts {
  private readonly order: ArrivalOrder;

  constructor(private readonly options: RowsOptions) {
    this.order = new ArrivalOrder(options.objectOrder);
  }

  /** The change of the next row. */
  of(item: PlacedRow | BadRow): Change | BadRow {
    const pos = this.order.next();
    if (isBadRow(item)) return item;
    const { table, key = null, timeColumn, types } = this.options;
    const found = faultOf(() => keyOfRow(item.row, key));
    if (found instanceof RowFault) return badRow(item.location, found.message, item.text);
    const at = timeColumn === undefined ? null : utcTime(scalarText(item.row[timeColumn]));
    return {
      table,
      op: 'U',
      key: found,
      row: item.row,
      absent: [],
      pos,
      at,
      ...(types === undefined ? {} : { types }),
    };
  }
}

/** The upserts of an object whose rows are cut out of its bytes. */
export class RowChanges implements Splitter<Change | BadRow> {
  private readonly upserts: Upserts;

  constructor(
    private readonly rows: Splitter<PlacedRow | BadRow>,
    options: RowsOptions,
  ) {
    this.upserts = new Upserts(options);
  }

  *push(chunk: Uint8Array): Generator<Change | BadRow> {
    for (const row of this.rows.push(chunk)) yield this.upserts.of(row);
  }

  *end(): Generator<Change | BadRow> {
    for (const row of this.rows.end()) yield this.upserts.of(row);
  }
}

/** `YYYY-MM-DD HH:MM:SS.ffffff` of ISO 8601 text; null for any other. */
export const utcTime = (text: string | undefined): string | null => {
  const time = text === undefined ? undefined : readTime(text);
  if (time === undefined) return null;
  return time.kind === 'date' ? `${time.text} 00:00:00.000000` : time.text;
};
