/** The SQL behind ListSchemas, ListTables and DescribeTable, run as the caller's database user. */
export interface CatalogQuery {
  sql: string;
  parameters: { name: string; value: string }[];
}

interface Condition {
  column: string;
  operator: 'like' | '=';
  name: string;
  value: string | undefined;
}

function query(select: string, conditions: Condition[], order: string): CatalogQuery {
  const given = conditions.filter((condition) => condition.value !== undefined);
  const where = given.map(({ column, operator, name }) => `${column} ${operator} :${name}`).join(' and ');
  return {
    sql: `${select}${where === '' ? '' : ` where ${where}`} order by ${order}`,
    parameters: given.map(({ name, value }) => ({ name, value: value ?? '' })),
  };
}

export const schemasQuery = (pattern: string | undefined): CatalogQuery =>
  query(
    'select schema_name from information_schema.schemata',
    [{ column: 'schema_name', operator: 'like', name: 'schema', value: pattern }],
    'schema_name',
  );

export const tablesQuery = (schema: string | undefined, table: string | undefined): CatalogQuery =>
  query(
    'select table_schema, table_name, table_type from information_schema.tables',
    [
      { column: 'table_schema', operator: 'like', name: 'schema', value: schema },
      { column: 'table_name', operator: 'like', name: 'table', value: table },
    ],
    'table_schema, table_name',
  );

export const columnsQuery = (schema: string | undefined, table: string | undefined): CatalogQuery =>
  query(
    'select table_schema, table_name, column_name, data_type, character_maximum_length, numeric_precision, ' +
      'numeric_scale, is_nullable, column_default from information_schema.columns',
    [
      { column: 'table_schema', operator: '=', name: 'schema', value: schema },
      { column: 'table_name', operator: '=', name: 'table', value: table },
    ],
    'table_schema, table_name, ordinal_position',
  );

/** information_schema's names of types, as the Data API prints them; others stay as they are. */
export const DATA_API_TYPE: Readonly<Record<string, string>> = {
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  boolean: 'bool',
  character: 'bpchar',
  'character varying': 'varchar',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  'binary varying': 'varbyte',
};

/** information_schema's kinds of tables, as ListTables prints them. */
export const DATA_API_TABLE_TYPE: Readonly<Record<string, string>> = {
  'BASE TABLE': 'TABLE',
  'LOCAL TEMPORARY': 'LOCAL TEMPORARY',
  VIEW: 'VIEW',
};
