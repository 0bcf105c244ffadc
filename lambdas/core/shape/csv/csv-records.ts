import { ObjectUnreadable } from '../../errors';
import { badRow } from '../bad-row';
import type { BadRow, Location, Row } from '../change';
import { MAX_RECORD_BYTES, type RawRecord, type Splitter, textOf } from '../raw-record';
import { newRow } from '../row';
import { faultOf, RowFault } from '../row-fault';
import { type CsvFormat, csvFields, defaultCsvFormat } from './csv-fields';
import { CsvLines } from './csv-lines';

/** The fields of one CSV record. */
export interface CsvRecord {
  fields: (string | null)[];
  location: Location;
  /** As the file has it, for the quarantine. */
  text: string;
}

/**
 * Reads the records of a CSV file. Empty lines are passed.
 * @throws ObjectUnreadable at once, for a delimiter that is not one ASCII character
 */
export class CsvRecords implements Splitter<CsvRecord | BadRow> {
  private readonly lines: CsvLines;
  private readonly format: CsvFormat;

  constructor(format: Partial<CsvFormat> = {}, limit = MAX_RECORD_BYTES) {
    this.format = { ...defaultCsvFormat, ...format };
    if (!isDelimiter(this.format.delimiter)) {
      throw new ObjectUnreadable('the delimiter of CSV must be one ASCII character, and no quote or line end');
    }
    this.lines = new CsvLines(this.format.delimiter, limit);
  }

  *push(chunk: Uint8Array): Generator<CsvRecord | BadRow> {
    for (const record of this.lines.push(chunk)) yield* this.read(record);
  }

  *end(): Generator<CsvRecord | BadRow> {
    for (const record of this.lines.end()) yield* this.read(record);
  }

  private *read(record: RawRecord): Generator<CsvRecord | BadRow> {
    const text = textOf(record);
    if (typeof text !== 'string') yield text;
    else if (text.includes('\0')) yield badRow(record.location, 'a NUL character, which Redshift cannot hold', text);
    else if (text !== '') yield this.parse(text, record.location);
  }

  private parse(text: string, location: Location): CsvRecord | BadRow {
    const fields = faultOf(() => csvFields(text, this.format));
    return fields instanceof RowFault ? badRow(location, fields.message, text) : { fields, location, text };
  }
}

const isDelimiter = (text: string): boolean => text.length === 1 && text < '\x80' && !'\0\n\r"'.includes(text);

/**
 * Checks the names of a header.
 * @throws ObjectUnreadable for a name that is empty or occurs twice
 */
export const headerNames = (fields: readonly (string | null)[]): string[] => {
  const names = fields.map((field) => field ?? '');
  names.forEach((name, index) => {
    if (name === '') throw new ObjectUnreadable(`column ${index + 1} of the header has no name: set columns`);
    if (names.indexOf(name) !== index) {
      throw new ObjectUnreadable(`the header names ${JSON.stringify(name)} twice: set columns`);
    }
  });
  return names;
};

/** A record's fields by column. @throws RowFault where their number differs */
export const csvRow = (columns: readonly string[], fields: readonly (string | null)[]): Row => {
  if (fields.length !== columns.length) {
    throw new RowFault(`${fields.length} fields where ${columns.length} columns are expected`);
  }
  const row = newRow();
  for (let i = 0; i < columns.length; i++) row[columns[i] as string] = fields[i] as string | null;
  return row;
};
