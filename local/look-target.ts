import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTextRows } from './data-api/text-rows';
import { LookError } from './look/look-error';
import { renderTable, type TextTable } from './look/text-table';
import type { EngineResult, EngineSession } from './redshift/engine';
import { RedshiftError } from './redshift/engine';
import type { ObjectStore } from './redshift/objects';
import { openWarehouse, type Warehouse } from './redshift/warehouse';

export interface TargetOptions {
  /** The folder that localWarehouse was given. */
  warehouse: string;
  database: string;
  /** `schema.table`, as SQL takes it: names with capitals or blanks in quotes. */
  table: string;
  /** Rows to show, default 10; does not cut what `sql` returns. */
  limit?: number;
  /** Redshift SQL, shown instead of the first rows. */
  sql?: string;
}

export interface TargetResult {
  database: string;
  table: string;
  rows: number;
  /** Types as Redshift's Data API names them. */
  columns: { name: string; type: string }[];
  preview: TextTable;
}

/**
 * Shows a table of a local database that has outlived its process: what a load left there.
 * @throws LookError DatabaseMissing, DatabaseInUse, QueryFailed
 */
export async function lookAtTarget(options: TargetOptions): Promise<TargetResult> {
  const { database, table, limit = 10, sql = `SELECT * FROM ${table} LIMIT ${limit}` } = options;
  if (!/^(?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?$/u.test(table)) {
    throw new LookError('QueryFailed', `${table} is not the name of a table: write schema.table`);
  }
  const warehouse = await reopen(options.warehouse, database);
  try {
    const session = await warehouse.connect({ database, dbUser: 'admin' });
    // Otherwise Redshift folds even quoted names.
    await session.execute('SET enable_case_sensitive_identifier TO true');
    const none = await query(session, `SELECT * FROM ${table} LIMIT 0`);
    const count = await readTextRows(await query(session, `SELECT COUNT(*) FROM ${table}`));
    const columns = none.columns.map(({ name, typeName }) => ({ name, type: typeName }));
    const rows = Number(count[0]?.[0]);
    return { database, table, rows, columns, preview: await textTable(await query(session, sql)) };
  } finally {
    await warehouse.close();
  }
}

/** The result as text for a terminal of `width` characters. */
export function renderTarget({ database, table, rows, columns, preview }: TargetResult, width = 120): string {
  const types = { columns: ['column', 'Redshift'], rows: columns.map(({ name, type }) => [name, type]), numeric: [] };
  const count = `${rows.toLocaleString('en-GB')} ${rows === 1 ? 'row' : 'rows'}`;
  const head = `${table} in database ${database} · ${count}`;
  return [head, '', renderTable(types, width), '', renderTable(preview, width)].join('\n');
}

async function reopen(path: string, database: string): Promise<Warehouse> {
  if (!existsSync(join(path, `${database}.duckdb`))) {
    throw new LookError('DatabaseMissing', `there is no database ${database} in ${path}: run the demo first`);
  }
  try {
    return await openWarehouse({ path, databases: [database], isServerless: true, objects: NO_OBJECTS });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!/lock/i.test(message)) throw error;
    throw new LookError(
      'DatabaseInUse',
      `database ${database} is in use: end the demo or local:serve, or ask it by SQL`,
    );
  }
}

const refuse = (): never => {
  throw new LookError('QueryFailed', 'there is no S3 to read or write here');
};

const NO_OBJECTS: ObjectStore = {
  pathFor: refuse,
  publishFile: refuse,
  exists: refuse,
  list: refuse,
  get: refuse,
  remove: refuse,
};

async function query(session: EngineSession, sql: string): Promise<EngineResult> {
  try {
    return await session.execute(sql);
  } catch (error) {
    throw error instanceof RedshiftError ? new LookError('QueryFailed', error.message) : error;
  }
}

async function textTable(result: EngineResult): Promise<TextTable> {
  return {
    columns: result.columns.map(({ name }) => name),
    numeric: result.columns.map(({ typeName }) => /^(int|float|numeric)/.test(typeName)),
    rows: await readTextRows(result),
  };
}
