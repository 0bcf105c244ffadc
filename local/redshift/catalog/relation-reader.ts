import { asNumber, asString, asStrings, type Duck, type DuckRow } from '../duck';
import { redshiftError } from '../errors';
import { duckName, duckString } from '../sql/string-literal';
import type { RsType, TypeName } from '../types';
import { relationsKey } from './memo';
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

  /** Two small lookups are faster than one join, and not slower than prepared ones: each change of a table unprepares them. */
  private async findNamed(database: string, schemas: readonly string[], name: string): Promise<StoredRelation[]> {
    const relations = await this.duck.memo.of(relationsKey(database, name), () => this.read(database, name));
    const wanted = relations.filter((found) => schemas.includes(found.schema));
    // Of tables that other schemas have under the same name, the columns are not needed.
    for (const relation of wanted) {
      if (relation.columns.length === 0) await this.readColumns(relation);
    }
    return wanted;
  }

  private async read(database: string, name: string): Promise<StoredRelation[]> {
    const catalog = `${duckName(database)}.${CATALOG_SCHEMA}`;
    const rows = await this.duck.rows(`SELECT ${RELATION} FROM ${catalog}.relations WHERE name = ${duckString(name)}`);
    const found = rows.map((row) => storedRelation(row, database));
    for (const relation of found) if (relation.kind === 'view') await this.readLists(relation);
    return found;
  }

  /** What only views have. */
  private async readLists(view: StoredRelation): Promise<void> {
    const catalog = `${duckName(view.database)}.${CATALOG_SCHEMA}`;
    const [row] = await this.duck.rows(`SELECT ${LISTS} FROM ${catalog}.relations WHERE oid = ${view.oid}`);
    if (row) Object.assign(view, listsOf(row));
  }

  private async readColumns(relation: StoredRelation): Promise<void> {
    const catalog = `${duckName(relation.database)}.${CATALOG_SCHEMA}`;
    const rows = await this.duck.rows(`SELECT ${COLUMN} FROM ${catalog}.columns WHERE rel_oid = ${relation.oid}`);
    relation.columns.push(...rows.map(storedColumn).sort((a, b) => a.num - b.num));
  }

  async schemaExists(name: string): Promise<boolean> {
    const catalog = `${duckName(this.database)}.${CATALOG_SCHEMA}`;
    return (await this.duck.rows(`SELECT 1 FROM ${catalog}.namespaces WHERE name = ${duckString(name)}`)).length > 0;
  }

  async lateBindingViews(): Promise<StoredRelation[]> {
    const catalog = `${duckName(this.database)}.${CATALOG_SCHEMA}`;
    const rows = await this.duck.rows(
      `SELECT ${RELATION}, ${LISTS} FROM ${catalog}.relations WHERE late_binding ORDER BY oid`,
    );
    return rows.map((row) => storedRelation(row, this.database));
  }
}

/** No more than is wanted, and unsorted: lists and a sort take as long as the rest. */
const RELATION = 'oid, schema_name, name, kind, owner, late_binding, definition, temporary';
const LISTS = 'view_columns, search_path';
const COLUMN =
  'num, name, type_name, length, prec, scale, not_null, default_text, identity_seed, identity_step, identity_by_default';

const listsOf = (row: DuckRow): Pick<StoredRelation, 'viewColumns' | 'searchPath'> => ({
  viewColumns: asStrings(row.view_columns) ?? [],
  searchPath: asStrings(row.search_path) ?? [],
});

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
    ...listsOf(row),
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
    name: asString(row.name) as string,
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
