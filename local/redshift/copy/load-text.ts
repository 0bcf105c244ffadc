import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { DuckDBAppender } from '@duckdb/node-api';
import type { Column, Relation } from '../catalog/relation';
import { defaultSql } from '../commands/insert';
import { notSupportedLocally, redshiftError } from '../errors';
import type { CopyCommand } from '../sql/copy-command';
import { duckName } from '../sql/string-literal';
import { compileContext, type LoadError, type Statement } from '../statement';
import { formatType, storageType } from '../types';
import { convertField } from './convert-field';
import { delimitedRecords } from './delimited-records';
import { parseJsonPaths } from './json-paths';
import { type JsonMapping, jsonRecords } from './json-records';
import type { FileRecord } from './record';
import { RowError } from './row-error';
import { parseS3Url, type SourceFile } from './source-files';

/**
 * Loads text files row by row: rows go into a scratch table as text, from there into the target. Rows that cannot be
 * loaded are logged, and up to MAXERROR of them are passed over.
 * @returns rows loaded (0 with NOLOAD), and how many were passed over
 * @throws RedshiftError `Load into table 'x' failed.  Check 'sys_load_error_detail' system table for details.`
 */
export async function loadText(
  copy: CopyCommand,
  table: Relation,
  targets: readonly Column[],
  files: readonly SourceFile[],
  s: Statement,
): Promise<{ rows: number; errors: number }> {
  checkTypes(copy, targets);
  const mapping = copy.format === 'json' ? await jsonMapping(copy, targets, s) : undefined;
  const limit = copy.given.has('IGNOREALLERRORS') ? Number.POSITIVE_INFINITY : Math.max(1, copy.maxError);
  const scratch = `rs_copy_${s.queryId}`;
  const columns = targets.map((_, i) => `c${i} VARCHAR`).join(', ');
  await s.duck.run(`CREATE TEMP TABLE temp.main.${scratch} (${columns})`);
  const errors: LoadError[] = [];
  try {
    const appender = await s.duck.connection.createAppender(scratch, 'main', 'temp');
    try {
      for (const file of files) {
        s.checkCancelled();
        const text = await read(file, copy);
        const records = mapping ? jsonRecords(text, mapping) : delimitedRecords(text, copy, targets.length);
        for (const record of records) {
          const row = convertRow(record, targets, copy);
          if (row instanceof RowError) errors.push(loadError(row, record, table, targets, file));
          else append(appender, row);
          if (errors.length >= limit) throw failed(table, s);
        }
      }
    } finally {
      appender.closeSync();
    }
    if (copy.given.has('NOLOAD')) return { rows: 0, errors: errors.length };
    const result = await s.duck.run(await insertSql(table, targets, `temp.main.${scratch}`, s));
    return { rows: result.rowsChanged, errors: errors.length };
  } finally {
    s.logLoadErrors(errors);
    await s.duck.run(`DROP TABLE IF EXISTS temp.main.${scratch}`).catch(() => undefined);
  }
}

function append(appender: DuckDBAppender, row: readonly (string | null)[]): void {
  for (const value of row) {
    if (value === null) appender.appendNull();
    else appender.appendVarchar(value);
  }
  appender.endRow();
}

const failed = (table: Relation, s: Statement) =>
  redshiftError(
    `Load into table '${table.name}' failed.  Check '${s.isServerless ? 'sys_load_error_detail' : 'stl_load_errors'}' system table for details.`,
    'XX000',
  );

const LOADABLE = new Set(
  'int2 int4 int8 numeric float4 float8 bool date time timetz timestamp timestamptz varchar bpchar varbyte super'.split(
    ' ',
  ),
);

function checkTypes(copy: CopyCommand, targets: readonly Column[]): void {
  for (const { name, type } of targets) {
    const isLoadable = LOADABLE.has(type.name) && (type.name !== 'super' || copy.format === 'json');
    if (isLoadable) continue;
    throw notSupportedLocally(
      `COPY of ${copy.format.toUpperCase()} into the ${type.name.toUpperCase()} column "${name}"`,
    );
  }
}

