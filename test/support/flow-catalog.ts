import type { EngineField } from '../../local/redshift/engine';
import type { FlowSql } from './flow-sql';

/** A table of the FlowEngine; its columns are `id bigint` and `name varchar(20)`. */
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
  /** Columns beside the two, `c0`, `c1` ... of type varchar(20). */
  moreColumns?: number;
}

const text = (value: string): EngineField => ({ stringValue: value });
const NULL: EngineField = { isNull: true };

const columnsOf = ({ moreColumns = 0 }: FlowTable): [string, string][] => [
  ['id', 'bigint'],
  ['name', 'character varying(20)'],
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
  const more = Array.from({ length: table.moreColumns ?? 0 }, (_, i) => text(`v${i}`));
  for (let i = 0; i < rows; i++) yield [text(String(i)), text(`row ${i}`), ...more];
}
