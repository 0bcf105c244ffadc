import type { Change, ChangeOp, Row, SourceTable } from '../change';
import { keyOfRow, matchColumns } from '../column-match';
import { newRow, scalarText } from '../row';
import { RowFault } from '../row-fault';
import type { EventContext } from './options';
import { positionOf, type SourceField, sourceTime } from './position';
import type { Image, RowSchema } from './row-schema';

/** An event of either form, its parts read. */
export interface Event {
  op: ChangeOp;
  table: SourceTable;
  after: Image | null;
  before: Image | null;
  /** The message's key. */
  key: Row | null;
  schema: RowSchema;
  source: SourceField;
}

/** Ends a position: of an update that changes the key the delete of the old row comes first. */
const FIRST = '0';
const SECOND = '1';

/**
 * The changes that an event means: mostly one, two where an update changes the key.
 * @throws RowFault where the row, its key or its position is not told
 */
export const changesOf = (event: Event, context: EventContext): Change[] => {
  const { op, table, schema, source } = event;
  const pos = context.options.order === 'arrival' ? context.arrival : positionOf(source);
  const configured = context.options.keyOf?.(table);
  const key = configured
    ? matchColumns(configured, event.after?.row, event.before?.row, event.key)
    : event.key && Object.keys(event.key);
  const change = (kind: ChangeOp, row: Row, absent: string[], end: string): Change => ({
    table,
    op: kind,
    key: kind === 'T' ? null : key,
    row,
    absent,
    pos: pos + end,
    at: sourceTime(source),
    types: schema.types,
  });
  if (op === 'T') return [change('T', newRow(), [], SECOND)];
  if (op === 'D') return [change('D', deletedRow(event, key), [], SECOND)];
  const { after, before } = event;
  if (after === null) {
    throw new RowFault('an event without its after image (MongoDB: set capture.mode to change_streams_update_full)');
  }
  const { row, absent } = withKey(after, event, key);
  const old = before !== null && key !== null && keyDiffers(before.row, row, key) ? before.row : undefined;
  const upsert = change('U', row, absent, SECOND);
  return old === undefined ? [upsert] : [change('D', keyRow(old, key ?? []), [], FIRST), upsert];
};

const deletedRow = ({ before, key: messageKey }: Event, key: readonly string[] | null): Row => {
  const row = newRow();
  if (before !== null) Object.assign(row, before.row);
  if (messageKey !== null) Object.assign(row, messageKey);
  if (Object.keys(row).length === 0) throw new RowFault('a delete without a key and without its before image');
  keyOfRow(row, key);
  return row;
};

/** A key column may be among the unchanged values that were not sent: the message's key, or the before image, has it. */
const withKey = (after: Image, { key: messageKey, before }: Event, key: readonly string[] | null): Image => {
  const { row } = after;
  let { absent } = after;
  for (const column of key ?? []) {
    if (column in row) continue;
    const value = messageKey?.[column] ?? before?.row[column];
    if (value === undefined) continue;
    row[column] = value;
    absent = absent.filter((name) => name !== column);
  }
  keyOfRow(row, key);
  return { row, absent };
};

const keyRow = (row: Row, key: readonly string[]): Row => {
  const kept = newRow();
  for (const column of key) kept[column] = row[column] ?? null;
  return kept;
};

/** Where the before image lacks a part of the key, nothing is known to have changed. */
const keyDiffers = (before: Row, after: Row, key: readonly string[]): boolean => {
  const known = key.every((column) => (before[column] ?? null) !== null);
  return known && key.some((column) => textOf(before, column) !== textOf(after, column));
};

const textOf = (row: Row, column: string): string => scalarText(row[column]) ?? JSON.stringify(row[column] ?? null);
