import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type CommittedState, readCommittedState } from './look/committed-state';
import { type CommittedTable, findTable } from './look/find-table';
import { LookError } from './look/look-error';
import type { TextTable } from './look/text-table';
import { createViews, foldKey, type LookColumn } from './look/views';

export { LookError } from './look/look-error';
export { renderLook } from './look/render-look';

export interface LookOptions {
  /** Folder of the local S3. */
  root: string;
  /** `schema.table`. */
  table: string;
  /** Rows to show, default 10; does not cut what `sql` returns. */
  limit?: number;
  /** Shown instead of the first rows; the table is the view `t`, its rows before they are folded `t_rows`. */
  sql?: string;
  /** Name or `prefix/name`, needed when several pipelines have the table. */
  pipeline?: string;
}

export interface LookResult extends CommittedTable, Omit<CommittedState, 'columns'> {
  /** Of all live batches. */
  files: number;
  rows: number;
  bytes: number;
  /** How the view `t` was made of the rows, and what was left; absent where each row counts. */
  folded?: { key: string[]; rows: number };
  columns: LookColumn[];
  /** The first rows, or the answer to `sql`. */
  preview: TextTable;
}

/**
 * Shows the committed state of an extracted table from the files of the local S3.
 * @throws LookError TableNotCommitted, SeveralPipelines, UnknownFormat, FileMissing, SchemaMissing, QueryFailed
 */
export async function look(options: LookOptions): Promise<LookResult> {
  const { root, limit = 10, sql = `SELECT * FROM t LIMIT ${limit}` } = options;
  const table = findTable(root, options.table, options.pipeline);
  const state = readCommittedState(root, table);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const columns = await createViews(connection, state, table.table);
    const total = (name: 'files' | 'rows' | 'bytes') => state.batches.reduce((all, batch) => all + batch[name], 0);
    const key = foldKey(state);
    return {
      ...table,
      ...state,
      files: total('files'),
      rows: total('rows'),
      bytes: total('bytes'),
      ...(key && { folded: { key, rows: await countRows(connection) } }),
      columns,
      preview: await query(connection, sql),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function countRows(connection: DuckDBConnection): Promise<number> {
  const [row] = (await connection.runAndReadAll('SELECT count(*) FROM t')).getRows();
  return Number(row?.[0]);
}

async function query(connection: DuckDBConnection, sql: string): Promise<TextTable> {
  try {
    const result = await connection.runAndReadAll(sql);
    return {
      columns: result.columnNames(),
      numeric: result
        .columnTypes()
        .map((type) => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|FLOAT|DOUBLE)$/.test(`${type}`)),
      rows: result.getRowsJson().map((row) =>
        row.map((value) => {
          if (value === null) return null;
          return typeof value === 'object' ? JSON.stringify(value) : String(value);
        }),
      ),
    };
  } catch (error) {
    throw new LookError('QueryFailed', error instanceof Error ? error.message : String(error));
  }
}
