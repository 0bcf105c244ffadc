import { assignTo } from './compile/cast';
import type { Duck } from './duck';
import type { EngineSession } from './engine';
import { redshiftError } from './errors';
import { parseCommand } from './sql/parse-command';
import { duckName, duckString } from './sql/string-literal';

export interface SeedSource {
  /** Redshift CREATE TABLE; its columns are matched to the file's by name. */
  ddl: string;
  file: string;
  /** Default: by the file's extension (`.csv`, `.json`, `.jsonl`, `.ndjson`, `.parquet`). */
  format?: 'csv' | 'json' | 'parquet';
  database?: string;
}

/**
 * Creates a table from Redshift DDL and fills it from a file through DuckDB's readers.
 * @returns the number of rows
 * @throws RedshiftError when the DDL is no CREATE TABLE, or a value does not fit its column
 */
export async function seedFromFile(
  source: SeedSource,
  session: EngineSession,
  admin: Duck,
  database: string,
): Promise<number> {
  const command = parseCommand(source.ddl, false);
  if (command.k !== 'createTable') throw redshiftError('seeding needs a CREATE TABLE statement');
  await session.execute(source.ddl);
  const format = source.format ?? formatOf(source.file);
  // Text is read as text: the declared types decide, not what the reader would guess.
  const file = duckString(source.file);
  const columns = format === 'json' ? await jsonColumns(admin, file) : '';
  const reader = {
    csv: `read_csv(${file}, header = true, all_varchar = true)`,
    json: `read_json(${file}, columns = {${columns}})`,
    parquet: `read_parquet(${file})`,
  }[format];
  const [schema, name] = command.path.length > 1 ? command.path.slice(-2) : ['public', command.path[0]];
  const names = command.columns.map((column) => duckName(column.name));
  const values = command.columns.map((column, i) => {
    if (column.type.name === 'super') return `rs_json_parse(CAST(${names[i]} AS VARCHAR))`;
    return assignTo({ sql: `CAST(${names[i]} AS VARCHAR)`, type: { name: 'varchar' } }, column.type);
  });
  await admin.run(`USE ${duckName(database)}.rs_catalog`);
  const target = `${duckName(database)}.${duckName(schema as string)}.${duckName(name as string)}`;
  const result = await admin.run(
    `INSERT INTO ${target} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${reader}`,
  );
  return result.rowsChanged;
}

/** The file's own member names, all as text: the reader matches them letter by letter. */
async function jsonColumns(admin: Duck, file: string): Promise<string> {
  const rows = await admin.rows(`DESCRIBE SELECT * FROM read_json(${file}, sample_size = -1)`);
  return rows.map((row) => `${duckString(String(row.column_name))}: 'VARCHAR'`).join(', ');
}

function formatOf(file: string): 'csv' | 'json' | 'parquet' {
  const extension = /\.(csv|jsonl?|ndjson|parquet)(?:\.(?:gz|zst))?$/.exec(file)?.[1];
  if (extension === undefined) throw redshiftError(`cannot tell the format of ${file}; give one`);
  return extension === 'csv' || extension === 'parquet' ? extension : 'json';
}
