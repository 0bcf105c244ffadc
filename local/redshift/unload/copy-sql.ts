import { notSupportedLocally } from '../errors';
import { duckName, duckString } from '../sql/string-literal';
import type { UnloadCommand } from '../sql/unload-command';
import { jsonValue, parquetValue, textValue, type UnloadColumn } from './columns';

const EXTENSIONS = { text: '', csv: '', json: '', parquet: '.parquet' };

/** What follows the part number: EXTENSION replaces all of it. */
export function fileSuffix(u: UnloadCommand): string {
  if (u.extension !== undefined) return u.extension === '' ? '' : `.${u.extension}`;
  const compression = { gzip: '.gz', zstd: '.zst', bzip2: '.bz2' };
  return EXTENSIONS[u.format] + (u.compression ? compression[u.compression] : '');
}

/** DuckDB's COPY for one part. `source` is a table with its filter. */
export function copySql(u: UnloadCommand, columns: readonly UnloadColumn[], source: string, file: string): string {
  const target = duckString(file);
  if (u.format === 'parquet') {
    const list = columns.map((column) => `${parquetValue(column)} AS ${duckName(column.name)}`);
    return `COPY (SELECT ${list.join(', ')} FROM ${source}) TO ${target} (FORMAT parquet, COMPRESSION snappy)`;
  }
  const compression = `COMPRESSION ${u.compression ?? 'none'}`;
  if (u.format === 'csv') {
    const list = columns.map((column) => `${textValue(column)} AS ${duckName(column.name)}`);
    const options = [
      `DELIMITER ${duckString(u.delimiter ?? ',')}`,
      `HEADER ${u.header}`,
      `NULLSTR ${duckString(u.nullAs ?? '')}`,
    ];
    return `COPY (SELECT ${list.join(', ')} FROM ${source}) TO ${target} (FORMAT csv, QUOTE '"', ESCAPE '"', ${options.join(', ')}, ${compression})`;
  }
  const line = u.format === 'json' ? jsonLine(columns) : textLine(u, columns);
  // One column that is written as it is: no quoting, and a delimiter that never comes.
  return `COPY (SELECT ${line} FROM ${source}) TO ${target} (FORMAT csv, HEADER false, DELIMITER E'\\x01', QUOTE '', ESCAPE '', ${compression})`;
}

/** One object a line. */
function jsonLine(columns: readonly UnloadColumn[]): string {
  const members = columns.map((column, i) => {
    const key = `${i === 0 ? '{' : ','}${JSON.stringify(column.name)}:`;
    return `${duckString(key)} || ${jsonValue(column)}`;
  });
  return `${members.join(' || ')} || '}'`;
}

/** Delimited text is composed here: Redshift's quoting and escaping are not those of CSV. */
function textLine(u: UnloadCommand, columns: readonly UnloadColumn[]): string {
  if (u.header) throw notSupportedLocally('UNLOAD ... HEADER for delimited text; use FORMAT CSV HEADER');
  const delimiter = u.delimiter ?? '|';
  const cells = columns.map((column) => {
    let text = textValue(column);
    if (u.escape) {
      const specials = ['\\', delimiter, '\n', '\r', ...(u.addQuotes ? ['"', "'"] : [])];
      for (const c of specials) text = `replace(${text}, ${duckString(c)}, ${duckString(`\\${c}`)})`;
    }
    if (u.addQuotes) text = `'"' || ${text} || '"'`;
    const missing = u.nullAs ?? '';
    return `coalesce(${text}, ${duckString(missing)})`;
  });
  return cells.join(` || ${duckString(delimiter)} || `);
}
