import { type DuckDBPreparedStatement, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import { asNumber, asString, asStrings, type Duck, type DuckRow } from '../duck';
import { redshiftError } from '../errors';
import { duckName, duckString } from '../sql/string-literal';
import type { RsType, TypeName } from '../types';
import type { Column, Relation } from './relation';
import { CATALOG_SCHEMA } from './side-catalogue';
import type { SystemView } from './system-views';

export interface StoredRelation extends Relation {
  viewColumns: string[];
  /** The search path when a view was created. */
  searchPath: string[];
  temporary: boolean;
}

/** Reads relations from the side catalogue through one session's connection, so inside its transaction. */
export class RelationReader {
  /** The lookup by name, prepared once for each database. */
  private readonly byName = new Map<string, DuckDBPreparedStatement>();

  constructor(
    private readonly duck: Duck,
    private readonly database: string,
    private readonly system: ReadonlyMap<string, Relation & { view: SystemView }>,
    private readonly isServerless: boolean,
    private readonly databases: readonly string[],
  ) {}

  /** Finds a relation by `[name]`, `[schema, name]` or `[db, schema, name]`; a bare name along the search path. */
  async find(path: readonly string[], searchPath: readonly string[]): Promise<Relation | undefined> {
    const name = path[path.length - 1] as string;
    const schema = path[path.length - 2];
    const database = path.length === 3 ? (path[0] as string) : this.database;
    if (!this.databases.includes(database)) throw redshiftError(`database "${database}" does not exist`, '3D000');
    if (schema === undefined) {
      const system = this.findSystem('pg_catalog', name);
      if (system) return system;
      const found = await this.findNamed(database, searchPath, name);
      return searchPath.map((candidate) => found.find((relation) => relation.schema === candidate)).find(Boolean);
    }
    if (schema === 'pg_catalog' || schema === 'information_schema') return this.findSystem(schema, name);
    return this.findStored(database, schema, name);
  }

  private findSystem(schema: string, name: string): Relation | undefined {
    const found = this.system.get(`${schema}.${name}`);
    return found?.view.provisionedOnly && this.isServerless ? undefined : found;
  }

  /** A user's table or view. */
  async findStored(database: string, schema: string, name: string): Promise<StoredRelation | undefined> {
    return (await this.findNamed(database, [schema], name))[0];
  }

  private async findNamed(database: string, schemas: readonly string[], name: string): Promise<StoredRelation[]> {
    let statement = this.byName.get(database);
    if (!statement) {
      statement = await this.duck.connection.prepare(
        selectSql(database, 'r.name = $1 AND list_contains(CAST($2 AS VARCHAR[]), r.schema_name)'),
      );
      this.byName.set(database, statement);
    }
    statement.bindVarchar(1, name);
    statement.bindList(2, listValue([...schemas]), LIST(VARCHAR));
    return gather(await (await statement.run()).getRowObjects(), database);
  }

  async schemaExists(name: string): Promise<boolean> {
    const catalog = `${duckName(this.database)}.${CATALOG_SCHEMA}`;
    return (await this.duck.rows(`SELECT 1 FROM ${catalog}.namespaces WHERE name = ${duckString(name)}`)).length > 0;
  }

  async lateBindingViews(): Promise<StoredRelation[]> {
    return gather(await this.duck.rows(selectSql(this.database, 'r.late_binding')), this.database);
  }
}

function selectSql(database: string, where: string): string {
  const catalog = `${duckName(database)}.${CATALOG_SCHEMA}`;
  return `SELECT r.oid, r.schema_name, r.name, r.kind, r.owner, r.late_binding, r.definition, r.view_columns, r.search_path,
      r.temporary, c.num, c.name AS column_name, c.type_name, c.length, c.prec, c.scale, c.not_null, c.default_text,
      c.identity_seed, c.identity_step, c.identity_by_default
    FROM ${catalog}.relations r LEFT JOIN ${catalog}.columns c ON c.rel_oid = r.oid WHERE ${where} ORDER BY r.oid, c.num`;
}

/** One relation from the rows of its columns. */
function gather(rows: readonly DuckRow[], database: string): StoredRelation[] {
  const relations = new Map<number, StoredRelation>();
  for (const row of rows) {
    const oid = asNumber(row.oid) as number;
    const relation = relations.get(oid) ?? storedRelation(row, database);
    relations.set(oid, relation);
    if (row.num !== null) relation.columns.push(storedColumn(row));
  }
  return [...relations.values()];
}

function storedRelation(row: DuckRow, database: string): StoredRelation {
  const schema = asString(row.schema_name) as string;
  const name = asString(row.name) as string;
  const definition = asString(row.definition);
  return {
    oid: asNumber(row.oid) as number,
    database,
    schema,
    name,
    kind: row.kind === 'view' ? 'view' : 'table',
    owner: asString(row.owner) as string,
    columns: [],
    duck: `${duckName(database)}.${duckName(schema)}.${duckName(name)}`,
    lateBinding: row.late_binding === true,
    ...(definition === undefined ? {} : { definition }),
    viewColumns: asStrings(row.view_columns) ?? [],
    searchPath: asStrings(row.search_path) ?? [],
    temporary: row.temporary === true,
  };
}

function storedColumn(row: DuckRow): Column {
  const type: RsType = { name: asString(row.type_name) as TypeName };
  const [length, precision, scale] = [asNumber(row.length), asNumber(row.prec), asNumber(row.scale)];
  if (length !== undefined) type.length = length;
  if (precision !== undefined) type.precision = precision;
  if (scale !== undefined) type.scale = scale;
  const defaultText = asString(row.default_text);
  const seed = asNumber(row.identity_seed);
  return {
    name: asString(row.column_name) as string,
    type,
    num: asNumber(row.num) as number,
    notNull: row.not_null === true,
    ...(defaultText === undefined ? {} : { defaultText }),
    ...(seed === undefined
      ? {}
      : {
          identity: { seed, step: asNumber(row.identity_step) ?? 1, byDefault: row.identity_by_default === true },
        }),
  };
}
