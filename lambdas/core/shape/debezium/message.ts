import type { Row, Value } from '../change';
import type { JsonReader } from '../json/json-reader';
import { jsonText } from '../row';
import { RowFault } from '../row-fault';

/** Half of a message: the value, or the key. */
export interface Half {
  row: Row;
  /** JSON text of its schema, where it has one. */
  schema: string | undefined;
}

/** A message as Kafka has it. */
export interface Message {
  /** undefined: the record does not have the key. */
  key: Half | undefined;
  /** null: a tombstone. */
  value: Half | null;
  /** Kafka's offset, where the record has it: it orders the messages of one key. */
  offset: Value | undefined;
}

/** What sinks write beside a message's key and value. */
const WRAPPING = new Set(['key', 'value', 'topic', 'partition', 'offset', 'timestamp', 'timestampType', 'headers']);

/**
 * Takes a record apart: a value by itself, or `{"key": ..., "value": ...}` as sinks write it that keep keys; each with its
 * schema around it or not.
 *
 * @throws RowFault
 */
export const readMessage = (record: Row, reader: JsonReader): Message => {
  if (!isWrapped(record)) return { key: undefined, value: unwrap(record, reader), offset: undefined };
  const value = record.value as Value;
  const key = record.key ?? null;
  return {
    key: key === null ? undefined : (unwrap(open(key, 'key', reader), reader) ?? undefined),
    value: value === null ? null : unwrap(open(value, 'value', reader), reader),
    offset: record.offset,
  };
};

/** A row could have columns named key and value: objects, or text that is one, tell a message. */
const isWrapped = (record: Row): boolean => {
  if (!('value' in record)) return false;
  if (!Object.keys(record).every((name) => WRAPPING.has(name))) return false;
  const { key = null, value = null } = record;
  return [key, value].every((half) => half === null || looksLikeObject(half)) && !(key === null && value === null);
};

const looksLikeObject = (value: Value): boolean =>
  /^\s*\{/.test(jsonText(value) ?? (typeof value === 'string' ? value : ''));

const open = (value: Value, what: string, reader: JsonReader): Row => {
  const text = jsonText(value) ?? (typeof value === 'string' ? value : undefined);
  if (text === undefined) throw new RowFault(`the message's ${what} is no object`);
  return reader.readObject(text, what);
};

/** `{"schema": ..., "payload": ...}` apart; null for a payload that is null. */
const unwrap = (half: Row, reader: JsonReader): Half | null => {
  if (!('payload' in half) || !Object.keys(half).every((name) => name === 'payload' || name === 'schema')) {
    return { row: half, schema: undefined };
  }
  if (half.payload === null) return null;
  return { row: open(half.payload as Value, 'payload', reader), schema: jsonText(half.schema) };
};
