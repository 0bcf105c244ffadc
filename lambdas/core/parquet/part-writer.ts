import { ByteWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import type { ColumnMapping } from '../catalog/column-mapping';
import { ColumnChunk } from './column-chunk';
import { type RowGroup, rowGroupOf, schemaElements } from './file-metadata';
import type { Field } from './page-field';
import { PageReader, type Quarantined } from './page-reader';

export interface PartWriterOptions {
  /** `schema.table`, kept in the file's metadata. */
  table: string;
  /** Of the schema.json beside the data, kept in the file's metadata. */
  schemaVersion: string;
  /** A row group is closed at this many rows. */
  rowGroupRows?: number;
  /** A row group is closed once this many bytes wait in memory. */
  rowGroupBytes?: number;
  /** A data page is closed at about this many uncompressed bytes. */
  pageBytes?: number;
}

/** Takes the file's bytes in order. They are its own. The writer goes on when the promise is fulfilled. */
export type Sink = (bytes: Uint8Array) => Promise<void> | void;

const MAGIC = Buffer.from('PAR1', 'latin1');
/** Rows that are read at a time, column by column: enough to pay for the loops, few enough to stay in the cache. */
const SLICE_ROWS = 4_096;

/**
 * Writes result pages of the Data API as one Parquet file (version 1.0, Snappy), row group by row group. Memory is
 * bounded by rowGroupBytes, one result page and the footer, whatever the size of the result.
 *
 * A row with a value that cannot be written exactly is left out whole and reported; rows written plus rows quarantined
 * are the rows given. Call one method at a time.
 */
export class PartWriter {
  private readonly chunks: ColumnChunk[];
  private readonly reader: PageReader;
  private readonly rowGroups: RowGroup[] = [];
  private readonly rowGroupRows: number;
  private readonly rowGroupBytes: number;
  private groupRows = 0;
  private rows = 0;
  private offset = 0;
  private state: 'open' | 'busy' | 'closed' = 'open';

  constructor(
    private readonly columns: readonly ColumnMapping[],
    private readonly sink: Sink,
    private readonly options: PartWriterOptions,
  ) {
    if (columns.length === 0) throw new RangeError('a Parquet file needs a column');
    this.rowGroupRows = options.rowGroupRows ?? 250_000;
    this.rowGroupBytes = options.rowGroupBytes ?? 32 * 1024 * 1024;
    const pageBytes = options.pageBytes ?? 1024 * 1024;
    this.chunks = columns.map((column) => new ColumnChunk(column.parquet, pageBytes));
    this.reader = new PageReader(columns);
  }

  /** Bytes of rows that wait for their row group to be closed. */
  get bufferedBytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.bufferedBytes, 0);
  }

  /**
   * Adds the records of a result page.
   *
   * @returns the rows written, and the rows left out by their number in this page, from 0
   * @throws SchemaMismatch when a record has another number of fields than there are columns
   */
  async addPage(records: readonly (readonly Field[])[]): Promise<{ written: number; quarantined: Quarantined[] }> {
    this.begin();
    const quarantined: Quarantined[] = [];
    for (let start = 0; start < records.length; ) {
      const end = Math.min(records.length, start + Math.min(SLICE_ROWS, this.rowGroupRows - this.groupRows));
      const slice = this.reader.read(records.slice(start, end));
      for (const bad of slice.quarantined) quarantined.push({ ...bad, row: start + bad.row });
      this.chunks.forEach((chunk, i) => {
        const vector = slice.vectors[i];
        if (vector !== undefined) chunk.append(vector);
      });
      this.groupRows += slice.rows;
      start = end;
      if (this.groupRows >= this.rowGroupRows || this.bufferedBytes >= this.rowGroupBytes) await this.closeRowGroup();
    }
    this.state = 'open';
    return { written: records.length - quarantined.length, quarantined };
  }

  /** Writes the last row group and the footer. A file without rows is valid and has no row group. */
  async finish(): Promise<{ rows: number; bytes: number }> {
    this.begin();
    await this.closeRowGroup();
    await this.emit([...(this.offset === 0 ? [MAGIC] : []), this.footer(), MAGIC]);
    this.state = 'closed';
    return { rows: this.rows, bytes: this.offset };
  }

  private begin(): void {
    if (this.state !== 'open') throw new Error(`the part writer is ${this.state}`);
    // Stays so when something throws: what the sink has taken is unknown then, and the file cannot go on.
    this.state = 'busy';
  }

  private async closeRowGroup(): Promise<void> {
    if (this.groupRows === 0) return;
    const finished = this.chunks.map((chunk) => chunk.finish());
    const magic = this.offset === 0 ? [MAGIC] : [];
    this.rowGroups.push(rowGroupOf(this.columns, finished, this.offset + (magic[0]?.length ?? 0)));
    this.rows += this.groupRows;
    this.groupRows = 0;
    const pages = finished.flatMap((chunk) => [chunk.dictionaryPage, chunk.dataPages]);
    const bytes = Buffer.concat([...magic, ...pages]);
    for (const chunk of this.chunks) chunk.clear();
    await this.emit([bytes]);
  }

  private footer(): Uint8Array {
    const footer = new ByteWriter();
    writeMetadata(footer, {
      version: 1,
      created_by: 'redshift-shuttle version 1',
      schema: schemaElements(this.columns),
      num_rows: BigInt(this.rows),
      row_groups: this.rowGroups,
      key_value_metadata: [
        { key: 'shuttle.table', value: this.options.table },
        { key: 'shuttle.schemaVersion', value: this.options.schemaVersion },
      ],
      metadata_length: 0,
    });
    return footer.getBytes();
  }

  private async emit(parts: readonly Uint8Array[]): Promise<void> {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    this.offset += bytes.length;
    await this.sink(bytes);
  }
}