async function jsonMapping(copy: CopyCommand, targets: readonly Column[], s: Statement): Promise<JsonMapping> {
  const names = targets.map(({ name }) => name);
  switch (copy.json) {
    case 'auto':
      return { k: 'auto', names, ignoreCase: false };
    case 'auto ignorecase':
      return { k: 'auto', names, ignoreCase: true };
    case 'noshred':
      if (targets.length === 1 && targets[0]?.type.name === 'super') return { k: 'noshred' };
      throw redshiftError("COPY with JSON 'noshred' requires a single column of type SUPER", '42601');
    default: {
      const { bucket, key } = parseS3Url(copy.json ?? '');
      const bytes = await s.objects.get(bucket, key).catch(() => {
        throw redshiftError('Invalid JSONPath format: the JSONPaths file does not exist.', 'XX000');
      });
      return { k: 'paths', paths: parseJsonPaths(Buffer.from(bytes).toString(), targets.length) };
    }
  }
}

/** The file's bytes, one character each; a byte order mark is passed over. */
async function read(file: SourceFile, copy: CopyCommand): Promise<string> {
  const bytes = await readFile(file.path);
  if (copy.compression !== 'gzip') return withoutMark(bytes.toString('latin1'));
  try {
    return withoutMark(gunzipSync(bytes).toString('latin1'));
  } catch {
    throw redshiftError(`${file.url} is not in gzip format`, 'XX000');
  }
}

const withoutMark = (text: string): string => (text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text);

function convertRow(record: FileRecord, targets: readonly Column[], copy: CopyCommand): (string | null)[] | RowError {
  if (record.fields instanceof Error) return record.fields as RowError;
  const row: (string | null)[] = [];
  for (const [i, field] of record.fields.entries()) {
    try {
      row.push(convertField(field, targets[i] as Column, copy));
    } catch (error) {
      if (error instanceof RowError) return new RowError(error.code, error.message, i, field.bytes ?? '');
      throw error;
    }
  }
  return row;
}

function loadError(
  error: RowError,
  record: FileRecord,
  table: Relation,
  targets: readonly Column[],
  file: SourceFile,
): LoadError {
  const column = error.column === undefined ? undefined : targets[error.column];
  return {
    table,
    file: file.url,
    line: record.line,
    ...(column && {
      column: {
        name: column.name,
        type: column.type.name,
        length: /\((.*)\)/.exec(formatType(column.type))?.[1] ?? '0',
      },
    }),
    position: error.value === '' ? 0 : Math.max(0, record.raw.indexOf(error.value)),
    code: error.code,
    message: error.message,
    rawLine: readable(record.raw),
    rawValue: readable(error.value),
  };
}

const readable = (bytes: string): string => Buffer.from(bytes.slice(0, 1024), 'latin1').toString();

async function insertSql(table: Relation, targets: readonly Column[], source: string, s: Statement): Promise<string> {
  const ctx = await compileContext([], s);
  const values = targets.map((column, i) => {
    const value = stored(`c${i}`, column);
    return column.identity?.byDefault ? `coalesce(${value}, ${defaultSql(table, column, ctx, s)})` : value;
  });
  const others = table.columns.filter((column) => !targets.includes(column));
  const into = [...targets, ...others].map((column) => duckName(column.name)).join(', ');
  const all = [...values, ...others.map((column) => defaultSql(table, column, ctx, s))].join(', ');
  return `INSERT INTO ${table.duck} (${into}) SELECT ${all} FROM ${source}`;
}

function stored(sql: string, { type }: Column): string {
  if (type.name === 'varchar') return sql;
  if (type.name === 'bpchar') return `rtrim(${sql}, ' ')`;
  if (type.name === 'varbyte') return `unhex(${sql})`;
  if (type.name === 'super') return `rs_json_parse(${sql})`;
  // A value without an offset is in the session's time zone for TIMESTAMPTZ, and as it stands for TIMESTAMP.
  if (type.name === 'timestamp') return `CAST(regexp_replace(${sql}, '\\+00$', '') AS TIMESTAMP)`;
  return `CAST(${sql} AS ${storageType(type)})`;
}
