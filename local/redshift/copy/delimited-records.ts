import type { CopyCommand } from '../sql/copy-command';
import { type Field, type FileRecord, MAX_ROW_BYTES } from './record';
import { LOAD_ERROR, RowError } from './row-error';

interface Dialect {
  delimiter: string;
  /** Only CSV has one. */
  quote: string | undefined;
  escape: boolean;
  removeQuotes: boolean;
  nullAs: string;
}

/** The dialect that the options describe. `\N` stands for NULL unless NULL AS says otherwise. */
function dialectOf(copy: CopyCommand): Dialect {
  const isCsv = copy.format === 'csv';
  return {
    delimiter: copy.delimiter ?? (isCsv ? ',' : '|'),
    quote: isCsv ? (copy.quote ?? '"') : undefined,
    escape: copy.given.has('ESCAPE'),
    removeQuotes: copy.given.has('REMOVEQUOTES'),
    nullAs: Buffer.from(copy.nullAs ?? '\\N').toString('latin1'),
  };
}

/** Reads delimited text or CSV for `width` columns. */
export function* delimitedRecords(text: string, copy: CopyCommand, width: number): Generator<FileRecord> {
  const dialect = dialectOf(copy);
  let at = 0;
  let line = 0;
  while (at < text.length) {
    line++;
    const start = at;
    const row = readRow(text, at, dialect);
    at = row.end;
    const raw = text.slice(start, row.end).replace(/\r?\n$/, '');
    const lines = raw.split('\n').length - 1;
    if (line > copy.ignoreHeader && !(raw === '' && copy.given.has('IGNOREBLANKLINES'))) {
      yield { line, raw, fields: raw.length > MAX_ROW_BYTES ? tooLong() : matched(row.fields, copy, width) };
    }
    line += lines;
  }
}

const tooLong = () => new RowError(LOAD_ERROR.line, 'Row length exceeds the limit of 4 MB');

/** Matches fields with columns. A line of delimited text may end in a delimiter. */
function matched(fields: Field[] | RowError, copy: CopyCommand, width: number): Field[] | RowError {
  if (fields instanceof RowError) return fields;
  const spare = copy.format === 'text' && fields.length === width + 1 && fields[width]?.bytes === '';
  if (spare) return fields.slice(0, width);
  if (fields.length > width) return new RowError(LOAD_ERROR.extraColumns, 'Extra column(s) found');
  if (fields.length < width && !copy.given.has('FILLRECORD')) {
    return new RowError(LOAD_ERROR.delimiter, 'Delimiter not found', fields.length);
  }
  // A missing field is an empty one: NULL but for text.
  while (fields.length < width) fields.push({ bytes: '' });
  return fields;
}

/** One row from `start`; `end` is behind its line feed. */
function readRow(text: string, start: number, d: Dialect): { fields: Field[] | RowError; end: number } {
  const fields: Field[] = [];
  let at = start;
  for (;;) {
    const read = d.quote === undefined ? readPlain(text, at, d) : readCsv(text, at, d, d.quote);
    if (read instanceof RowError) return { fields: read, end: lineEnd(text, at) };
    fields.push(read.field);
    at = read.end;
    if (text[at] !== d.delimiter) break;
    at++;
  }
  return { fields, end: at >= text.length ? at : at + 1 };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

interface Read {
  field: Field;
  /** Where the delimiter, the line feed or the end stands. */
  end: number;
}

function readPlain(text: string, start: number, d: Dialect): Read {
  const quote = d.removeQuotes && (text[start] === '"' || text[start] === "'") ? text[start] : undefined;
  let value = '';
  let at = quote === undefined ? start : start + 1;
  for (; at < text.length; at++) {
    const c = text[at] as string;
    if (d.escape && c === '\\' && at + 1 < text.length && text[at + 1] !== 'N') value += text[++at];
    else if (c === quote) break;
    else if (quote === undefined && (c === d.delimiter || c === '\n')) break;
    else value += c;
  }
  if (quote !== undefined) at++;
  return { field: fieldOf(value.replace(/\r$/, ''), quote !== undefined, d), end: at };
}

/** Blanks between a delimiter and a quote do not count; a doubled quote is one. */
function readCsv(text: string, start: number, d: Dialect, quote: string): Read | RowError {
  let at = start;
  while (text[at] === ' ' && d.delimiter !== ' ') at++;
  if (text[at] !== quote) {
    let end = start;
    while (end < text.length && text[end] !== d.delimiter && text[end] !== '\n') end++;
    const value = text.slice(start, end).replace(/\r$/, '');
    if (value.includes(quote)) return new RowError(LOAD_ERROR.delimiter, 'Invalid quote formatting for CSV');
    return { field: fieldOf(value, false, d), end };
  }
  let value = '';
  for (at++; at < text.length; at++) {
    if (text[at] !== quote) value += text[at];
    else if (text[at + 1] === quote) value += text[++at];
    else break;
  }
  if (at >= text.length) return new RowError(LOAD_ERROR.delimiter, 'Invalid quote formatting for CSV');
  at++;
  while ((text[at] === ' ' && d.delimiter !== ' ') || (text[at] === '\r' && text[at + 1] === '\n')) at++;
  if (at < text.length && text[at] !== d.delimiter && text[at] !== '\n') {
    return new RowError(LOAD_ERROR.delimiter, 'Invalid quote formatting for CSV');
  }
  return { field: fieldOf(value, true, d), end: at };
}

/** That a quoted NULL string is text is inferred: the guide is silent. */
const fieldOf = (value: string, quoted: boolean, d: Dialect): Field => ({
  bytes: !quoted && value === d.nullAs ? null : value,
});
