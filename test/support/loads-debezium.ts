import type { Cells, ColumnName, Message } from './loads-history';

/** With the schema of each message, without, and without the envelope. */
export type Flavour = 'schema' | 'bare' | 'flat';

export interface DebeziumTable {
  schema: string;
  name: string;
  flavour: Flavour;
  /** Messages keep their key beside the value. */
  keyed: boolean;
  /** Where the source's column `w` became text. */
  textFrom: number;
}

const UNAVAILABLE = '__debezium_unavailable_value';

/** The lines that Debezium's sinks write for a message. */
export const debeziumLines = (table: DebeziumTable, message: Message): string[] => {
  const { kind, old, either } = message;
  // A changed key is a delete and an insert, or an update whose before image has the old key.
  if (kind === 'rekey' && (!either || table.flavour === 'flat')) {
    const { row: _, ...gone } = message;
    return [line(table, { ...gone, kind: 'delete' }), line(table, { ...message, kind: 'insert' })];
  }
  const lines = [line(table, message)];
  if (kind === 'delete' && either && table.keyed) lines.push(json({ key: keyOf(table, old), value: null }));
  return lines;
};

const line = (table: DebeziumTable, message: Message): string => {
  const value = table.flavour === 'flat' ? flat(table, message) : envelope(table, message);
  const key = keyOf(table, message.row ?? message.old);
  return json(table.keyed && message.kind !== 'truncate' ? { key, value } : value);
};

const OPS = { insert: 'c', update: 'u', rekey: 'u', delete: 'd', truncate: 't' };

const envelope = (table: DebeziumTable, message: Message): unknown => {
  const { kind, row, old, absent, columns, either, seq } = message;
  // Without REPLICA IDENTITY FULL a delete has its key alone, and an update nothing.
  const before = kind === 'delete' && !either && old ? { ...blank(columns), id: old.id ?? null } : old;
  const payload = {
    before: before && (either || kind === 'delete') ? image(table, seq, before, []) : null,
    after: row ? image(table, seq, row, absent) : null,
    op: kind === 'insert' && either ? 'r' : OPS[kind],
    source: {
      connector: 'postgresql',
      db: 'shop',
      schema: table.schema,
      table: table.name,
      lsn: raw(1_000_000 + seq * 8),
      ts_ms: raw(millis(message.at)),
    },
    // The connector's clock is behind, and goes backwards.
    ts_ms: raw(1_000_000_000_000 - seq),
  };
  return table.flavour === 'schema' ? { schema: schemaOf(table, message), payload } : payload;
};

const flat = (table: DebeziumTable, message: Message): unknown => {
  const { kind, row, old, absent, columns, seq } = message;
  const cells = row ?? (old && { ...blank(columns), id: old.id ?? null });
  return {
    ...(cells ? (image(table, seq, cells, absent) as object) : {}),
    __op: OPS[kind],
    __deleted: String(kind === 'delete'),
    __schema: table.schema,
    __table: table.name,
    __lsn: raw(1_000_000 + seq * 8),
    __source_ts_ms: raw(millis(message.at)),
  };
};

const blank = (columns: readonly ColumnName[]): Cells => Object.fromEntries(columns.map((name) => [name, null]));

const image = (
  table: DebeziumTable,
  seq: number,
  cells: Cells,
  absent: readonly ColumnName[],
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(cells).map(([name, cell]) => [
      name,
      (absent as readonly string[]).includes(name)
        ? UNAVAILABLE
        : cell === null
          ? null
          : sentValue(table, seq, name, cell),
    ]),
  );

const sentValue = ({ flavour, textFrom }: DebeziumTable, seq: number, name: string, cell: string): unknown => {
  if (name === 'id' || name === 'n') return raw(cell);
  if (name === 'w')
    return flavour === 'schema' ? (seq < textFrom ? raw(cell) : cell) : /^[\d.]+$/.test(cell) ? raw(cell) : cell;
  if (name === 'flag') return cell === 'true';
  if (name !== 'seen_at') return cell;
  return flavour === 'schema' ? raw(`${millis(cell) / 1000}${cell.slice(-6)}`) : `${cell.replace(' ', 'T')}Z`;
};

const millis = (at: string): number => Date.parse(`${at.slice(0, 19).replace(' ', 'T')}Z`);

const TYPES: Record<ColumnName, { type: string; name?: string }> = {
  id: { type: 'int64' },
  v: { type: 'string' },
  n: { type: 'int64' },
  w: { type: 'int32' },
  flag: { type: 'boolean' },
  seen_at: { type: 'int64', name: 'io.debezium.time.MicroTimestamp' },
  big: { type: 'string' },
  x: { type: 'string' },
};

const schemaOf = ({ textFrom, schema, name }: DebeziumTable, { columns, seq }: Message): unknown => {
  const fields = columns.map((column) => ({
    field: column,
    optional: column !== 'id',
    ...(column === 'w' && seq >= textFrom ? { type: 'string' } : TYPES[column]),
  }));
  const struct = (field: string) => ({ type: 'struct', optional: true, field, fields });
  return {
    type: 'struct',
    name: `shop.${schema}.${name}.Envelope`,
    fields: [
      struct('before'),
      struct('after'),
      { type: 'struct', field: 'source', optional: false, fields: [] },
      { type: 'string', field: 'op', optional: false },
    ],
  };
};

const keyOf = ({ flavour }: DebeziumTable, row: Cells | undefined): unknown => {
  const payload = { id: raw(row?.id ?? '0') };
  if (flavour !== 'schema') return payload;
  return { schema: { type: 'struct', fields: [{ field: 'id', type: 'int64', optional: false }] }, payload };
};

/** A JSON number in exactly these digits. */
const raw = (digits: string | number): string => `\0#${digits}`;
const json = (value: unknown): string => JSON.stringify(value).replaceAll(/"\\u0000#(-?[\d.]+)"/g, '$1');
