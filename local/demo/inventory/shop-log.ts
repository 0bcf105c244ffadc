import { timeOf } from './shop-rows';
import { keyText, SHOP_TABLES, type ShopRow, type TableName } from './shop-tables';

/** What the log of the shop's database says of one row, or of a whole table. */
export interface LogEntry {
  table: TableName;
  op: 'r' | 'c' | 'u' | 'd' | 't';
  /** Where it stands in the log. The rows of the snapshot share one place, as do both halves of a changed key. */
  lsn: number;
  transaction: number;
  /** Microseconds since 1970. */
  at: bigint;
  before: ShopRow | null;
  after: ShopRow | null;
  /** Columns that are unchanged and kept out of line: the log does not have them. */
  unavailable: readonly string[];
}

const FIRST_LSN = 24_023_128;

/** A database that writes down what is done to it. */
export class ShopLog {
  readonly entries: LogEntry[] = [];
  private readonly tables = new Map<TableName, Map<string, ShopRow>>();
  private lsn = FIRST_LSN;
  private transaction = 700;

  /** A row that the snapshot reads. */
  read(table: TableName, row: ShopRow): void {
    this.rowsOf(table).set(keyText(SHOP_TABLES[table], row), row);
    this.add('r', table, null, row);
  }

  /** What follows is another transaction. */
  begin(): void {
    this.transaction++;
  }

  insert(table: TableName, row: ShopRow): void {
    this.lsn += 56;
    this.rowsOf(table).set(keyText(SHOP_TABLES[table], row), row);
    this.add('c', table, null, row);
  }

  /** Postgres tells a change of the key as the end of one row and the beginning of another. */
  update(table: TableName, row: ShopRow, changes: ShopRow, unavailable: readonly string[] = []): void {
    const changed = { ...row, ...changes };
    const [from, to] = [row, changed].map((each) => keyText(SHOP_TABLES[table], each)) as [string, string];
    this.lsn += 56;
    this.rowsOf(table).delete(from);
    this.rowsOf(table).set(to, changed);
    if (from === to) this.add('u', table, row, changed, unavailable);
    else {
      this.add('d', table, row, null);
      this.add('c', table, null, changed);
    }
  }

  delete(table: TableName, row: ShopRow): void {
    this.lsn += 56;
    this.rowsOf(table).delete(keyText(SHOP_TABLES[table], row));
    this.add('d', table, row, null);
  }

  truncate(table: TableName): void {
    this.lsn += 56;
    this.rowsOf(table).clear();
    this.add('t', table, null, null);
  }

  rowsOf(table: TableName): Map<string, ShopRow> {
    const found = this.tables.get(table);
    if (found) return found;
    const made = new Map<string, ShopRow>();
    this.tables.set(table, made);
    return made;
  }

  /** When the next entry will have been written. */
  now(): bigint {
    return timeOf(this.entries.length);
  }

  private add(
    op: LogEntry['op'],
    table: TableName,
    before: ShopRow | null,
    after: ShopRow | null,
    unavailable: readonly string[] = [],
  ): void {
    const { lsn, transaction } = this;
    this.entries.push({ table, op, lsn, transaction, at: this.now(), before, after, unavailable });
  }
}
