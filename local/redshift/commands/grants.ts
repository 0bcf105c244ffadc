import { SCHEMA_PRIVILEGES, TABLE_PRIVILEGES } from '../catalog/views/privileges';
import { asNumber, asString } from '../duck';
import { redshiftError, relationDoesNotExist, schemaDoesNotExist } from '../errors';
import { checkOwner, checkSuperuser } from '../privileges';
import type { Command, Grant, Grantee } from '../sql/command';
import { duckString } from '../sql/string-literal';
import { DONE, type Outcome, type Statement, searchPath } from '../statement';
import { sqlList, sqlValue } from './register';
import { findSchema } from './schemas';

/** Records GRANT and REVOKE on tables and schemas; those on databases, functions and languages are accepted only. */
export async function grant(command: Grant, s: Statement): Promise<Outcome> {
  for (const grantee of command.grantees) await checkGrantee(grantee, s);
  if (command.on.k === 'other') return DONE;
  if (command.on.k === 'schema') {
    for (const name of command.on.names) await changeSchema(name, command, s);
    return DONE;
  }
  const oids =
    command.on.k === 'table' ? await tableOids(command.on.paths, s) : await schemaTableOids(command.on.schemas, s);
  await change('r', oids, privilegesOf(command, TABLE_PRIVILEGES), command, s);
  return DONE;
}

async function changeSchema(name: string, command: Grant, s: Statement): Promise<void> {
  const schema = await findSchema(name, s);
  if (!schema) throw schemaDoesNotExist(name);
  checkOwner(schema, 'schema', s);
  const rows = await s.duck.rows(
    `SELECT oid FROM ${s.environment.catalogSchema}.namespaces WHERE name = ${duckString(name)}`,
  );
  await change('n', [asNumber(rows[0]?.oid) as number], privilegesOf(command, SCHEMA_PRIVILEGES), command, s);
}

function privilegesOf(command: Grant, allowed: readonly string[]): string[] {
  if (command.privileges.includes('all')) return [...allowed];
  const wrong = command.privileges.find((privilege) => !allowed.includes(privilege));
  if (wrong) throw redshiftError(`invalid privilege type ${wrong.toUpperCase()}`, '0LP01');
  return command.privileges;
}

async function tableOids(paths: readonly string[][], s: Statement): Promise<number[]> {
  const oids: number[] = [];
  for (const path of paths) {
    const relation = await s.reader.find(path, searchPath(s));
    if (!relation) throw relationDoesNotExist(path.join('.'));
    if (relation.kind === 'system') checkSuperuser(s);
    else checkOwner(relation, 'relation', s);
    oids.push(relation.oid);
  }
  return oids;
}

async function schemaTableOids(schemas: readonly string[], s: Statement): Promise<number[]> {
  const oids: number[] = [];
  for (const name of schemas) {
    if (!(await findSchema(name, s))) throw schemaDoesNotExist(name);
    const rows = await s.duck.rows(
      `SELECT oid, owner FROM ${s.environment.catalogSchema}.relations WHERE schema_name = ${duckString(name)}`,
    );
    for (const row of rows) {
      checkOwner({ owner: asString(row.owner) as string, name }, 'schema', s);
      oids.push(asNumber(row.oid) as number);
    }
  }
  return oids;
}

async function change(
  kind: 'r' | 'n',
  oids: readonly number[],
  privileges: readonly string[],
  command: Grant,
  s: Statement,
): Promise<void> {
  if (oids.length === 0) return;
  const catalog = s.environment.catalogSchema;
  if (kind === 'r') for (const oid of oids) s.traces.note('grants', oid);
  for (const grantee of command.grantees) {
    const match = `kind = '${kind}' AND oid IN (${oids.join(', ')}) AND grantee_kind = '${grantee.kind}' AND grantee = ${duckString(grantee.name)}
      AND list_contains(${sqlList(privileges)}, privilege)`;
    await s.duck.run(`DELETE FROM ${catalog}.grants WHERE ${match}`);
    if (command.revoke) continue;
    await s.duck.run(
      `INSERT INTO ${catalog}.grants SELECT '${kind}', o.oid, '${grantee.kind}', ${duckString(grantee.name)}, p.privilege
       FROM (SELECT unnest(${sqlList(oids)}) AS oid) o, (SELECT unnest(${sqlList(privileges)}) AS privilege) p`,
    );
  }
}

/** @throws RedshiftError when there is no such user or group */
export async function checkGrantee(grantee: Grantee, s: Statement): Promise<void> {
  if (grantee.kind === 'public') return;
  const table = grantee.kind === 'user' ? 'users' : 'groups';
  if (!(await exists(table, grantee.name, s)))
    throw redshiftError(`${grantee.kind} "${grantee.name}" does not exist`, '42704');
}

async function exists(table: 'users' | 'groups', name: string, s: Statement): Promise<boolean> {
  return (
    (await s.duck.rows(`SELECT 1 FROM ${s.environment.catalogSchema}.${table} WHERE name = ${duckString(name)}`))
      .length > 0
  );
}

export async function createUser(command: Extract<Command, { k: 'createUser' }>, s: Statement): Promise<Outcome> {
  checkSuperuser(s);
  if (await exists('users', command.name, s)) throw redshiftError(`user "${command.name}" already exists`, '42710');
  const sysid = s.newOid();
  await s.everywhere(
    (catalog) =>
      `INSERT INTO ${catalog}.users VALUES (${sysid}, ${sqlValue(command.name)}, ${command.superuser}, ${command.createDb})`,
  );
  for (const group of command.groups)
    await alterGroup({ k: 'alterGroup', name: group, add: true, users: [command.name] }, s);
  return DONE;
}

export async function createGroup(command: Extract<Command, { k: 'createGroup' }>, s: Statement): Promise<Outcome> {
  checkSuperuser(s);
  if (await exists('groups', command.name, s)) throw redshiftError(`group "${command.name}" already exists`, '42710');
  const sysid = s.newOid();
  await s.everywhere(
    (catalog) =>
      `INSERT INTO ${catalog}.groups VALUES (${sysid}, ${sqlValue(command.name)}, ${sqlList(command.users)})`,
  );
  return DONE;
}

export async function alterGroup(command: Extract<Command, { k: 'alterGroup' }>, s: Statement): Promise<Outcome> {
  checkSuperuser(s);
  if (!(await exists('groups', command.name, s)))
    throw redshiftError(`group "${command.name}" does not exist`, '42704');
  const users = `${sqlList(command.users)}::VARCHAR[]`;
  const members = command.add
    ? `list_distinct(list_concat(members, ${users}))`
    : `list_filter(members, lambda m: NOT list_contains(${users}, m))`;
  await s.everywhere(
    (catalog) => `UPDATE ${catalog}.groups SET members = ${members} WHERE name = ${sqlValue(command.name)}`,
  );
  return DONE;
}
