import type { Relation } from './catalog/relation';
import { CATALOG_SCHEMA } from './catalog/side-catalogue';
import { permissionDenied, redshiftError } from './errors';
import { duckName, duckString } from './sql/string-literal';
import type { Statement } from './statement';

/** Checks USAGE on the schema and SELECT on each relation that a statement read by name. */
export async function checkReads(relations: Iterable<Relation>, s: Statement): Promise<void> {
  for (const relation of relations) await checkTable(relation, 'select', s);
}

/** @throws RedshiftError `ERROR: permission denied for relation x` (or `schema`) */
export async function checkTable(relation: Relation, privilege: string, s: Statement): Promise<void> {
  if (s.isSuperuser) return;
  if (relation.kind === 'system') {
    if (SUPERUSER_ONLY.has(relation.name) && !(await holdsSystem(relation, s))) {
      throw permissionDenied('relation', relation.name);
    }
    return;
  }
  if (relation.schema !== s.tempSchema) await checkSchema(relation.schema, 'usage', s, relation.database);
  if (relation.owner === s.environment.user) return;
  if (!(await holds(`"held_table_privileges" WHERE oid = ${relation.oid}`, privilege, s, relation.database))) {
    throw permissionDenied('relation', relation.name);
  }
}

const SUPERUSER_ONLY = new Set(['svv_table_info']);

export async function checkSchema(
  schema: string,
  privilege: 'usage' | 'create',
  s: Statement,
  database = s.environment.database,
): Promise<void> {
  if (s.isSuperuser || schema === s.tempSchema) return;
  // Most often, and much faster than the view of all that is granted.
  if (await ownsSchema(schema, s, database)) return;
  if (!(await holds(`"held_schema_privileges" WHERE name = ${duckString(schema)}`, privilege, s, database))) {
    throw permissionDenied('schema', schema);
  }
}

async function ownsSchema(schema: string, s: Statement, database: string): Promise<boolean> {
  const rows = await s.duck.rows(
    `SELECT 1 FROM ${duckName(database)}.${CATALOG_SCHEMA}.namespaces
     WHERE name = ${duckString(schema)} AND owner = ${duckString(s.environment.user)}`,
  );
  return rows.length > 0;
}

/** A system view that was granted by name; its oid is fixed. */
const holdsSystem = (relation: Relation, s: Statement): Promise<boolean> =>
  holds(`"held_system_privileges" WHERE oid = ${relation.oid}`, 'select', s);

/** What is granted on a thing is catalogued in the database where it is. */
async function holds(
  from: string,
  privilege: string,
  s: Statement,
  database = s.environment.database,
): Promise<boolean> {
  const catalog = `${duckName(database)}.${CATALOG_SCHEMA}`;
  const rows = await s.duck.rows(`SELECT 1 FROM ${catalog}.${from} AND privilege = ${duckString(privilege)} LIMIT 1`);
  return rows.length > 0;
}

/** Only the owner or a superuser changes or drops an object. */
export function checkOwner(object: { owner: string; name: string }, kind: 'relation' | 'schema', s: Statement): void {
  if (!s.isSuperuser && object.owner !== s.environment.user) {
    throw redshiftError(`must be owner of ${kind} ${object.name}`, '42501');
  }
}

export function checkSuperuser(s: Statement): void {
  if (!s.isSuperuser) throw redshiftError('permission denied', '42501');
}
