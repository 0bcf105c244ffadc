import { ObjectUnreadable } from '../../errors';
import { badRow } from '../bad-row';
import { type BadRow, type Change, isBadRow, type SourceTable } from '../change';
import type { CsvFormat } from '../csv/csv-fields';
import { type CsvRecord, CsvRecords, csvRow, headerNames } from '../csv/csv-records';
import { MAX_RECORD_BYTES, type Splitter } from '../raw-record';
import { faultOf, RowFault } from '../row-fault';
import { type DmsTable, dmsChange } from './dms-change';
import { checkColumns, type DmsColumnOptions, hasOp, opColumnOf } from './dms-columns';

/** Gives what is known of a table; undefined where it is not loaded. Files of transactions ask for each table in them. */
export type DmsTables = (table: SourceTable) => DmsTable | undefined;

export interface DmsCsvOptions extends DmsColumnOptions {
  /** The table that the object's key names; undefined for files of transactions. */
  table: SourceTable | undefined;
  tables: DmsTables;
  /** Whether the file has a header (AddColumnName). Files of transactions never have. */
  header: boolean;
  format?: Partial<CsvFormat>;
}

/** Where the fields of a row go: the columns in the file's order, and which of them is the operation. */
interface Layout {
  table: DmsTable;
  columns: readonly string[];
  /** Place of the operation among the fields; undefined where the rows have none. */
  op: number | undefined;
}

/** Reads the changes of one CSV object of DMS. */
export class DmsCsvChanges implements Splitter<Change | BadRow> {
  private readonly records: CsvRecords;
  private layout: Layout | undefined;
  private count = 0;

  /**
   * @throws ObjectUnreadable where neither a header nor the configuration names the columns, where no key names the table,
   *   and, here or at the header, where a column that the options name is missing
   */
  constructor(
    private readonly options: DmsCsvOptions,
    limit = MAX_RECORD_BYTES,
  ) {
    this.records = new CsvRecords(options.format, limit);
    const { object, table, header } = options;
    if (object.kind === 'transactions') return;
    if (table === undefined) throw new ObjectUnreadable("the object's key does not name its table");
    if (header) return;
    const known = this.table(table);
    if (known.columns === undefined) throw new ObjectUnreadable('CSV without a header: set columns');
    checkColumns(known.columns, options);
    this.layout = { table: known, columns: known.columns, op: hasOp(object, options.opIn) ? 0 : undefined };
  }

  *push(chunk: Uint8Array): Generator<Change | BadRow> {
    for (const record of this.records.push(chunk)) yield* this.take(record);
  }

  *end(): Generator<Change | BadRow> {
    for (const record of this.records.end()) yield* this.take(record);
  }

  private *take(record: CsvRecord | BadRow): Generator<Change | BadRow> {
    const { object, table } = this.options;
    if (object.kind !== 'transactions' && this.layout === undefined) {
      if (isBadRow(record)) throw new ObjectUnreadable(`the header cannot be read: ${record.reason}`);
      this.layout = this.headerLayout(headerNames(record.fields), table as SourceTable);
      return;
    }
    this.count++;
    if (isBadRow(record)) {
      yield record;
      return;
    }
    const { layout } = this;
    const change = faultOf(() => (layout === undefined ? this.transactionRow(record) : this.tableRow(record, layout)));
    if (change === undefined) return;
    yield change instanceof RowFault ? badRow(record.location, change.message, record.text) : change;
  }

  private headerLayout(names: readonly string[], table: SourceTable): Layout {
    checkColumns(names, this.options);
    const op = opColumnOf(names, this.options);
    const columns = names.filter((name) => name !== op);
    return { table: this.table(table), columns, op: op === undefined ? undefined : names.indexOf(op) };
  }

  private tableRow({ fields }: CsvRecord, { table, columns, op }: Layout): Change {
    if (op === undefined) return this.change(csvRow(columns, fields), undefined, table);
    if (fields.length !== columns.length + 1) {
      throw new RowFault(`${fields.length} fields where the operation and ${columns.length} columns are expected`);
    }
    return this.change(csvRow(columns, fields.toSpliced(op, 1)), fields[op] ?? '', table);
  }

  private transactionRow({ fields }: CsvRecord): Change | undefined {
    const [op, name, schema, ...values] = fields;
    if (!op || !name || !schema) throw new RowFault('no operation, table and schema in front');
    const table = this.options.tables({ schema, name });
    if (table === undefined) return undefined;
    if (table.columns === undefined) throw new RowFault('a table whose columns are not known: set columns');
    return this.change(csvRow(table.columns, values), op, table);
  }

  private change(row: Change['row'], op: string | undefined, table: DmsTable): Change {
    return dmsChange(row, op, this.options.object, this.count, table, this.options);
  }

  private table(table: SourceTable): DmsTable {
    return this.options.tables(table) ?? { table };
  }
}
