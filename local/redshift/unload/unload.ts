import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileQuery } from '../compile/query';
import { redshiftError, syntaxErrorNear } from '../errors';
import { resultType } from '../result/column-metadata';
import { Cursor } from '../sql/cursor';
import { parseQuery, startsQuery } from '../sql/parse-query';
import { duckName } from '../sql/string-literal';
import type { UnloadCommand } from '../sql/unload-command';
import { compileChecked, type Outcome, type Statement } from '../statement';
import { checkOptions } from './check-options';
import { checkColumns, type UnloadColumn } from './columns';
import { type Destination, parseTarget, prepareDestination } from './destination';
import { writeManifest } from './manifest';
import { type Part, ROW, writeParts } from './parts';

/** Runs UNLOAD: the query into a scratch table, the table into files, the files into the object store, the manifest last. */
export async function unload(u: UnloadCommand, s: Statement): Promise<Outcome> {
  checkOptions(u);
  const destination = parseTarget(u.target);
  const { sql, columns } = await compileSelect(u, s);
  checkColumns(columns, u.format);
  checkPartitions(u, columns);
  await prepareDestination(u, destination, s);
  const scratch = `temp.main.${duckName(`rs_unload_${s.queryId}`)}`;
  const names = columns.map((column, i) => duckName(uniqueName(columns, i, column.name)));
  const folder = await mkdtemp(join(tmpdir(), 'redshift-unload-'));
  try {
    await s.duck.run(
      `CREATE TEMP TABLE ${scratch} AS SELECT row_number() OVER () - 1 AS ${ROW}, * FROM (${sql}) AS v (${names.join(', ')})`,
    );
    const parts = await writeParts(u, destination, { table: scratch, folder }, columns, s);
    await finish(u, destination, columns, parts, folder, s);
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    s.setUnloadCount(rows);
    return { affected: rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await s.duck.run(`DROP TABLE IF EXISTS ${scratch}`).catch(() => undefined);
  }
}

async function finish(
  u: UnloadCommand,
  destination: Destination,
  columns: readonly UnloadColumn[],
  parts: readonly Part[],
  folder: string,
  s: Statement,
): Promise<void> {
  for (const part of parts) {
    s.checkCancelled();
    await s.objects.publishFile(destination.bucket, part.key, part.file);
    s.logUnload({
      path: `s3://${destination.bucket}/${part.key}`,
      rows: part.rows,
      bytes: part.bytes,
      format: u.format,
    });
  }
  if (u.manifest && parts.length > 0) await writeManifest(u, destination, columns, parts, folder, s);
}

async function compileSelect(u: UnloadCommand, s: Statement): Promise<{ sql: string; columns: UnloadColumn[] }> {
  const c = new Cursor(u.select, s.settings.caseSensitive);
  if (!startsQuery(c)) throw syntaxErrorNear(c.peek().raw);
  const query = parseQuery(c);
  c.expectEnd();
  if (query.limit || query.offset || (query.body.k === 'select' && query.body.top)) {
    throw redshiftError('Limit clause is not supported', '0A000');
  }
  const compiled = await compileChecked(query, s, (ctx) => compileQuery(query, ctx), true);
  const prepared = await s.duck.connection.prepare(compiled.sql);
  const columns = compiled.columns.map(({ name, type }, i) => ({
    name,
    type: resultType(type, prepared.columnType(i)),
  }));
  return { sql: compiled.sql, columns };
}

/** Text files allow two columns of one name; the scratch table does not. */
function uniqueName(columns: UnloadColumn[], index: number, name: string): string {
  const column = columns[index] as UnloadColumn;
  let unique = name;
  for (let n = 1; columns.some((other, i) => i < index && other.name === unique); n++) unique = `${name}_${n}`;
  column.name = unique;
  return unique;
}

function checkPartitions(u: UnloadCommand, columns: readonly UnloadColumn[]): void {
  for (const name of u.partitionBy) {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column) throw redshiftError(`partition column "${name}" is not found in the select list of UNLOAD`, '42703');
    if (!PARTITION_TYPES.has(column.type.name)) {
      throw redshiftError(`partition column "${name}" has an unsupported data type`, '0A000');
    }
  }
  if (u.partitionBy.length > 0 && u.partitionBy.length >= columns.length) {
    throw redshiftError('UNLOAD with PARTITION BY requires at least one non-partition column', '42601');
  }
}

const PARTITION_TYPES = new Set('int2 int4 int8 numeric float4 bool bpchar varchar date timestamp'.split(' '));
