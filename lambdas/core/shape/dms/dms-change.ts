import type { Change, ChangeOp, Row, SourceTable, Value } from '../change';
import { columnNamed, keyOfRow } from '../column-match';
import { newRow, scalarText } from '../row';
import { RowFault } from '../row-fault';
import { utcTime } from '../rows';
import type { DmsObject } from './dms-object';

/** How the rows of one table are read. */
export interface DmsTable {
  table: SourceTable;
  /** Columns of CSV without a header, without `Op`. */
  columns?: readonly string[] | undefined;
  key?: readonly string[] | null | undefined;
  /** Redshift types by column. */
  types?: Readonly<Record<string, string>> | undefined;
}

export interface DmsOptions {
  /** The column that the task's TimestampColumnName adds: the time of the commit. */
  timeColumn?: string | undefined;
  /** The column that a transformation rule fills with $AR_H_CHANGE_SEQ. */
  positionColumn?: string | undefined;
  /** CsvNoSupValue: a field with this text was not sent. */
  noSupText?: string | undefined;
}

export const DEFAULT_POSITION_COLUMN = 'AR_H_CHANGE_SEQ';

/** Rows of the full load stand before every change. */
const LOADED = '0';
const CHANGED = '1';
const ROW_DIGITS = 12;
const SEQUENCE_DIGITS = 40;

const OPS: Readonly<Record<string, ChangeOp>> = { I: 'U', U: 'U', D: 'D' };

/**
 * The change of one row, of CSV or Parquet.
 *
 * @param op the row's operation; undefined where the file has none: of a full load, or of inserts alone
 * @param index the row's number in its file
 * @throws RowFault for an unknown operation, a key that is missing or NULL, and a position that is no number
 */
export const dmsChange = (
  given: Row,
  op: string | undefined,
  object: DmsObject,
  index: number,
  { table, key = null, types }: DmsTable,
  options: DmsOptions,
): Change => {
  const kind = op === undefined ? 'U' : Object.hasOwn(OPS, op) ? OPS[op] : undefined;
  if (kind === undefined) throw new RowFault('an operation that is none of I, U and D');
  const { row, absent } = sent(given, options.noSupText);
  const { timeColumn } = options;
  return {
    table,
    op: kind,
    key: keyOfRow(row, key),
    row,
    absent,
    pos: position(row, object, index, options.positionColumn),
    at: timeColumn === undefined ? null : utcTime(scalarText(fieldOf(row, timeColumn))),
    ...(types === undefined ? {} : { types }),
  };
};

const position = (row: Row, { kind, order }: DmsObject, index: number, given: string | undefined): string => {
  const byFile = order + String(index).padStart(ROW_DIGITS, '0');
  if (kind === 'load') return LOADED + byFile;
  const column = given ?? DEFAULT_POSITION_COLUMN;
  // A column that nobody names is used where it is.
  if (given === undefined && columnNamed(Object.keys(row), column) === undefined) return CHANGED + byFile;
  const text = scalarText(fieldOf(row, column))?.trim() ?? '';
  if (!/^\d+$/.test(text) || text.length > SEQUENCE_DIGITS) throw new RowFault(`${column} is no number`);
  return CHANGED + text.padStart(SEQUENCE_DIGITS, '0');
};

const fieldOf = (row: Row, column: string): Value | undefined => {
  const name = columnNamed(Object.keys(row), column);
  if (name === undefined) throw new RowFault(`the column ${JSON.stringify(column)} is missing`);
  return row[name];
};

const sent = (given: Row, noSupText: string | undefined): { row: Row; absent: string[] } => {
  const absent = noSupText === undefined ? [] : Object.keys(given).filter((name) => given[name] === noSupText);
  if (absent.length === 0) return { row: given, absent };
  const row = newRow();
  for (const name of Object.keys(given)) if (!absent.includes(name)) row[name] = given[name] ?? null;
  return { row, absent };
};
