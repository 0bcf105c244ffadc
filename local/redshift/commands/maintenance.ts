import { asNumber, asString } from '../duck';
import { redshiftError, relationDoesNotExist } from '../errors';
import { checkOwner } from '../privileges';
import type { Command } from '../sql/command';
import { duckName } from '../sql/string-literal';
import { DONE, type Outcome, type Statement, searchPath } from '../statement';
import { writableTable } from './insert';
import { sqlValue } from './register';

/** ANALYZE sets pg_class.reltuples, of one table or of all that the user owns. */
export async function analyze(path: readonly string[] | undefined, s: Statement): Promise<Outcome> {
  const catalog = s.environment.catalogSchema;
  const where = path === undefined ? 'true' : `oid = ${(await findTable(path, s)).oid}`;
  const mine = s.isSuperuser ? 'true' : `owner = ${sqlValue(s.environment.user)}`;
  const tables = await s.duck.rows(
    `SELECT oid, schema_name, name FROM ${catalog}.relations WHERE kind = 'table' AND ${where} AND ${mine}`,
  );
  const counts = tables.map((table) => {
    const name = [s.environment.database, asString(table.schema_name) as string, asString(table.name) as string];
    return `SELECT ${asNumber(table.oid)} AS oid, (SELECT count(*) FROM ${name.map(duckName).join('.')}) AS n`;
  });
  for (let i = 0; i < counts.length; i += TABLES_AT_ONCE) {
    const some = counts.slice(i, i + TABLES_AT_ONCE).join(' UNION ALL ');
    await s.duck.run(`UPDATE ${catalog}.relations SET reltuples = c.n FROM (${some}) c WHERE relations.oid = c.oid`);
  }
  return DONE;
}

const TABLES_AT_ONCE = 100;

/** VACUUM has nothing to do here; its rules are kept. */
export async function vacuum(path: readonly string[] | undefined, s: Statement): Promise<Outcome> {
  if (s.inTransaction) throw redshiftError('VACUUM cannot run inside a transaction block', '25001');
  if (path) checkOwner(await findTable(path, s), 'relation', s);
  return DONE;
}

/**
 * LOCK takes no snapshot in Redshift, so the tables are looked up outside the transaction first. It waits for nobody
 * here: whoever else writes meets a conflict.
 */
export async function lock(paths: readonly string[][], s: Statement): Promise<Outcome> {
  if (!s.inTransaction) throw redshiftError('LOCK TABLE may only be used in transaction blocks', '25P01');
  for (const path of paths) {
    const committed = await s.committed.find(path, searchPath(s));
    const table = committed ?? (await findTable(path, s));
    if (table.kind !== 'table') throw redshiftError(`"${table.name}" is not a table`, '42809');
  }
  return DONE;
}

/** TRUNCATE commits: the session ends the transaction after it. */
export async function truncate(path: readonly string[], s: Statement): Promise<Outcome> {
  const table = await writableTable(path, 'truncate', s);
  await s.duck.run(`DELETE FROM ${table.duck}`);
  return DONE;
}

export async function comment(command: Extract<Command, { k: 'comment' }>, s: Statement): Promise<Outcome> {
  if (command.on === 'database' || command.on === 'schema') return DONE;
  const isColumn = command.on === 'column';
  const table = await findTable(isColumn ? command.path.slice(0, -1) : command.path, s);
  checkOwner(table, 'relation', s);
  const name = command.path[command.path.length - 1];
  const num = isColumn ? table.columns.find((column) => column.name === name)?.num : 0;
  if (num === undefined) throw redshiftError(`column "${name}" of relation "${table.name}" does not exist`, '42703');
  const catalog = s.environment.catalogSchema;
  s.traces.note('comments', table.oid);
  await s.duck.run(`DELETE FROM ${catalog}.comments WHERE oid = ${table.oid} AND num = ${num}`);
  if (command.text !== null) {
    await s.duck.run(`INSERT INTO ${catalog}.comments VALUES (${table.oid}, ${num}, ${sqlValue(command.text)})`);
  }
  return DONE;
}

async function findTable(path: readonly string[], s: Statement) {
  const relation = await s.reader.find(path, searchPath(s));
  if (!relation) throw relationDoesNotExist(path.join('.'));
  return relation;
}
