import { open } from 'node:fs/promises';
import type { Column, Relation } from '../catalog/relation';
import { defaultSql } from '../commands/insert';
import { RedshiftError } from '../engine';
import type { CopyCommand } from '../sql/copy-command';
import { duckName, duckString } from '../sql/string-literal';
import { compileContext, type Statement } from '../statement';
import { formatType } from '../types';
import { httpUrl } from './load-failure';
import { describeParquetColumn, type ParquetColumn, readParquetSchema } from './parquet-schema';
import { parquetValue } from './parquet-value';
import type { SourceFile } from './source-files';

/** A column whose value a file cannot give, for the log. */
export class FileFault extends Error {
  constructor(
    readonly context: string,
    readonly column?: Column,
  ) {
    super(context);
  }
}

/**
 * Loads one Parquet file by position.
 * @param link a name for the file that has no wildcard in it
 * @returns rows loaded
 * @throws FileFault for what a scan of the file stumbles over
 */
export async function loadParquet(
  copy: CopyCommand,
  table: Relation,
  targets: readonly Column[],
  file: SourceFile,
  link: string,
  s: Statement,
): Promise<number> {
  await checkLength(file);
  const columns = await readParquetSchema(link, s.duck);
  const fill = copy.given.has('FILLRECORD') && columns.length < targets.length;
  if (columns.length !== targets.length && !fill) {
    throw new FileFault(
      `Unmatched number of columns between table and file. Table columns: ${targets.length}, Data columns: ${columns.length}, File name: ${httpUrl(file)}`,
    );
  }
  const sql = await insertSql(copy, table, targets, columns, file, link, s);
  try {
    return (await s.duck.run(sql)).rowsChanged;
  } catch (error) {
    throw scanFault(error, targets, file);
  }
}

async function insertSql(
  copy: CopyCommand,
  table: Relation,
  targets: readonly Column[],
  columns: readonly ParquetColumn[],
  file: SourceFile,
  link: string,
  s: Statement,
): Promise<string> {
  const ctx = await compileContext([], s);
  const names = columns.map((_, i) => duckName(`c${i}`));
  const filled = targets.map((column, i) => {
    const from = columns[i];
    if (!from) return 'NULL';
    const value = parquetValue(names[i] as string, from, column, copy.given.has('SERIALIZETOJSON'));
    if (value === undefined) {
      throw new FileFault(
        `File '${httpUrl(file)}' has an incompatible Parquet schema for column '${file.url}.${column.name}'. Column type: ${spectrumType(column)}, Parquet schema:\n${describeParquetColumn(from, i)}\n`,
        column,
      );
    }
    return column.identity?.byDefault ? `coalesce(${value}, ${defaultSql(table, column, ctx, s)})` : value;
  });
  const others = table.columns.filter((column) => !targets.includes(column));
  const into = [...targets, ...others].map((column) => duckName(column.name)).join(', ');
  const values = [...filled, ...others.map((column) => defaultSql(table, column, ctx, s))].join(', ');
  const reader = `read_parquet(${duckString(link)}, hive_partitioning = false)`;
  return `INSERT INTO ${table.duck} (${into}) SELECT ${values} FROM ${reader} AS v (${names.join(', ')})`;
}

/** Redshift reads a file's footer where the manifest says the file ends. */
async function checkLength({ contentLength, bytes, path, ...file }: SourceFile): Promise<void> {
  if (contentLength === undefined || contentLength === bytes) return;
  if (contentLength > bytes) {
    throw new FileFault('HTTP response error code: 416 Message: InvalidRange The requested range is not satisfiable');
  }
  const magic = Buffer.alloc(4);
  const handle = await open(path);
  await handle.read(magic, 0, 4, Math.max(0, contentLength - 4)).finally(() => handle.close());
  throw new FileFault(`File '${httpUrl(file)}' has an invalid version number: ${magic.toString('latin1')}`);
}

/** DuckDB's complaint about a value, in a scan's words. */
function scanFault(error: unknown, targets: readonly Column[], file: SourceFile): unknown {
  if (error instanceof RedshiftError) return error;
  const message = String(error);
  const long =
    /The length of the data column (.*) is longer than the length defined in the table\. Table: \d+, Data: \d+/s;
  const length = long.exec(message);
  if (length) {
    const column = targets.find(({ name }) => name === length[1]);
    return new FileFault(`${length[0]}, File name: ${httpUrl(file)}`, column);
  }
  const known = /(String value exceeds the max size of \d+ bytes)|(Invalid string encoding|invalid UTF-?8)/i.exec(
    message,
  );
  if (known) {
    const text = known[1] ?? 'String contains invalid or unsupported UTF8 codepoints.';
    return new FileFault(`${text} File name: ${httpUrl(file)}`);
  }
  return error;
}

/** A column's type as a scan names it: `INT`, `BIGINT`, `VARCHAR(10)`. */
function spectrumType({ type }: Column): string {
  const names: Record<string, string> = {
    int2: 'SMALLINT',
    int4: 'INT',
    int8: 'BIGINT',
    float4: 'FLOAT',
    float8: 'DOUBLE',
  };
  if (type.name === 'numeric') return `DECIMAL(${type.precision ?? 18},${type.scale ?? 0})`;
  if (type.name === 'varchar') return `VARCHAR(${type.length})`;
  if (type.name === 'bpchar') return `CHAR(${type.length})`;
  return names[type.name] ?? (type.name.startsWith('timestamp') ? 'TIMESTAMP' : formatType(type).toUpperCase());
}
