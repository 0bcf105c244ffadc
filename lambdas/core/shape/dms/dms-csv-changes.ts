import { badRow } from '../bad-row';
import { type BadRow, type Change, isBadRow, type SourceTable } from '../change';
import type { CsvFormat } from '../csv/csv-fields';
import { type CsvRecord, CsvRecords, csvRow, headerNames } from '../csv/csv-records';
import { ObjectUnreadable } from '../object-unreadable';
import { MAX_RECORD_BYTES, type Splitter } from '../raw-record';
import { faultOf, RowFault } from '../row-fault';
import { type DmsOptions, type DmsTable, dmsChange } from './dms-change';
import type { DmsObject } from './dms-object';

/** Gives what is known of a table. Of files of transactions it is asked for every table in them. */
export type DmsTables = (table: SourceTable) => DmsTable;

export interface DmsCsvOptions extends DmsOptions {
  object: DmsObject;
  /** The table that the object's key names; undefined for files of transactions. */
  table: SourceTable | undefined;
  tables: DmsTables;
  /** Whether the file has a header (AddColumnName). Files of transactions never have. */
  header: boolean;
  format?: Partial<CsvFormat>;
}

/** Reads the changes of one CSV object of DMS. */
export class DmsCsvChanges implements Splitter<Change | BadRow> {
  private readonly records: CsvRecords;
  private header: string[] | undefined;
  private count = 0;

  /** @throws ObjectUnreadable where neither a header nor the configuration names the columns, or no key names the table */
  constructor(
    private readonly options: DmsCsvOptions,
    limit = MAX_RECORD_BYTES,
  ) {
    this.records = new CsvRecords(options.format, limit);
    const { object, table, tables, header } = options;
    if (object.kind === 'transactions') return;
    if (table === undefined) throw new ObjectUnreadable("the object's key does not name its table");
    if (!header && tables(table).columns === undefined) throw new ObjectUnreadable('CSV without a header: set columns');
  }

  *push(chunk: Uint8Array): Generator<Change | BadRow> {
    for (const record of this.records.push(chunk)) yield* this.take(record);
  }

  *end(): Generator<Change | BadRow> {
    for (const record of this.records.end()) yield* this.take(record);
  }

  private *take(record: CsvRecord | BadRow): Generator<Change | BadRow> {
    const isTransactions = this.options.object.kind === 'transactions';
    if (this.options.header && !isTransactions && this.header === undefined) {
      if (isBadRow(record)) throw new ObjectUnreadable(`the header cannot be read: ${record.reason}`);
      this.header = headerNames(record.fields);
      return;
    }
    this.count++;
    if (isBadRow(record)) {
      yield record;
      return;
    }
    const change = faultOf(() => (isTransactions ? this.transactionRow(record) : this.tableRow(record)));
    yield change instanceof RowFault ? badRow(record.location, change.message, record.text) : change;
  }

  private tableRow({ fields }: CsvRecord): Change {
    const table = this.options.tables(this.options.table as SourceTable);
    const [first = null, ...others] = fields;
    if (this.header !== undefined) {
      // The column of the operation is the first, and has no name of the user's choice.
      const [name, ...names] = this.header;
      if (name !== 'Op') return this.change(csvRow(this.header, fields), undefined, table);
      return this.change(csvRow(names, others), first ?? '', table);
    }
    const columns = table.columns ?? [];
    if (fields.length === columns.length) return this.change(csvRow(columns, fields), undefined, table);
    return this.change(csvRow(columns, others), first ?? '', table);
  }

  private transactionRow({ fields }: CsvRecord): Change {
    const [op, name, schema, ...values] = fields;
    if (!op || !name || !schema) throw new RowFault('no operation, table and schema in front');
    const table = this.options.tables({ schema, name });
    if (table.columns === undefined) throw new RowFault('a table whose columns are not known: set columns');
    return this.change(csvRow(table.columns, values), op, table);
  }

  private change(row: Change['row'], op: string | undefined, table: DmsTable): Change {
    return dmsChange(row, op, this.options.object, this.count, table, this.options);
  }
}
