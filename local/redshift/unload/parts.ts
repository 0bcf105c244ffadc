import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asString } from '../duck';
import { duckName, duckString } from '../sql/string-literal';
import type { UnloadCommand } from '../sql/unload-command';
import type { Statement } from '../statement';
import { textValue, type UnloadColumn } from './columns';
import { copySql, fileSuffix } from './copy-sql';
import type { Destination } from './destination';

/** A file that UNLOAD wrote and has yet to publish. */
export interface Part {
  key: string;
  file: string;
  /** Data rows, plus one for a header line. */
  rows: number;
  bytes: number;
}

/** The laptop's cluster has two slices; a table below this many rows sits on the first. */
const SLICES = 2;
const ROWS_TO_SPREAD = 1000;

/** The scratch table's column of row numbers, from 0 in the query's order (rowid is no use inside a transaction). */
export const ROW = 'rs_row_number';

/** The scratch table of one UNLOAD and the folder for its files under way. */
export interface Scratch {
  table: string;
  folder: string;
}

/** Writes the scratch table to files, one or more a slice, in each partition. */
export async function writeParts(
  u: UnloadCommand,
  destination: Destination,
  { table: scratch, folder }: Scratch,
  columns: readonly UnloadColumn[],
  s: Statement,
): Promise<Part[]> {
  const kept = columns.filter((column) => u.partitionInclude || !u.partitionBy.includes(column.name));
  const parts: Part[] = [];
  for (const partition of await partitions(u, scratch, columns, s)) {
    const rows = Number((await s.duck.rows(`SELECT count(*) AS n FROM ${scratch} WHERE ${partition.where}`))[0]?.n);
    if (rows === 0 && u.format !== 'csv') continue;
    const slices = u.parallel && rows >= ROWS_TO_SPREAD ? SLICES : 1;
    // Parts take rows by position, so that PARALLEL OFF keeps the query's order.
    const numbered = partition.where === 'TRUE' ? scratch : await numberedPartition(scratch, partition.where, s);
    const perSlice = Math.ceil(rows / slices);
    for (let slice = 0; slice < slices; slice++) {
      const range = { from: slice * perSlice, to: Math.min(rows, (slice + 1) * perSlice) };
      parts.push(
        ...(await writeSlice(
          u,
          destination.prefix + partition.path,
          slice,
          { table: numbered, folder },
          range,
          kept,
          s,
        )),
      );
    }
    if (numbered !== scratch) await s.duck.run(`DROP TABLE ${numbered}`);
  }
  return parts;
}

interface Range {
  from: number;
  to: number;
}

async function writeSlice(
  u: UnloadCommand,
  prefix: string,
  slice: number,
  { table, folder }: Scratch,
  range: Range,
  columns: readonly UnloadColumn[],
  s: Statement,
): Promise<Part[]> {
  const write = async (rows: Range, part: number): Promise<Part> => {
    s.checkCancelled();
    const name = `${prefix}${u.parallel ? `${String(slice).padStart(4, '0')}_part_` : ''}${String(part).padStart(u.parallel ? 2 : 3, '0')}`;
    const key = `${name}${fileSuffix(u)}`;
    const file = join(folder, randomUUID());
    const copied = await s.duck.run(
      copySql(u, columns, `${table} WHERE ${ROW} >= ${rows.from} AND ${ROW} < ${rows.to} ORDER BY ${ROW}`, file),
    );
    return { key, file, rows: copied.rowsChanged + (u.header ? 1 : 0), bytes: (await stat(file)).size };
  };
  const whole = await write(range, 0);
  if (u.maxFileSizeBytes === undefined || whole.bytes <= u.maxFileSizeBytes) return [whole];
  const count = Math.ceil(whole.bytes / u.maxFileSizeBytes);
  const perPart = Math.ceil((range.to - range.from) / count);
  const parts: Part[] = [];
  for (let from = range.from; from < range.to; from += perPart) {
    parts.push(await write({ from, to: Math.min(range.to, from + perPart) }, parts.length));
  }
  return parts;
}

interface Partition {
  path: string;
  where: string;
}

/** One for each combination of partition values; NULL is `__HIVE_DEFAULT_PARTITION__`. */
async function partitions(
  u: UnloadCommand,
  scratch: string,
  columns: readonly UnloadColumn[],
  s: Statement,
): Promise<Partition[]> {
  if (u.partitionBy.length === 0) return [{ path: '', where: 'TRUE' }];
  const texts = u.partitionBy.map((name) => textValue(columns.find((column) => column.name === name) as UnloadColumn));
  const names = texts.map((_, i) => `p${i}`);
  const rows = await s.duck.rows(
    `SELECT DISTINCT ${texts.map((text, i) => `${text} AS ${names[i]}`).join(', ')} FROM ${scratch} ORDER BY ALL`,
  );
  return rows.map((row) => {
    const values = names.map((name) => asString(row[name]));
    const path = values.map((value, i) => `${u.partitionBy[i]}=${value ?? '__HIVE_DEFAULT_PARTITION__'}/`).join('');
    const where = values
      .map((value, i) => (value === undefined ? `${texts[i]} IS NULL` : `${texts[i]} = ${duckString(value)}`))
      .join(' AND ');
    return { path, where };
  });
}

async function numberedPartition(scratch: string, where: string, s: Statement): Promise<string> {
  const name = `temp.main.${duckName(`rs_partition_${s.queryId}`)}`;
  await s.duck.run(
    `CREATE TEMP TABLE ${name} AS SELECT * REPLACE (row_number() OVER (ORDER BY ${ROW}) - 1 AS ${ROW}) FROM ${scratch} WHERE ${where}`,
  );
  return name;
}
