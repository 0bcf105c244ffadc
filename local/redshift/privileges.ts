import type { Relation } from './catalog/relation';
import { CATALOG_SCHEMA } from './catalog/side-catalogue';
import { grantedTo } from './catalog/views/privileges';
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
  if (!(await isGranted('r', relation.oid, privilege, s, relation.database))) {
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
  if (privilege === 'usage' && EVERYBODYS.has(schema)) return;
  const key = `schema ${duckName(database)} ${privilege} ${schema}`;
  if (!(await s.duck.memo.of(key, () => mayUse(schema, privilege, s, database)))) {
    throw permissionDenied('schema', schema);
  }
}

async function mayUse(schema: string, privilege: string, s: Statement, database: string): Promise<boolean> {
  const [found] = await s.duck.rows(
    `SELECT oid, owner FROM ${duckName(database)}.${CATALOG_SCHEMA}.namespaces WHERE name = ${duckString(schema)}`,
  );
  if (found?.owner === s.environment.user) return true;
  return found !== undefined && isGranted('n', Number(found.oid), privilege, s, database);
}

const EVERYBODYS = new Set(['pg_catalog', 'information_schema']);

/** A system view that was granted by name; its oid is fixed. */
const holdsSystem = (relation: Relation, s: Statement): Promise<boolean> =>
  isGranted('r', relation.oid, 'select', s, s.environment.database);

/** What is granted on a thing is catalogued in the database where it is. */
async function isGranted(
  kind: 'n' | 'r',
  oid: number,
  privilege: string,
  s: Statement,
  database: string,
): Promise<boolean> {
  const catalog = `${duckName(database)}.${CATALOG_SCHEMA}`;
  const read = () =>
    s.duck.rows(
      `SELECT 1 FROM ${catalog}.grants g WHERE g.kind = '${kind}' AND g.oid = ${oid} AND g.privilege = ${duckString(privilege)}
     AND ${grantedTo(duckString(s.environment.user), catalog)} LIMIT 1`,
    );
  return (await s.duck.memo.of(`granted ${catalog} ${kind} ${oid} ${privilege}`, read)).length > 0;
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
