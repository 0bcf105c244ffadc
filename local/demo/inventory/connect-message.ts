import { connectJson, connectSchema, plainJson, UNAVAILABLE } from './connect-value';
import type { LogEntry } from './shop-log';
import { byTable, SHOP_TABLES, type ShopRow, type ShopTable, type TableName } from './shop-tables';

const PREFIX = 'inventory';

/** `inventory.public.orders`: where Debezium writes the changes of a table. */
export const topicOf = (table: TableName): string => `${PREFIX}.public.${table}`;

/**
 * What the connector writes to Kafka for an entry, each as the JSON text of its key and value. Behind a delete comes a
 * tombstone, whose value is null.
 */
export function messagesOf(entry: LogEntry): { key: string; value: string }[] {
  const table = SHOP_TABLES[entry.table];
  const key = entry.op === 't' ? 'null' : keyJson(table, (entry.after ?? entry.before) as ShopRow);
  const message = { key, value: withSchema(table, 'value', envelope(table, entry)) };
  return entry.op === 'd' ? [message, { key, value: 'null' }] : [message];
}

const keyJson = (table: ShopTable, row: ShopRow): string => {
  const columns = table.columns.filter(({ name }) => table.key.includes(name));
  return withSchema(table, 'key', JSON.stringify(image({ ...table, columns }, row)));
};

function envelope(table: ShopTable, { op, lsn, transaction, at, before, after, unavailable }: LogEntry): string {
  const millis = at / 1_000n;
  const snapshot = op === 'r';
  const position = `"txId":${transaction},"lsn":${lsn},"xmin":null`;
  const source = `{"version":"3.0.8.Final","connector":"postgresql","name":"${PREFIX}","ts_ms":${millis},"snapshot":"${snapshot}","db":"shop","sequence":"[null,\\"${lsn}\\"]","ts_us":${at},"ts_ns":${at}000,"schema":"public","table":"${table.name}",${position}}`;
  const images = `"before":${JSON.stringify(beforeImage(table, op, before))},"after":${JSON.stringify(after && image(table, after, unavailable))}`;
  return `{${images},"source":${source},"transaction":null,"op":"${op}","ts_ms":${millis + 240n},"ts_us":${at + 240_123n},"ts_ns":${at + 240_123n}456}`;
}

/** By REPLICA IDENTITY DEFAULT the log has the key of a row that is gone, and nothing of one that is changed. */
function beforeImage(table: ShopTable, op: LogEntry['op'], before: ShopRow | null): object | null {
  if (before === null) return null;
  if (table.isReplicaFull) return image(table, before);
  if (op !== 'd') return null;
  return image(
    table,
    Object.fromEntries(
      table.columns.map(({ name }) => [name, table.key.includes(name) ? (before[name] ?? null) : null]),
    ),
  );
}

/** A column that the table did not have when the row was written is not in its image. */
const image = (table: ShopTable, row: ShopRow, unavailable: readonly string[] = []): Record<string, unknown> =>
  Object.fromEntries(
    table.columns.flatMap((column) => {
      const value = row[column.name];
      if (value === undefined) return [];
      if (unavailable.includes(column.name)) return [[column.name, UNAVAILABLE]];
      const json = table.hasSchema ? connectJson : plainJson;
      return [[column.name, value === null ? null : json(column, value)]];
    }),
  );

const withSchema = (table: ShopTable, half: 'key' | 'value', payload: string): string =>
  table.hasSchema ? `{"schema":${SCHEMAS[table.name][half]},"payload":${payload}}` : payload;

const struct = (field: string | undefined, name: string, fields: object[], optional: boolean): object => ({
  type: 'struct',
  fields,
  optional,
  name,
  ...(field !== undefined && { field }),
});

const field = (name: string, type: string, optional = false): object => ({ type, optional, field: name });

const SOURCE = struct(
  'source',
  'io.debezium.connector.postgresql.Source',
  [
    ...['version', 'connector', 'name', 'db', 'schema', 'table'].map((name) => field(name, 'string')),
    ...['snapshot', 'sequence'].map((name) => field(name, 'string', true)),
    ...['ts_ms', 'ts_us', 'ts_ns', 'txId', 'lsn', 'xmin'].map((name) => field(name, 'int64', true)),
  ],
  false,
);

function schemasOf(table: ShopTable): { key: string; value: string } {
  const columns = table.columns.map((column) => {
    const isKey = table.key.includes(column.name);
    return { isKey, schema: { ...connectSchema(column), optional: !isKey, field: column.name } };
  });
  const all = columns.map(({ schema }) => schema);
  const name = topicOf(table.name);
  const value = struct(
    undefined,
    `${name}.Envelope`,
    [
      struct('before', `${name}.Value`, all, true),
      struct('after', `${name}.Value`, all, true),
      SOURCE,
      field('op', 'string'),
      ...['ts_ms', 'ts_us', 'ts_ns'].map((each) => field(each, 'int64', true)),
    ],
    false,
  );
  const keys = columns.filter(({ isKey }) => isKey).map(({ schema }) => schema);
  return { key: JSON.stringify(struct(undefined, `${name}.Key`, keys, false)), value: JSON.stringify(value) };
}

/** Made once: a message has it by heart. */
const SCHEMAS = byTable((name) => schemasOf(SHOP_TABLES[name]));
