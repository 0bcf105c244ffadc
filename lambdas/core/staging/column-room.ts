import { identifier } from '../sql/identifier';

/**
 * Columns that a load gives a table by itself. The rest of Redshift's 1,600 is for columns of the load's own, and for
 * those beside columns whose values do not fit: https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_usage.html
 */
export const MAX_LOADED_COLUMNS = 1_400;

/** Bytes of the longest statement of a batch that are for its columns; the Data API takes 100,000 in all. */
const SQL_BYTES = 88_000;

/** How often the longest statement names a column, and the bytes that it has beside. */
export interface ColumnCost {
  mentions: number;
  fixed: number;
}

/** INSERT INTO ... SELECT. */
export const INSERTED: ColumnCost = { mentions: 2, fixed: 12 };
/** MERGE: SET a = s.a, INSERT (a), VALUES (s.a). */
export const MERGED: ColumnCost = { mentions: 4, fixed: 64 };

/** Partial changes: value, position and what the target has of each column (sql/load/merge-partial.ts). */
export const PARTIAL: ColumnCost = { mentions: 4, fixed: 160 };

/** What a column takes of the longest statement. */
export const sqlBytesOf = ({ mentions, fixed }: ColumnCost, name: string): number =>
  mentions * Buffer.byteLength(identifier(name).text) + fixed;

/**
 * Room for the columns of a table. It only ever shrinks as columns are placed, and what does not fit once never will: so
 * which columns are beyond need not be remembered.
 */
export class ColumnRoom {
  private columns = MAX_LOADED_COLUMNS;
  private bytes = SQL_BYTES;

  constructor(private readonly cost: ColumnCost) {}

  /** Takes room for a column that is there, whether or not it fits. */
  keep(name: string): void {
    this.columns--;
    this.bytes -= sqlBytesOf(this.cost, name);
  }

  /** Takes room for a new column; false where there is none. */
  take(name: string): boolean {
    if (this.columns < 1 || this.bytes < sqlBytesOf(this.cost, name)) return false;
    this.keep(name);
    return true;
  }
}
