import { relationsKey } from '../catalog/memo';
import type { Relation } from '../catalog/relation';
import { asString } from '../duck';
import { redshiftError, schemaDoesNotExist } from '../errors';
import { checkOwner, checkSuperuser } from '../privileges';
import type { Drop } from '../sql/command';
import { duckName, duckString } from '../sql/string-literal';
import { DONE, type Outcome, type Statement, searchPath } from '../statement';
import { findSchema } from './schemas';

export async function drop(command: Drop, s: Statement): Promise<Outcome> {
  for (const path of command.paths) {
    const name = path[path.length - 1] as string;
    if (command.what === 'schema') await dropSchema(name, command, s);
    else if (command.what === 'user' || command.what === 'group')
      await dropPrincipal(command.what, name, command.ifExists, s);
    else await dropRelation(path, command, s);
  }
  return DONE;
}

async function dropRelation(path: readonly string[], command: Drop, s: Statement): Promise<void> {
  const relation = await s.reader.find(path, searchPath(s));
  if (!relation) {
    if (command.ifExists) return;
    throw redshiftError(`${command.what === 'view' ? 'view' : 'table'} "${path.join('.')}" does not exist`, '42P01');
  }
  if (relation.kind === 'system')
    throw redshiftError(`permission denied: "${relation.name}" is a system catalog`, '42501');
  if (relation.kind !== command.what) throw redshiftError(`"${relation.name}" is not a ${command.what}`, '42809');
  checkOwner(relation, 'relation', s);
  s.writes(relation);
  await dropDependents(relation, command.cascade, `${command.what} ${relation.name}`, s);
  await removeRelation(relation, s);
}

/** Views that read the relation go with CASCADE and stop the command without. */
export async function dropDependents(relation: Relation, cascade: boolean, what: string, s: Statement): Promise<void> {
  if (!s.traces.has('dependents', relation.oid)) return;
  const views = await s.duck.rows(
    `SELECT r.schema_name, r.name FROM ${s.environment.catalogSchema}.dependencies d JOIN ${s.environment.catalogSchema}.relations r
     ON r.oid = d.view_oid WHERE d.rel_oid = ${relation.oid}`,
  );
  for (const row of views) {
    const view = await s.reader.findStored(
      relation.database,
      asString(row.schema_name) as string,
      asString(row.name) as string,
    );
    if (!view) continue;
    if (!cascade) {
      throw redshiftError(
        `cannot drop ${what} because other objects depend on it\nHint: Use DROP ... CASCADE to drop the dependent objects too.`,
        '2BP01',
      );
    }
    await dropDependents(view, true, what, s);
    await removeRelation(view, s);
  }
}

/** Removes a relation from DuckDB and from the side catalogue. */
export async function removeRelation(relation: Relation, s: Statement): Promise<void> {
  const { oid, database, name, kind, columns } = relation;
  const catalog = s.environment.catalogSchema;
  const statements: string[] = [];
  if (kind === 'table') {
    statements.push(`DROP TABLE ${relation.duck}`);
    for (const { identity, num } of columns) {
      if (identity) statements.push(`DROP SEQUENCE IF EXISTS ${catalog}.identity_${oid}_${num}`);
    }
  }
  statements.push(`DELETE FROM ${catalog}.relations WHERE oid = ${oid}`);
  statements.push(`DELETE FROM ${catalog}.columns WHERE rel_oid = ${oid}`);
  for (const [trace, statement] of [
    ['constraints', `DELETE FROM ${catalog}.constraints WHERE rel_oid = ${oid}`],
    ['references', `UPDATE ${catalog}.constraints SET definition = NULL WHERE ref_oid = ${oid}`],
    ['dependencies', `DELETE FROM ${catalog}.dependencies WHERE view_oid = ${oid}`],
    ['comments', `DELETE FROM ${catalog}.comments WHERE oid = ${oid}`],
    ['grants', `DELETE FROM ${catalog}.grants WHERE kind = 'r' AND oid = ${oid}`],
  ] as const) {
    if (s.traces.has(trace, oid)) statements.push(statement);
  }
  await s.duck.runAbout(relationsKey(database, name), statements);
}

async function dropSchema(name: string, command: Drop, s: Statement): Promise<void> {
  const schema = await findSchema(name, s);
  if (!schema) {
    if (command.ifExists) return;
    throw schemaDoesNotExist(name);
  }
  checkOwner(schema, 'schema', s);
  await dropSchemaContents(name, command.cascade, s);
}

/** Also the end of a session's temporary schema. */
export async function dropSchemaContents(name: string, cascade: boolean, s: Statement): Promise<void> {
  const catalog = s.environment.catalogSchema;
  const rows = await s.duck.rows(`SELECT name FROM ${catalog}.relations WHERE schema_name = ${duckString(name)}`);
  if (rows.length > 0 && !cascade) {
    throw redshiftError(
      `cannot drop schema ${name} because other objects depend on it\nHint: Use DROP ... CASCADE to drop the dependent objects too.`,
      '2BP01',
    );
  }
  for (const row of rows) {
    const relation = await s.reader.findStored(s.environment.database, name, asString(row.name) as string);
    if (!relation) continue;
    await dropDependents(relation, true, name, s);
    await removeRelation(relation, s);
  }
  await s.duck.run(
    `DELETE FROM ${catalog}.grants WHERE kind = 'n' AND oid = (SELECT oid FROM ${catalog}.namespaces WHERE name = ${duckString(name)})`,
  );
  await s.duck.run(`DELETE FROM ${catalog}.namespaces WHERE name = ${duckString(name)}`);
  await s.duck.run(`DROP SCHEMA ${duckName(s.environment.database)}.${duckName(name)} CASCADE`);
}

async function dropPrincipal(what: 'user' | 'group', name: string, ifExists: boolean, s: Statement): Promise<void> {
  checkSuperuser(s);
  const table = what === 'user' ? 'users' : 'groups';
  const rows = await s.duck.rows(
    `SELECT 1 FROM ${s.environment.catalogSchema}.${table} WHERE name = ${duckString(name)}`,
  );
  if (rows.length === 0 && !ifExists) throw redshiftError(`${what} "${name}" does not exist`, '42704');
  await s.everywhere((catalog) => `DELETE FROM ${catalog}.${table} WHERE name = ${duckString(name)}`);
}
