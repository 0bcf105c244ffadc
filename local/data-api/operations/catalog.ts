import type { CatalogQuery } from '../catalog-sql';
import { columnsQuery, DATA_API_TABLE_TYPE, DATA_API_TYPE, schemasQuery, tablesQuery } from '../catalog-sql';
import type { Call, Context } from '../context';
import { pageOf } from '../page-token';
import type { CatalogInput, PagedInput, TargetInput } from '../requests';
import { errorText } from '../run-failures';
import { validation } from '../service-error';
import { resolveTarget } from '../target';
import { readTextRows } from '../text-rows';

export async function listDatabases(context: Context, call: Call<TargetInput & PagedInput>) {
  resolveTarget(context, call.caller, { ...call.input, Database: call.input.Database ?? 'dev' });
  const databases = [...(await context.clock.busy(() => context.engine.databases()))].sort();
  const { items, nextToken } = pageOf(databases, 'databases', call.input, 1000);
  return { Databases: items, NextToken: nextToken };
}

export async function listSchemas(context: Context, call: Call<CatalogInput>) {
  const rows = await run(context, call, schemasQuery(call.input.SchemaPattern));
  const { items, nextToken } = pageOf(rows, 'schemas', call.input, 1000);
  return { Schemas: items.map(([name]) => name), NextToken: nextToken };
}

export async function listTables(context: Context, call: Call<CatalogInput>) {
  const rows = await run(context, call, tablesQuery(call.input.SchemaPattern, call.input.TablePattern));
  const { items, nextToken } = pageOf(rows, 'tables', call.input, 1000);
  const listed = ([schema, name, type]: (string | null)[]) => ({
    name,
    schema,
    type: DATA_API_TABLE_TYPE[type ?? ''] ?? type,
  });
  return { Tables: items.map(listed), NextToken: nextToken };
}

export async function describeTable(context: Context, call: Call<CatalogInput>) {
  const rows = await run(context, call, columnsQuery(call.input.Schema, call.input.Table));
  const { items, nextToken } = pageOf(rows, 'columns', call.input, 1000);
  return { TableName: call.input.Table, ColumnList: items.map(column), NextToken: nextToken };
}

function column(row: (string | null)[]) {
  const [schemaName, tableName, name, type = '', length, precision, scale, nullable, columnDefault] = row;
  return {
    name,
    label: name,
    schemaName,
    tableName,
    typeName: DATA_API_TYPE[type ?? ''] ?? type,
    length: Number(length ?? 0),
    precision: Number(precision ?? length ?? 0),
    scale: Number(scale ?? 0),
    nullable: nullable === 'NO' ? 0 : 1,
    columnDefault,
    isCaseSensitive: /char|text/.test(type ?? ''),
    isCurrency: false,
    isSigned: /int|numeric|real|double/.test(type ?? ''),
  };
}

/** Runs a catalog query on a connection of its own. */
async function run(context: Context, call: Call<CatalogInput>, query: CatalogQuery): Promise<(string | null)[][]> {
  const { ConnectedDatabase: connected, Database: asked } = call.input;
  if (connected !== undefined && connected !== asked) {
    throw validation(`NotSupportedLocally: connect to ${asked} itself, ConnectedDatabase must equal Database.`);
  }
  const { database, dbUser, isSuperuser } = resolveTarget(context, call.caller, call.input);
  try {
    return await context.clock.busy(async () => {
      const login = { database, dbUser, ...(isSuperuser === undefined ? {} : { isSuperuser }) };
      const engine = await context.engine.connect(login);
      try {
        return await readTextRows(await engine.execute(query.sql, query.parameters));
      } finally {
        await engine.close();
      }
    });
  } catch (error) {
    throw validation(errorText(error));
  }
}
