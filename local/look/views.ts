import type { DuckDBConnection } from '@duckdb/node-api';
import type { CommittedBatch, CommittedState } from './committed-state';
import { LookError } from './look-error';
import { parquetTypes } from './parquet-types';

/** A column without a Parquet type is in the schema only; without a Redshift type, in the files only. */
export interface LookColumn {
  name: string;
  parquetType?: string;
  redshiftType?: string;
}

/** Hold the file and the batch of a row, beside its columns; no table is likely to have such. */
const FILE = 'look: file';
const SEQ = 'look: batch';

const READ_OPTIONS = 'union_by_name = true, hive_partitioning = false';

/** The primary key by which the rows are folded; undefined where each row counts. */
export const foldKey = ({ mode, primaryKey, columns }: CommittedState): string[] | undefined => {
  const known = new Set(columns.map(({ name }) => name));
  const folds = mode === 'incremental' && primaryKey.length > 0 && primaryKey.every((name) => known.has(name));
  return folds ? primaryKey : undefined;
};

/**
 * Creates the view `t_rows`, the rows of all live batches, and the view `t`: the same, or for an incremental table with a
 * primary key one row a key. The last batch that has the key decides; a key that a later batch lists as deleted is
 * gone. Rows that hold a NULL in the key cannot be told apart and stay as they are, and so do rows that share their key
 * within one batch: Redshift does not enforce keys.
 *
 * @throws LookError SchemaMissing
 */
export async function createViews(
  connection: DuckDBConnection,
  state: CommittedState,
  table: string,
): Promise<LookColumn[]> {
  const files = state.batches.flatMap(({ paths }) => paths);
  if (files.length === 0) return createEmptyViews(connection, state, table);
  const list = listOf(files);
  await connection.run(`CREATE VIEW t_rows AS SELECT * FROM read_parquet(${list}, ${READ_OPTIONS})`);
  await connection.run(`CREATE VIEW t AS ${await foldedRows(connection, state)}`);
  const types = await parquetTypes(connection, list);
  const redshift = new Map(state.columns.map(({ name, redshiftType }) => [name, redshiftType]));
  return [...new Set([...types.keys(), ...redshift.keys()])].map((name) => {
    const parquetType = types.get(name);
    const redshiftType = redshift.get(name);
    return { name, ...(parquetType && { parquetType }), ...(redshiftType && { redshiftType }) };
  });
}

/** The view's query. */
async function foldedRows(connection: DuckDBConnection, state: CommittedState): Promise<string> {
  const key = foldKey(state)?.map(quoted);
  if (!key) return 'SELECT * FROM t_rows';
  const { batches } = state;
  await connection.run(`CREATE TABLE look_files AS SELECT * FROM (VALUES ${fileRows(batches)}) f(path, seq)`);
  await connection.run(`CREATE VIEW look_rows AS SELECT r.* EXCLUDE ("${FILE}"), f.seq AS "${SEQ}"
    FROM read_parquet(${listOf(batches.flatMap((batch) => batch.paths))}, ${READ_OPTIONS}, filename = '${FILE}') r
    JOIN look_files f ON f.path = r."${FILE}"`);
  const deletes = batches.map(({ deletes: gone }) => ({ paths: gone?.paths ?? [] }));
  const paths = deletes.flatMap((batch) => batch.paths);
  const hasNull = key.map((name) => `r.${name} IS NULL`).join(' OR ');
  const last = `(${hasNull} OR r."${SEQ}" = max(r."${SEQ}") OVER (PARTITION BY ${key.map((name) => `r.${name}`).join(', ')}))`;
  const newest = `SELECT r.* FROM look_rows r QUALIFY ${last}`;
  if (paths.length === 0) return `SELECT * EXCLUDE ("${SEQ}") FROM (${newest}) n`;
  await connection.run(`CREATE TABLE look_deletes AS SELECT ${key.map((name) => `d.${name}`).join(', ')}, max(f.seq) AS seq
    FROM read_parquet(${listOf(paths)}, ${READ_OPTIONS}, filename = '${FILE}') d
    JOIN (VALUES ${fileRows(deletes)}) f(path, seq) ON f.path = d."${FILE}" GROUP BY ${key.map((name) => `d.${name}`).join(', ')}`);
  const same = key.map((name) => `g.${name} = n.${name}`).join(' AND ');
  return `SELECT n.* EXCLUDE ("${SEQ}") FROM (${newest}) n
    WHERE NOT EXISTS (SELECT 1 FROM look_deletes g WHERE ${same} AND g.seq > n."${SEQ}")`;
}

const fileRows = (batches: readonly Pick<CommittedBatch, 'paths'>[]): string =>
  batches.flatMap(({ paths }, seq) => paths.map((path) => `(${literal(path)}, ${seq})`)).join(', ');

async function createEmptyViews(
  connection: DuckDBConnection,
  { columns }: CommittedState,
  table: string,
): Promise<LookColumn[]> {
  if (columns.length === 0) {
    throw new LookError('SchemaMissing', `Table ${table} has neither files nor a schema to show.`);
  }
  const nulls = await Promise.all(columns.map((column) => nullOf(connection, column)));
  for (const view of ['t_rows', 't']) {
    await connection.run(`CREATE VIEW ${view} AS SELECT ${nulls.join(', ')} WHERE false`);
  }
  return columns.map(({ name, redshiftType }) => ({ name, ...(redshiftType && { redshiftType }) }));
}

/** A NULL of the column's type where DuckDB knows it by Redshift's name, else of VARCHAR. */
async function nullOf(connection: DuckDBConnection, column: CommittedState['columns'][number]): Promise<string> {
  const type = column.redshiftType ?? '';
  const known =
    /^[a-z0-9 (),]+$/i.test(type) &&
    (await connection.run(`SELECT CAST(NULL AS ${type})`).then(
      () => true,
      () => false,
    ));
  return `CAST(NULL AS ${known ? type : 'VARCHAR'}) AS ${quoted(column.name)}`;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const listOf = (paths: readonly string[]): string => `[${paths.map(literal).join(', ')}]`;
