import { ArrivalOrder } from '../arrival-order';
import { badRow } from '../bad-row';
import { type BadRow, type Change, isBadRow, type Row, type SourceTable } from '../change';
import { JsonReader } from '../json/json-reader';
import { type JsonLayout, type JsonRecord, JsonRecords } from '../json/json-records';
import { MAX_RECORD_BYTES, type Splitter } from '../raw-record';
import { newRow, scalarText } from '../row';
import { faultOf, RowFault } from '../row-fault';
import { isEnvelope, readEnvelope } from './envelope';
import { changesOf } from './event';
import { addedName, readFlattened } from './flattened';
import { type Half, type Message, readMessage } from './message';
import { type DebeziumOptions, debeziumDefaults, type EventContext } from './options';
import { declaredSchema, type RowSchema, rowSchema } from './row-schema';
import { unavailableTest } from './unavailable';

/** Schemas that are kept: a source has one for each table and version. */
const KEPT_SCHEMAS = 2_000;

/**
 * Reads the changes of one object of Debezium's events. Heartbeats, changes of schemas, transaction metadata and messages
 * of the application are passed.
 */
export class DebeziumChanges implements Splitter<Change | BadRow> {
  private readonly records: JsonRecords;
  private readonly reader = new JsonReader();
  private readonly options: EventContext['options'];
  private readonly isUnavailable: EventContext['isUnavailable'];
  private readonly schemas = new Map<string, RowSchema>();
  private readonly order: ArrivalOrder;
  private arrived = '';
  private readonly isColumn = (name: string) => addedName(name, this.options.prefix) === undefined;
  private tellsDeletes = false;

  constructor(options: DebeziumOptions = {}, layout?: JsonLayout, limit = MAX_RECORD_BYTES) {
    this.options = { ...debeziumDefaults, ...options };
    this.isUnavailable = unavailableTest(this.options.placeholder);
    this.order = new ArrivalOrder(this.options.objectOrder);
    this.records = new JsonRecords(layout, limit);
  }

  *push(chunk: Uint8Array): Generator<Change | BadRow> {
    for (const record of this.records.push(chunk)) yield* this.take(record);
  }

  *end(): Generator<Change | BadRow> {
    for (const record of this.records.end()) yield* this.take(record);
  }

  private *take(record: JsonRecord | BadRow): Generator<Change | BadRow> {
    this.arrived = this.order.next();
    if (isBadRow(record)) {
      yield record;
      return;
    }
    const changes = faultOf(() => this.read(record.row));
    if (changes instanceof RowFault) yield badRow(record.location, changes.message, record.text);
    else yield* changes;
  }

  private read(record: Row): Change[] {
    const message = readMessage(record, this.reader);
    const context: EventContext = {
      options: this.options,
      isUnavailable: this.isUnavailable,
      arrival: this.arrival(message),
    };
    if (message.value === null) return this.tombstone(message.key, context);
    const { row, schema } = message.value;
    const name = schema === undefined ? undefined : this.cached(schema, () => rowSchema(schema, this.isColumn)).name;
    if (isOther(row, name)) return [];
    const isEnvelopeNow = isEnvelope(row);
    // Rows without an envelope have the mark where deletes are rewritten to rows.
    if (isEnvelopeNow || `${this.options.prefix}deleted` in row) this.tellsDeletes = true;
    const key = this.keyRow(message.key);
    const schemaOf = (table: SourceTable) => this.schema(schema, table);
    const event = isEnvelopeNow
      ? readEnvelope(row, key, schemaOf, context, this.reader)
      : readFlattened(row, key, schemaOf, context);
    return event === undefined ? [] : changesOf(event, context);
  }

  private tombstone(key: Half | undefined, context: EventContext): Change[] {
    const { tombstones, order, table } = this.options;
    if (tombstones === 'skip' || (tombstones === 'auto' && this.tellsDeletes)) return [];
    if (order !== 'arrival') {
      throw new RowFault(
        'a tombstone, which has no position, and no delete in front of it: let the connector write deletes as events (delete.tombstone.handling.mode: rewrite)',
      );
    }
    if (table === undefined) throw new RowFault('a tombstone does not name its table: set tablePath');
    const row = this.keyRow(key);
    if (row === null) throw new RowFault('a tombstone without a key');
    const event = {
      op: 'D',
      table,
      after: null,
      before: null,
      key: row,
      schema: this.schema(undefined, table),
    } as const;
    return changesOf({ ...event, source: () => undefined }, context);
  }

  private keyRow(key: Half | undefined): Row | null {
    if (key === undefined) return null;
    const schema =
      key.schema === undefined ? undefined : this.cached(key.schema, () => rowSchema(key.schema ?? 'null'));
    const row = newRow();
    for (const name of Object.keys(key.row)) {
      const value = key.row[name] ?? null;
      row[name] = schema === undefined ? value : schema.convert(name, value);
    }
    return row;
  }

  private schema(text: string | undefined, table: SourceTable): RowSchema {
    const declared = this.options.declared?.(table) ?? new Map();
    if (text === undefined) return this.cached(`${table.schema}\n${table.name}`, () => declaredSchema(declared));
    return this.cached(declared.size === 0 ? text : `${table.schema}\n${table.name}\n${text}`, () =>
      rowSchema(text, this.isColumn, declared),
    );
  }

  private cached(name: string, make: () => RowSchema): RowSchema {
    const found = this.schemas.get(name);
    if (found !== undefined) return found;
    if (this.schemas.size >= KEPT_SCHEMAS) this.schemas.clear();
    const made = make();
    this.schemas.set(name, made);
    return made;
  }

  private arrival({ offset }: Message): string {
    const text = scalarText(offset);
    return text !== undefined && /^\d{1,19}$/.test(text) ? text.padStart(19, '0') : this.arrived;
  }
}

const OTHER_SCHEMAS = /(\.Heartbeat|\.SchemaChangeValue|\.TransactionMetadataValue)$/;

/** Messages of the connector itself: they are about no row. */
const isOther = (row: Row, schemaName: string | undefined): boolean => {
  if (schemaName !== undefined && OTHER_SCHEMAS.test(schemaName)) return true;
  const names = Object.keys(row);
  if (names.length > 0 && names.every((column) => /^ts_(ms|us|ns)$/.test(column))) return true;
  if ('status' in row && 'id' in row && 'data_collections' in row && 'event_count' in row) return true;
  return 'ddl' in row && ('databaseName' in row || 'tableChanges' in row);
};
