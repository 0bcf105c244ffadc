import { asString } from '../duck';
import { redshiftError, schemaDoesNotExist } from '../errors';
import { checkSchema } from '../privileges';
import { duckName, duckString } from '../sql/string-literal';
import { DONE, type Outcome, type Statement } from '../statement';

export interface Namespace {
  name: string;
  owner: string;
}

export const findSchema = (name: string, s: Statement): Promise<Namespace | undefined> =>
  s.duck.memo.of(`schema ${name}`, () => readSchema(name, s));

async function readSchema(name: string, s: Statement): Promise<Namespace | undefined> {
  const rows = await s.duck.rows(
    `SELECT name, owner FROM ${s.environment.catalogSchema}.namespaces WHERE name = ${duckString(name)}`,
  );
  const row = rows[0];
  return row && { name, owner: asString(row.owner) as string };
}

export async function createSchema(
  command: { name: string; ifNotExists: boolean; owner?: string },
  s: Statement,
): Promise<Outcome> {
  const { name } = command;
  if (name.startsWith('pg_') || name === 'rs_catalog' || name === 'main') {
    throw redshiftError(
      `unacceptable schema name "${name}"\nDetail: The prefix "pg_" is reserved for system schemas.`,
      '42939',
    );
  }
  if (await findSchema(name, s)) {
    if (command.ifNotExists) return DONE;
    throw redshiftError(`schema "${name}" already exists`, '42P06');
  }
  await makeSchema(name, command.owner ?? s.environment.user, s);
  return DONE;
}

async function makeSchema(name: string, owner: string, s: Statement): Promise<void> {
  await s.duck.run(
    `CREATE SCHEMA ${duckName(s.environment.database)}.${duckName(name)};
     INSERT INTO ${s.environment.catalogSchema}.namespaces VALUES (${s.newOid()}, ${duckString(name)}, ${duckString(owner)})`,
  );
}

/** Where a new relation goes: the schema named, the session's temporary schema, or the first of the search path that exists. */
export async function targetSchema(path: readonly string[], temp: boolean, s: Statement): Promise<string> {
  if (path.length === 3 && path[0] !== s.environment.database) {
    throw redshiftError(`cross-database reference to database "${path[0]}" is not supported`, '0A000');
  }
  const named = path.length > 1 ? (path[path.length - 2] as string) : undefined;
  if (temp) {
    if (named !== undefined) throw redshiftError('temporary tables may not specify a schema name', '42P16');
    if (!(await findSchema(s.tempSchema, s))) {
      s.makesTempSchema();
      await makeSchema(s.tempSchema, s.environment.user, s);
    }
    return s.tempSchema;
  }
  for (const candidate of named === undefined ? s.settings.searchPath : [named]) {
    if (await findSchema(candidate, s)) {
      if (candidate === 'pg_catalog' || candidate === 'information_schema') {
        throw redshiftError(`permission denied to create "${candidate}.${path[path.length - 1]}"`, '42501');
      }
      await checkSchema(candidate, 'create', s);
      return candidate;
    }
  }
  throw named === undefined
    ? redshiftError('no schema has been selected to create in', '3F000')
    : schemaDoesNotExist(named);
}
