import type { SourceTable, Value } from '../change';
import type { FieldSchema } from './field-schema';
import { DEFAULT_PLACEHOLDER } from './unavailable';

/** How the events of a Debezium source are read. */
export interface DebeziumOptions {
  /** The table where events do not name theirs. */
  table?: SourceTable | undefined;
  /** Key columns that the configuration gives; they beat the message's key. */
  keyOf?: ((table: SourceTable) => readonly string[] | null) | undefined;
  /** Schemas of columns by name, for events without a schema. */
  declared?: ((table: SourceTable) => ReadonlyMap<string, FieldSchema>) | undefined;
  /** `unavailable.value.placeholder` of the connector. */
  placeholder?: string;
  /** `add.fields.prefix` of the flattening transformation. */
  prefix?: string;
  /**
   * `source`: by the position in the source's log; an event without one is refused. `arrival`: by the order of objects
   * and records (by Kafka's offset where the record has it).
   */
  order?: 'source' | 'arrival';
  /**
   * What a message without a value means. `auto`: nothing behind events that tell deletes themselves, else a delete.
   */
  tombstones?: 'auto' | 'skip' | 'delete';
  /** Text of fixed width, at most 44 characters, that sorts as the objects' order: for `arrival`. */
  objectOrder?: string;
}

export const debeziumDefaults = {
  placeholder: DEFAULT_PLACEHOLDER,
  prefix: '__',
  order: 'source',
  tombstones: 'auto',
  objectOrder: '',
} as const;

/** What reading one event needs beside the event. */
export interface EventContext {
  options: DebeziumOptions & Required<Pick<DebeziumOptions, keyof typeof debeziumDefaults>>;
  isUnavailable: (value: Value) => boolean;
  /** The position where the order is that of arrival. */
  arrival: string;
}
