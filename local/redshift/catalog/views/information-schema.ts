import type { SystemView } from '../system-views';
import { typeNamesByName } from '../type-oids';

const view = (name: string, sql: string): SystemView => ({
  name: `information_schema.${name}`,
  relation: { schema: 'information_schema', name },
  sql,
});

/** The SQL name of a column's type, without its length. */
export const DATA_TYPE = `${typeNamesByName()}[c.type_name]`;

const PRECISION = `CASE c.type_name WHEN 'int2' THEN 16 WHEN 'int4' THEN 32 WHEN 'int8' THEN 64 WHEN 'numeric' THEN c.prec
  WHEN 'float4' THEN 24 WHEN 'float8' THEN 53 END`;
const SCALE = "CASE WHEN c.type_name IN ('int2', 'int4', 'int8') THEN 0 WHEN c.type_name = 'numeric' THEN c.scale END";

/** Columns that information_schema.columns and the SVV views share. */
export const COLUMN_FACTS = `c.num::INTEGER AS ordinal_position, c.default_text AS column_default,
  CASE WHEN c.not_null THEN 'NO' ELSE 'YES' END AS is_nullable, ${DATA_TYPE} AS data_type,
  CASE WHEN c.type_name IN ('varchar', 'bpchar') THEN c.length END AS character_maximum_length,
  (${PRECISION})::INTEGER AS numeric_precision, (${SCALE})::INTEGER AS numeric_scale`;

const DATABASE = "getvariable('rs_database')::VARCHAR";
const TABLE_TYPE =
  "CASE WHEN r.kind = 'view' THEN 'VIEW' WHEN r.temporary THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END";
const CONSTRAINT_TYPE = "CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' ELSE 'FOREIGN KEY' END";

/** A plain user sees what it may access. */
export const INFORMATION_SCHEMA_VIEWS: readonly SystemView[] = [
  view(
    'schemata',
    `SELECT ${DATABASE} AS catalog_name, n.name AS schema_name, n.owner AS schema_owner, NULL::VARCHAR AS default_character_set_catalog,
       NULL::VARCHAR AS default_character_set_schema, NULL::VARCHAR AS default_character_set_name, NULL::VARCHAR AS sql_path
     FROM {s}.namespaces n WHERE n.oid IN (SELECT oid FROM {s}.held_schema_privileges)`,
  ),
  view(
    'tables',
    `SELECT ${DATABASE} AS table_catalog, r.schema_name AS table_schema, r.name AS table_name, ${TABLE_TYPE} AS table_type,
       NULL::VARCHAR AS self_referencing_column_name, NULL::VARCHAR AS reference_generation,
       NULL::VARCHAR AS user_defined_type_catalog, NULL::VARCHAR AS user_defined_type_schema,
       NULL::VARCHAR AS user_defined_name FROM {s}.accessible_relations r`,
  ),
  view(
    'views',
    `SELECT ${DATABASE} AS table_catalog, r.schema_name AS table_schema, r.name AS table_name, r.definition AS view_definition,
       'NONE' AS check_option, 'NO' AS is_updatable, 'NO' AS is_insertable_into
     FROM {s}.accessible_relations r WHERE r.kind = 'view'`,
  ),
  view(
    'columns',
    `SELECT ${DATABASE} AS table_catalog, r.schema_name AS table_schema, r.name AS table_name, c.name AS column_name, ${COLUMN_FACTS},
       CASE WHEN c.type_name IN ('varchar', 'bpchar') THEN c.length END AS character_octet_length,
       CASE WHEN c.type_name IN ('int2', 'int4', 'int8', 'float4', 'float8') THEN 2 WHEN c.type_name = 'numeric' THEN 10 END AS numeric_precision_radix,
       CASE WHEN c.type_name LIKE 'time%' THEN 6 END AS datetime_precision, c.type_name AS udt_name
     FROM {s}.accessible_relations r JOIN {s}.columns c ON c.rel_oid = r.oid`,
  ),
  view(
    'table_constraints',
    `SELECT ${DATABASE} AS constraint_catalog, r.schema_name AS constraint_schema, k.name AS constraint_name,
       ${DATABASE} AS table_catalog, r.schema_name AS table_schema, r.name AS table_name, ${CONSTRAINT_TYPE} AS constraint_type,
       'NO' AS is_deferrable, 'NO' AS initially_deferred
     FROM {s}.constraints k JOIN {s}.accessible_relations r ON r.oid = k.rel_oid`,
  ),
  view(
    'key_column_usage',
    `SELECT ${DATABASE} AS constraint_catalog, k.schema_name AS constraint_schema, k.name AS constraint_name, ${DATABASE} AS table_catalog,
       k.schema_name AS table_schema, k.table_name, c.name AS column_name, k.position::INTEGER AS ordinal_position
     FROM (SELECT k.name, k.rel_oid, r.schema_name, r.name AS table_name, unnest(k.conkey) AS num, generate_subscripts(k.conkey, 1) AS position
       FROM {s}.constraints k JOIN {s}.accessible_relations r ON r.oid = k.rel_oid) k
     JOIN {s}.columns c ON c.rel_oid = k.rel_oid AND c.num = k.num`,
  ),
];
