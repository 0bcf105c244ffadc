import type { ChangeOp, Row, SourceTable, Value } from '../change';
import type { JsonReader } from '../json/json-reader';
import { jsonText, newRow, scalarText } from '../row';
import { RowFault } from '../row-fault';
import type { Event } from './event';
import { knownTable } from './known-table';
import { documentKey, documentRow } from './mongodb-document';
import type { EventContext } from './options';
import { type Image, type RowSchema, readImage } from './row-schema';

const OPS: Readonly<Record<string, ChangeOp | 'skip'>> = { c: 'U', u: 'U', r: 'U', d: 'D', t: 'T', m: 'skip' };

/** Whether a payload is an envelope: it says its operation, and has the row in a part of its own. */
export const isEnvelope = (payload: Row): boolean =>
  typeof payload.op === 'string' && ('source' in payload || 'after' in payload || 'before' in payload);

/** Reads an envelope; undefined for messages of the application (`m`). @throws RowFault */
export const readEnvelope = (
  payload: Row,
  key: Row | null,
  schemaOf: (table: SourceTable) => RowSchema,
  context: EventContext,
  reader: JsonReader,
): Event | undefined => {
  const letter = scalarText(payload.op) ?? '';
  const op = Object.hasOwn(OPS, letter) ? OPS[letter] : undefined;
  if (op === 'skip') return undefined;
  if (op === undefined) throw new RowFault('an unknown op');
  const sourceText = jsonText(payload.source);
  const source: Row = sourceText === undefined ? newRow() : reader.readObject(sourceText, 'source');
  if (source.connector === 'cassandra') throw new RowFault("Cassandra's events are not supported");
  const table = tableOf(source) ?? context.options.table;
  if (table === undefined) throw new RowFault('an event that does not name its table: set tablePath');
  const schema = schemaOf(table);
  const image = (value: Value | undefined): Image | null => {
    if (value === undefined || value === null) return null;
    const row =
      typeof value === 'string' ? documentRow(value, reader) : reader.readObject(jsonText(value) ?? '', 'image');
    return readImage(row, schema, context.isUnavailable);
  };
  const after = image(payload.after);
  const before = image(payload.before);
  const isDocument = source.connector === 'mongodb' || typeof (payload.after ?? payload.before) === 'string';
  const rowKey = isDocument ? documentKey(key, (after ?? before)?.row, reader) : key;
  return { op, table, after, before, key: rowKey, schema, source: (name) => source[name] };
};

/** Databases without schemas have them by other names. */
const tableOf = (source: Row): SourceTable | undefined => {
  const named = (names: readonly string[]) => names.map((name) => scalarText(source[name])).find((text) => text);
  const name = named(['table', 'collection']);
  const schema = named(['schema', 'keyspace', 'db']);
  return name === undefined || schema === undefined ? undefined : knownTable(schema, name);
};
