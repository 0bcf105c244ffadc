import { badRow } from '../bad-row';
import type { BadRow } from '../change';
import { Lines } from '../lines';
import { asBuffer, MAX_RECORD_BYTES, type RawRecord, type Splitter, textOf } from '../raw-record';
import { faultOf, RowFault } from '../row-fault';
import type { PlacedRow } from '../rows';
import { JsonDocuments } from './json-documents';
import { JsonReader } from './json-reader';

/** `lines`: one object a line. `documents`: an array of objects, or objects that follow one another in any layout. */
export type JsonLayout = 'lines' | 'documents';

/** The layout of a type of files. */
export const layoutOfType = (type: 'json' | 'ndjson'): JsonLayout => (type === 'ndjson' ? 'lines' : 'documents');

/** A JSON object of the file: objects and arrays inside are text still. */
export type JsonRecord = PlacedRow;

/** A first line of more than this is not waited for in order to see how the file is laid out. */
const MAX_FIRST_LINE_BYTES = 64 * 1024;

/**
 * Reads the objects of a JSON file. Without a layout, a file whose first line is a whole object is read line by line, so
 * that a broken line costs no more than itself; any other file by its brackets.
 */
export class JsonRecords implements Splitter<JsonRecord | BadRow> {
  private splitter: Splitter<RawRecord> | undefined;
  private head: Buffer = Buffer.alloc(0);
  private readonly reader = new JsonReader();

  /** @param limit bytes of a record that are held at most */
  constructor(
    layout?: JsonLayout,
    private readonly limit = MAX_RECORD_BYTES,
  ) {
    if (layout !== undefined) this.splitter = this.splitterFor(layout);
  }

  *push(chunk: Uint8Array): Generator<JsonRecord | BadRow> {
    let bytes = asBuffer(chunk);
    if (this.splitter === undefined) {
      bytes = this.head = Buffer.concat([this.head, bytes]);
      const layout = layoutOf(this.head, false);
      if (layout === undefined) return;
      this.splitter = this.splitterFor(layout);
    }
    yield* this.read(this.splitter.push(bytes));
  }

  *end(): Generator<JsonRecord | BadRow> {
    if (this.splitter === undefined) {
      this.splitter = this.splitterFor(layoutOf(this.head, true) ?? 'lines');
      yield* this.read(this.splitter.push(this.head));
    }
    yield* this.read(this.splitter.end());
  }

  private splitterFor(layout: JsonLayout): Splitter<RawRecord> {
    return layout === 'lines' ? new Lines(this.limit) : new JsonDocuments(this.limit);
  }

  private *read(records: Iterable<RawRecord>): Generator<JsonRecord | BadRow> {
    for (const record of records) {
      const text = textOf(record);
      if (typeof text !== 'string') yield text;
      else if (this.splitter instanceof Lines && isBlank(text)) continue;
      else yield this.parse(text, record);
    }
  }

  private parse(text: string, { location }: RawRecord): JsonRecord | BadRow {
    const row = faultOf(() => this.reader.readObject(text));
    return row instanceof RowFault ? badRow(location, row.message, text) : { row, location, text };
  }
}

const isBlank = (text: string): boolean => text === '' || /^[ \t\r]*$/.test(text);

/** undefined where more bytes are needed. It depends on the file's bytes alone, not on how they were cut. */
const layoutOf = (head: Buffer, isAll: boolean): JsonLayout | undefined => {
  const start = head
    .subarray(0, MAX_FIRST_LINE_BYTES)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start.startsWith('[')) return 'documents';
  const end = start.indexOf('\n');
  if (start !== '' && (end >= 0 || isAll))
    return endsWithinOne(end < 0 ? start : start.slice(0, end)) ? 'lines' : 'documents';
  return isAll || head.length >= MAX_FIRST_LINE_BYTES ? 'documents' : undefined;
};

/** Whether a line closes all that it opens, and holds no second object. What is broken here is read line by line. */
const endsWithinOne = (line: string): boolean => {
  const pieces = [...new JsonDocuments().push(Buffer.from(line, 'latin1'))];
  const isWhole = pieces.length === 1 && line.trim().endsWith('}');
  return isWhole || (pieces.length === 0 && !line.trim().startsWith('{'));
};
