import type { EngineField } from '../../local/redshift/engine';
import type { FlowSql } from './flow-sql';

/** How the rows of a FlowTable with a replication key change. */
export interface FlowChanges {
  /** Rows of a window that are settled. */
  fresh?: number;
  /** Rows that each run reads anew: those that share the highest key. */
  tail?: number;
  /** Chunks of a load; the window is cut by `chunkBy`. */
  chunks?: number;
  /** No row reaches the last watermark any more. */
  rebuilt?: boolean;
  /** Keys that are gone since the last key set. */
  gone?: number;
}

/** A table of the FlowEngine; its columns are `id bigint` and `name varchar(20)`, and `updated_at` where it changes. */
export interface FlowTable {
  /** `schema.name` */
  name: string;
  rows: number;
  kind?: 'table' | 'view';
  /** Rows as the catalog has them: the true number by default, null where it does not know. */
  known?: number | null;
  /** Files of an UNLOAD, and the bytes of each. */
  parts?: number;
  partBytes?: number;
  /** Has a replication key. */
  changes?: FlowChanges;
  /** Columns beside the two, `c0`, `c1` ... of type varchar(20). */
  moreColumns?: number;
}

const text = (value: string): EngineField => ({ stringValue: value });
const NULL: EngineField = { isNull: true };

const columnsOf = ({ moreColumns = 0, changes }: FlowTable): [string, string][] => [
  ['id', 'bigint'],
  ['name', 'character varying(20)'],
  ...(changes ? ([['updated_at', 'timestamp without time zone']] as [string, string][]) : []),
  ...Array.from({ length: moreColumns }, (_, i): [string, string] => [`c${i}`, 'character varying(20)']),
];

/** Rows of the product's three catalog statements. The user is a plain one: sizes are shown only where known. */
export const catalogRows = (tables: readonly FlowTable[], kind: FlowSql['kind']): EngineField[][] =>
  tables.flatMap((table) => {
    const [schema = '', name = ''] = table.name.split('.');
    const known = table.known === undefined ? table.rows : table.known;
    if (kind === 'late-binding') return [];
    if (kind === 'sizes') {
      if (table.kind === 'view' || known === null || known === 0) return [];
      return [[text(schema), text(name), { longValue: 1n }, { doubleValue: known }]];
    }
    return columnsOf(table).map(([column, type], i): EngineField[] => [
      text(schema),
      text(name),
      text(table.kind === 'view' ? 'v' : 'r'),
      { doubleValue: 0 },
      { longValue: BigInt(i + 1) },
      text(column),
      text(type),
      { booleanValue: i === 0 },
      table.kind === 'view' ? NULL : text('PRIMARY KEY (id)'),
    ]);
  });

/** The rows of a table as the page SELECT gives them: BIGINT as text. */
export function* rowsOf(table: FlowTable, rows: number): Generator<EngineField[]> {
  const more = [
    ...(table.changes ? [text(keyAt(0))] : []),
    ...Array.from({ length: table.moreColumns ?? 0 }, (_, i) => text(`v${i}`)),
  ];
  for (let i = 0; i < rows; i++) yield [text(String(i)), text(`row ${i}`), ...more];
}

const keyAt = (second: number): string => `2026-01-01 00:00:${String(second).padStart(2, '0')}.000000`;
const secondOf = (key: string): number => Number(/:(\d\d)\./.exec(key)?.[1]);

/** What a read of a table finds. */
export interface FlowRead {
  rows: number;
  tail: number;
  high: string | null;
  settled: string | null;
  reached: boolean;
  more: boolean;
}

/**
 * What a statement finds of a table. The chunks of a load end at the seconds 1, 2 ... of one minute, and the highest key
 * is that of the last one; a window finds what is fresh.
 */
export const readOf = (table: FlowTable, { low, limit, isChunk }: FlowSql): FlowRead => {
  const { changes } = table;
  const whole = { rows: Math.min(table.rows, limit ?? table.rows), high: null, settled: null };
  if (!changes) return { ...whole, tail: 0, reached: true, more: false };
  const { fresh = 0, tail = 1, chunks = 1, rebuilt = false } = changes;
  const high = keyAt(chunks);
  const chunk = low === undefined ? 1 : secondOf(low) + 1;
  if (isChunk && chunk <= chunks) {
    const more = chunk < chunks;
    return { rows: table.rows, tail: more ? 0 : tail, high, settled: keyAt(chunk), reached: true, more };
  }
  if (low === undefined) return { rows: whole.rows, tail, high, settled: high, reached: true, more: false };
  if (rebuilt) return { rows: 0, tail: 0, high: null, settled: low, reached: false, more: false };
  return { rows: fresh, tail, high, settled: high, reached: true, more: false };
};

/** A row of the bounds statement. */
export const boundsRow = (table: FlowTable, asked: FlowSql, member: number, rows?: number): EngineField[] => {
  const read = readOf(table, asked);
  const number = (value: number): EngineField => ({ longValue: BigInt(value) });
  const key = (value: string | null): EngineField => (value === null ? NULL : text(value));
  return [
    number(member),
    key(read.high),
    key(read.settled),
    number(rows ?? read.rows),
    number(read.tail),
    number(read.reached ? 1 : 0),
    number(read.more ? 1 : 0),
  ];
};
