import type { ObjectLocation } from '../batch/object-keys';
import { GroupTooLarge } from '../errors';
import { type Bounds, boundsStatement } from '../sql/bounds';
import { booleanExpression } from '../sql/expression';
import { keyCheck, keySetStatements } from '../sql/key-set';
import { countRows, countUpTo, lastUnloadCount, narrowed, type RowSource, selectRows } from '../sql/read-table';
import type { Sql } from '../sql/sql';
import { setCaseSensitiveIdentifiers, setIntervalStyle, setStatementTimeout, setTimeZone } from '../sql/statements';
import { type UnloadOptions, unload } from '../sql/unload';
import { backfillPredicate, type KeyWindow, windowSql } from '../sql/window';
import { MAX_BATCH_STATEMENTS } from '../statement/statement';
import { mapColumns } from './column-mapping';
import { PAGE_MAX_ROWS } from './method-choice';
import { pagesOnlyRefusal } from './read-choice';
import { checkReplicationKey } from './replication-key';
import type { CatalogColumn } from './table';

/** What to read of one table. */
export interface TableRequest {
  source: { schema: string; name: string };
  columns: readonly CatalogColumn[];
  where?: string;
  limit?: number;
  verify: 'snapshot' | 'manifest';
  /** Where UNLOAD writes. */
  to: ObjectLocation;
  /** Of an incremental table. */
  window?: {
    key: CatalogColumn;
    low: string | null;
    reached: string | null;
    lookback?: KeyWindow['lookback'];
    delaySeconds?: number;
    chunkRows?: number;
    tailTo?: ObjectLocation;
    backfill?: { from: string; to: string };
  };
  /** Looks for keys that are gone since the last key set, and writes the new one. */
  keys?: { columns: readonly CatalogColumn[]; to: ObjectLocation; goneTo: ObjectLocation; last?: ObjectLocation };
  /** Counts NULLs and duplicates in these columns. */
  keyCheck?: readonly CatalogColumn[];
}

/** What to read in one transaction, and how. */
export interface ReadRequest {
  /** For messages. */
  label: string;
  method: 'unload' | 'page' | 'count';
  tables: readonly TableRequest[];
  isGroup: boolean;
  statementTimeoutSeconds: number;
  caseSensitiveIdentifiers: boolean;
  unload: Omit<UnloadOptions, 'query' | 'to'>;
}

/** Which statement (from 1, as the Data API numbers them) tells or does what for a table; absent: none does. */
export interface ReadStatements {
  /** One value: the number of rows. */
  count?: number;
  /** A row of numbers, see sql/bounds.ts; rows count from 0. */
  bounds?: { index: number; row: number };
  /** The SELECT of a page read, the UNLOAD otherwise. */
  data: number;
  tail?: number;
  gone?: number;
  keys?: number;
  keyCounts?: number;
  keyCheck?: number;
}

export interface RenderedReads {
  sqls: Sql[];
  /** In the order of the tables. */
  statements: ReadStatements[];
}

/**
 * Renders the batch that reads one table, or all tables of a consistent group. Numbers and rows are read in one
 * transaction, hence in one snapshot, and must agree before anything is committed.
 *
 * With `verify: manifest` (views: they may be volatile, or dear to run twice) the count of rows is the UNLOAD's own, or
 * the size of the paged result.
 *
 * @throws TypeNotSupported, ReplicationKeyInvalid, PrimaryKeyInvalid for a column that cannot be read so
 * @throws GroupTooLarge for more statements than a batch holds
 */
