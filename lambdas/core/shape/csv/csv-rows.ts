import { ObjectUnreadable } from '../../errors';
import { badRow } from '../bad-row';
import { type BadRow, isBadRow } from '../change';
import type { Splitter } from '../raw-record';
import { faultOf, RowFault } from '../row-fault';
import type { PlacedRow } from '../rows';
import { type CsvRecord, type CsvRecords, csvRow, headerNames } from './csv-records';

/** Reads the rows of a CSV file by its header, or by columns that are given where it has none. */
export class CsvRows implements Splitter<PlacedRow | BadRow> {
  private columns: readonly string[] | undefined;
  private awaitsHeader: boolean;

  /**
   * @param columns names that are given: of a file without a header, or instead of its header's
   * @throws ObjectUnreadable where there is neither a header nor columns
   */
  constructor(
    private readonly records: CsvRecords,
    { header, columns }: { header: boolean; columns?: readonly string[] | undefined },
  ) {
    if (!header && columns === undefined) throw new ObjectUnreadable('CSV without a header: set columns');
    this.awaitsHeader = header;
    this.columns = columns;
  }

  /** @throws ObjectUnreadable for a header that cannot name columns */
  *push(chunk: Uint8Array): Generator<PlacedRow | BadRow> {
    for (const record of this.records.push(chunk)) yield* this.take(record);
  }

  *end(): Generator<PlacedRow | BadRow> {
    for (const record of this.records.end()) yield* this.take(record);
  }

  private *take(record: CsvRecord | BadRow): Generator<PlacedRow | BadRow> {
    if (this.awaitsHeader) {
      if (isBadRow(record)) throw new ObjectUnreadable(`the header cannot be read: ${record.reason}`);
      this.awaitsHeader = false;
      this.columns ??= headerNames(record.fields);
      return;
    }
    if (isBadRow(record)) {
      yield record;
      return;
    }
    const { fields, location, text } = record;
    const row = faultOf(() => csvRow(this.columns ?? [], fields));
    yield row instanceof RowFault ? badRow(location, row.message, text) : { row, location, text };
  }
}
