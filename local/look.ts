import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type CommittedState, readCommittedState } from './look/committed-state';
import { type CommittedTable, findTable } from './look/find-table';
import { LookError } from './look/look-error';
import { parquetTypes } from './look/parquet-types';
import { renderTable, type TextTable } from './look/text-table';

export { LookError } from './look/look-error';

export interface LookOptions {
  /** Folder of the local S3. */
  root: string;
  /** `schema.table`. */
  table: string;
  /** Rows to show, default 10; does not cut what `sql` returns. */
  limit?: number;
  /** Shown instead of the first rows; the table is the view `t`. */
  sql?: string;
  /** Name or `prefix/name`, needed when several pipelines have the table. */
  pipeline?: string;
}

export interface LookResult extends CommittedTable {
  batches: CommittedState['batches'];
  files: number;
  rows: number;
  bytes: number;
  /** A column without a Parquet type is in the schema only; without a Redshift type, in the files only. */
  columns: { name: string; parquetType?: string; redshiftType?: string }[];
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
    const columns = await createView(connection, state, table);
    const preview = await query(connection, sql);
    const total = (name: 'files' | 'rows' | 'bytes') => state.batches.reduce((all, batch) => all + batch[name], 0);
    const totals = { files: total('files'), rows: total('rows'), bytes: total('bytes') };
    return { ...table, batches: state.batches, ...totals, columns, preview };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function createView(
  connection: DuckDBConnection,
  { files, columns }: CommittedState,
  { table }: CommittedTable,
): Promise<LookResult['columns']> {
  if (files.length === 0) {
    if (columns.length === 0) {
      throw new LookError('SchemaMissing', `Table ${table} has neither files nor a schema to show.`);
    }
    const nulls = await Promise.all(columns.map((column) => nullOf(connection, column)));
    await connection.run(`CREATE VIEW t AS SELECT ${nulls.join(', ')} WHERE false`);
    return columns.map(({ name, redshiftType }) => ({ name, ...(redshiftType && { redshiftType }) }));
  }
  const list = `[${files.map(literal).join(', ')}]`;
  await connection.run(
    `CREATE VIEW t AS SELECT * FROM read_parquet(${list}, union_by_name = true, hive_partitioning = false)`,
  );
  const types = await parquetTypes(connection, list);
  const redshift = new Map(columns.map(({ name, redshiftType }) => [name, redshiftType]));
  const names = new Set([...types.keys(), ...redshift.keys()]);
  return [...names].map((name) => {
    const parquetType = types.get(name);
    const redshiftType = redshift.get(name);
    return { name, ...(parquetType && { parquetType }), ...(redshiftType && { redshiftType }) };
  });
}

/** A NULL of the column's type where DuckDB knows it by Redshift's name, else of VARCHAR. */
async function nullOf(connection: DuckDBConnection, column: CommittedState['columns'][number]): Promise<string> {
  const alias = `"${column.name.replaceAll('"', '""')}"`;
  const type = column.redshiftType ?? '';
  const known =
    /^[a-z0-9 (),]+$/i.test(type) &&
    (await connection.run(`SELECT CAST(NULL AS ${type})`).then(
      () => true,
      () => false,
    ));
  return `CAST(NULL AS ${known ? type : 'VARCHAR'}) AS ${alias}`;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

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

/** The result as text for a terminal of `width` characters. */
export function renderLook(result: LookResult, width = 120): string {
  const { table, bucket, pipelinePath, batches, columns, preview } = result;
  const latest = batches.at(-1)?.batchId ?? 'none';
  const numbers = [
    `${count(batches.length, 'batch', 'batches')}, latest ${latest}`,
    count(result.files, 'file'),
    count(result.rows, 'row'),
    count(result.bytes, 'byte'),
  ];
  const types = columns.map((column) => [column.name, column.parquetType ?? '-', column.redshiftType ?? '-']);
  const named = { columns: ['column', 'Parquet', 'Redshift'], rows: types, numeric: [] };
  const shown = count(preview.rows.length, 'row');
  return [
    `${table} in s3://${bucket}/${pipelinePath}`,
    numbers.join(' · '),
    '',
    renderTable(named, width),
    '',
    renderTable(preview, width),
    preview.rows.length === result.rows ? shown : `${shown} shown`,
  ].join('\n');
}

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