export const renderReads = (request: ReadRequest): RenderedReads => {
  const { method, tables, isGroup } = request;
  const sqls = [setStatementTimeout(request.statementTimeoutSeconds)];
  if (request.caseSensitiveIdentifiers) sqls.push(setCaseSensitiveIdentifiers());
  // SYSDATE, by which a delay is measured, is the session's wall clock.
  if (tables.some(({ window }) => window?.delaySeconds !== undefined)) sqls.push(setTimeZone());
  if (method !== 'count' && tables.some(hasInterval)) sqls.push(setIntervalStyle());
  const [first] = tables;
  if (method === 'count' && first) {
    const index = sqls.push(countUpTo(sourceOf(first), PAGE_MAX_ROWS + 1));
    return { sqls, statements: [{ count: index, data: index }] };
  }
  const bounds = tables.map((table): Bounds | undefined => boundsOf(table, isGroup));
  const asked = bounds.flatMap((one) => (one ? [one] : []));
  const boundsIndex = asked.length > 0 ? sqls.push(boundsStatement(asked)) : 0;
  let row = 0;
  const statements = tables.map((table, i) => {
    const of: ReadStatements = { data: 0 };
    if (bounds[i]) of.bounds = { index: boundsIndex, row: row++ };
    addRead(request, table, sqls, of);
    addKeys(request, table, i, sqls, of);
    return of;
  });
  if (sqls.length > MAX_BATCH_STATEMENTS) {
    throw new GroupTooLarge(
      `${request.label} takes ${sqls.length} statements, and a batch of the Data API holds ${MAX_BATCH_STATEMENTS}: ` +
        'make the group smaller, or leave out deletes: detect, checkKey or incremental mode for some of its tables',
    );
  }
  return { sqls, statements };
};

/** The text of an interval follows the user's style. */
const hasInterval = ({ columns }: TableRequest): boolean => columns.some(({ type }) => type.startsWith('interval'));

const sourceOf = (table: TableRequest): RowSource => ({
  ...table.source,
  ...(table.where === undefined ? {} : { where: booleanExpression(table.where) }),
  ...(table.limit === undefined ? {} : { limit: table.limit }),
});

const windowOf = (table: TableRequest): KeyWindow | undefined => {
  const { window } = table;
  if (!window || window.backfill) return undefined;
  const { key, low, lookback, delaySeconds, chunkRows } = window;
  return {
    key: { name: key.name, type: checkReplicationKey(key) },
    source: sourceOf(table),
    low,
    lookback,
    delaySeconds,
    chunkRows,
  };
};

/** What a row of the bounds statement tells of a table; a table that is read by itself and in full is just counted. */
const boundsOf = (table: TableRequest, isGroup: boolean): Bounds | undefined => {
  const window = windowOf(table);
  if (window) return { kind: 'window', window, reached: table.window?.reached ?? null };
  return isGroup && table.verify === 'snapshot' ? { kind: 'count', source: dataSource(table) } : undefined;
};

/** The rows that stay. */
const dataSource = (table: TableRequest): RowSource => {
  const source = sourceOf(table);
  const { window } = table;
  if (window?.backfill) {
    const key = { name: window.key.name, type: checkReplicationKey(window.key) };
    return narrowed(source, backfillPredicate(key, window.backfill, window.low));
  }
  const keyed = windowOf(table);
  return keyed ? narrowed(source, windowSql(keyed).data) : source;
};

const addRead = (request: ReadRequest, table: TableRequest, sqls: Sql[], of: ReadStatements): void => {
  const paged = request.method === 'page';
  const mapped = mapColumns(table.columns);
  const pagesOnly = mapped.find((column) => column.pagesOnly);
  if (pagesOnly && !paged) throw pagesOnlyRefusal(request.label, pagesOnly);
  const columns = mapped.map((column) => ({
    select: paged ? column.pageSelect : column.unloadSelect,
    name: column.name,
  }));
  const read = (source: RowSource, to: ObjectLocation): Sql => {
    const query = selectRows(source, columns);
    return paged ? query : unload({ query, to, ...request.unload });
  };
  const data = dataSource(table);
  if (!of.bounds && table.verify === 'snapshot') of.count = sqls.push(countRows(data));
  of.data = sqls.push(read(data, table.to));
  if (table.verify === 'manifest' && !paged) of.count = sqls.push(lastUnloadCount());
  const keyed = windowOf(table);
  if (keyed && table.window?.tailTo) {
    of.tail = sqls.push(read(narrowed(sourceOf(table), windowSql(keyed).tail), table.window.tailTo));
  }
};

const addKeys = (request: ReadRequest, table: TableRequest, member: number, sqls: Sql[], of: ReadStatements): void => {
  const source = sourceOf(table);
  if (table.keyCheck) of.keyCheck = sqls.push(keyCheck(source, table.keyCheck));
  if (!table.keys) return;
  const { columns, to, goneTo, last } = table.keys;
  const steps = keySetStatements({ member, source, columns, to, goneTo, last, unload: request.unload });
  for (const { sql, role } of steps) {
    const index = sqls.push(sql);
    if (role !== undefined) of[role] = index;
  }
};
