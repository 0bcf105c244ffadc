import { asString, type Duck } from '../duck';
import { duckName } from '../sql/string-literal';
import type { RsType, TypeName } from '../types';
import type { Column, Relation } from './relation';
import { CATALOG_SCHEMA, lightName } from './side-catalogue';
import { SYSTEM_VIEWS, type SystemView } from './system-views';

const TYPES: Record<string, TypeName> = {
  BOOLEAN: 'bool',
  SMALLINT: 'int2',
  INTEGER: 'int4',
  BIGINT: 'int8',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  TIMESTAMP: 'timestamp',
  'SMALLINT[]': '_int2',
  'VARCHAR[]': '_text',
};

function typeOf(duckType: string): RsType {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(duckType);
  if (decimal) return { name: 'numeric', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  return { name: TYPES[duckType] ?? 'varchar' };
}

type ViewColumns = ReadonlyMap<string, readonly (readonly [name: string, type: string])[]>;

/** Read once: they are the same in every database. */
let viewColumns: ViewColumns | undefined;

async function readViewColumns(duck: Duck, database: string): Promise<ViewColumns> {
  const rows = await duck.rows(
    `SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = '${database.replaceAll("'", "''")}' AND schema_name = '${CATALOG_SCHEMA}' ORDER BY table_name, column_index`,
  );
  const columns = new Map<string, [name: string, type: string][]>();
  for (const row of rows) {
    const table = asString(row.table_name) as string;
    const list = columns.get(table) ?? [];
    list.push([asString(row.column_name) as string, asString(row.data_type) as string]);
    columns.set(table, list);
  }
  return columns;
}

/** The system relations of one database by qualified name, their columns read from DuckDB. */
export async function loadSystemRelations(
  duck: Duck,
  database: string,
): Promise<Map<string, Relation & { view: SystemView }>> {
  viewColumns ??= await readViewColumns(duck, database);
  const columns = viewColumns;
  const relations = new Map<string, Relation & { view: SystemView }>();
  const duckOf = (name: string) => `${duckName(database)}.${CATALOG_SCHEMA}.${duckName(name)}`;
  for (const view of SYSTEM_VIEWS) {
    if (!view.relation) continue;
    const { schema, name } = view.relation;
    relations.set(`${schema}.${name}`, {
      oid: systemOid(name),
      database,
      schema,
      name,
      kind: 'system',
      owner: 'rdsdb',
      duck: duckOf(view.name),
      ...(view.light && { light: { without: view.light.without, duck: duckOf(lightName(view.name)) } }),
      lateBinding: false,
      columns: (columns.get(view.name) ?? []).map(([column, type], i): Column => {
        const named = view.types?.[column];
        return { name: column, type: named ? { name: named } : typeOf(type), num: i + 1, notNull: false };
      }),
      view,
    });
  }
  return relations;
}

/** An oid below the users' that stays the same when views are added, since grants keep it. */
function systemOid(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + char.charCodeAt(0)) % 89_000;
  return 10_000 + hash;
}
