import type { ObjectLocation } from '../batch/object-keys';
import { booleanExpression } from '../sql/expression';
import { countRows, countUpTo, lastUnloadCount, type RowSource, selectRows } from '../sql/read-table';
import type { Sql } from '../sql/sql';
import { setCaseSensitiveIdentifiers, setStatementTimeout } from '../sql/statements';
import { type UnloadOptions, unload } from '../sql/unload';
import { mapColumns } from './column-mapping';
import { PAGE_MAX_ROWS } from './method-choice';
import type { CatalogColumn } from './table';

/** What to read, and how. */
export interface ReadRequest {
  method: 'unload' | 'page' | 'count';
  source: { schema: string; name: string };
  columns: readonly CatalogColumn[];
  where?: string;
  limit?: number;
  verify: 'snapshot' | 'manifest';
  statementTimeoutSeconds: number;
  caseSensitiveIdentifiers: boolean;
  /** Where UNLOAD writes. */
  to: ObjectLocation;
  unload: Omit<UnloadOptions, 'query' | 'to'>;
}

/** The statements of one transaction. Indices count from 1, as the Data API numbers sub-statements. */
export interface RenderedRead {
  sqls: Sql[];
  /** The statement whose one value is the number of rows; 0 when the result itself tells. */
  countIndex: number;
  /** The statement that gives the rows: the SELECT of a page read, the UNLOAD otherwise. */
  dataIndex: number;
}

/**
 * Renders the batch that reads a table. Count and rows are read in one transaction, hence in one snapshot, and must
 * agree before anything is committed.
 *
 * With `verify: manifest` (views: they may be volatile, or dear to run twice) the count is the UNLOAD's own, or the size
 * of the paged result.
 *
 * @throws TypeNotSupported for a column that cannot be extracted
 */
export const renderRead = (request: ReadRequest): RenderedRead => {
  const sqls = [setStatementTimeout(request.statementTimeoutSeconds)];
  if (request.caseSensitiveIdentifiers) sqls.push(setCaseSensitiveIdentifiers());
  const source: RowSource = {
    ...request.source,
    ...(request.where === undefined ? {} : { where: booleanExpression(request.where) }),
    ...(request.limit === undefined ? {} : { limit: request.limit }),
  };
  if (request.method === 'count') {
    sqls.push(countUpTo(source, PAGE_MAX_ROWS + 1));
    return { sqls, countIndex: sqls.length, dataIndex: sqls.length };
  }
  const paged = request.method === 'page';
  const columns = mapColumns(request.columns).map((column) => ({
    select: paged ? column.pageSelect : column.unloadSelect,
    name: column.name,
  }));
  let countIndex = 0;
  if (request.verify === 'snapshot') countIndex = sqls.push(countRows(source));
  const query = selectRows(source, columns);
  const dataIndex = sqls.push(paged ? query : unload({ query, to: request.to, ...request.unload }));
  if (request.verify === 'manifest' && !paged) countIndex = sqls.push(lastUnloadCount());
  return { sqls, countIndex, dataIndex };
};
