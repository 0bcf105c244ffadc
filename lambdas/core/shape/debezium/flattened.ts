import type { Row, SourceTable, Value } from '../change';
import { newRow, scalarText } from '../row';
import { RowFault } from '../row-fault';
import type { Event } from './event';
import { knownTable } from './known-table';
import type { EventContext } from './options';
import { type RowSchema, readImage } from './row-schema';

/** Members of an envelope, and of its source, that `add.fields` can put beside the columns. */
const ADDED = new Set([
  ...['deleted', 'op', 'table', 'schema', 'db', 'collection', 'keyspace', 'name', 'connector', 'version', 'snapshot'],
  ...[
    'sequence',
    'ts_ms',
    'ts_us',
    'ts_ns',
    'lsn',
    'xmin',
    'txId',
    'file',
    'pos',
    'row',
    'gtid',
    'server_id',
    'thread',
  ],
  ...[
    'query',
    'commit_lsn',
    'change_lsn',
    'event_serial_no',
    'scn',
    'commit_scn',
    'rs_id',
    'ssn',
    'redo_thread',
    'row_id',
  ],
  ...['user_name', 'lcr_position', 'ord', 'tord', 'h', 'rs', 'stxnid', 'lsid', 'txnNumber'],
]);

/** The member of the envelope that a field of a flattened row repeats; undefined for the row's own columns. */
export const addedName = (name: string, prefix: string): string | undefined => {
  const bare = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
  return bare !== undefined && (ADDED.has(bare) || /^(source|transaction)_/.test(bare)) ? bare : undefined;
};

/** Reads a row that a transformation took out of its envelope. @throws RowFault */
export const readFlattened = (
  payload: Row,
  key: Row | null,
  schemaOf: (table: SourceTable) => RowSchema,
  context: EventContext,
): Event | undefined => {
  const { prefix, table: given } = context.options;
  const columns = newRow();
  const added = newRow();
  for (const name of Object.keys(payload)) {
    const bare = addedName(name, prefix);
    if (bare !== undefined) added[bare] = payload[name] as Value;
    else columns[name] = payload[name] as Value;
  }
  // ts_ms, ts_us and ts_ns without `source_` are the connector's clock.
  const source = (name: string) => added[`source_${name}`] ?? (name.startsWith('ts_') ? undefined : added[name]);
  const op = scalarText(added.op);
  if (op === 'm') return undefined;
  const isDelete = op === 'd' || scalarText(added.deleted) === 'true' || added.deleted === true;
  const table = tableOf(source) ?? given;
  if (table === undefined)
    throw new RowFault('an event that does not name its table: add it to the event (add.fields), or set tablePath');
  if (op === 't') return { op: 'T', table, after: null, before: null, key: null, schema: schemaOf(table), source };
  const schema = schemaOf(table);
  const image = readImage(columns, schema, context.isUnavailable);
  return {
    op: isDelete ? 'D' : 'U',
    table,
    after: isDelete ? null : image,
    before: isDelete ? image : null,
    key,
    schema,
    source,
  };
};

const tableOf = (source: (name: string) => Value | undefined): SourceTable | undefined => {
  const name = scalarText(source('table') ?? source('collection'));
  const schema = scalarText(source('schema') ?? source('keyspace') ?? source('db'));
  return name === undefined || schema === undefined ? undefined : knownTable(schema, name);
};
