import type { SystemView } from '../system-views';
import { COLUMN_FACTS } from './information-schema';

const view = (name: string, sql: string, extra: Partial<SystemView> = {}): SystemView => ({
  name,
  relation: { schema: 'pg_catalog', name },
  sql,
  ...extra,
});

const DATABASE = "getvariable('rs_database')::VARCHAR";
const REMARK = '(SELECT max(d.description) FROM {s}.comments d WHERE d.oid = r.oid AND d.num = 0)';
const BASE_TYPE = "CASE WHEN r.kind = 'view' THEN 'VIEW' ELSE 'BASE TABLE' END";
const SHORT_TYPE = "CASE WHEN r.kind = 'view' THEN 'VIEW' ELSE 'TABLE' END";
const TABLES = '{s}.accessible_relations r';
const COLUMNS = '{s}.accessible_relations r JOIN {s}.columns c ON c.rel_oid = r.oid';
const USER_SCHEMAS = `FROM {s}.namespaces n WHERE n.oid IN (SELECT oid FROM {s}.held_schema_privileges)
  AND n.name NOT IN ('pg_toast', 'pg_internal')`;

/**
 * Size is in 1 MB blocks, the unit of Redshift: at least one block for each column (three hidden ones included) on each
 * of two slices, and otherwise 8 bytes a value.
 */
const SIZE = 'greatest((a.n + 3) * 2, ceil(d.estimated_size * a.n * 8 / 1048576.0))';

export const SVV_VIEWS: readonly SystemView[] = [
  view(
    'svv_tables',
    `SELECT ${DATABASE} AS table_catalog, r.schema_name AS table_schema, r.name AS table_name, ${BASE_TYPE} AS table_type, ${REMARK} AS remarks FROM ${TABLES}`,
  ),
  view(
    'svv_columns',
    `SELECT ${DATABASE} AS table_catalog, r.schema_name AS table_schema, r.name AS table_name, c.name AS column_name, ${COLUMN_FACTS},
       NULL::VARCHAR AS remarks FROM ${COLUMNS}`,
  ),
  view(
    'svv_all_tables',
    `SELECT ${DATABASE} AS database_name, r.schema_name, r.name AS table_name, NULL::VARCHAR AS table_acl, ${SHORT_TYPE} AS table_type, ${REMARK} AS remarks FROM ${TABLES}`,
  ),
  view(
    'svv_all_columns',
    `SELECT ${DATABASE} AS database_name, r.schema_name, r.name AS table_name, c.name AS column_name, ${COLUMN_FACTS}, NULL::VARCHAR AS remarks FROM ${COLUMNS}`,
  ),
  view(
    'svv_all_schemas',
    `SELECT ${DATABASE} AS database_name, n.name AS schema_name, 1::INTEGER AS schema_owner, 'local' AS schema_type, NULL::VARCHAR AS schema_acl,
       NULL::VARCHAR AS source_database, NULL::VARCHAR AS schema_option ${USER_SCHEMAS}`,
  ),
  view(
    'svv_redshift_tables',
    `SELECT ${DATABASE} AS database_name, r.schema_name, r.name AS table_name, ${SHORT_TYPE} AS table_type, NULL::VARCHAR AS table_acl,
       ${REMARK} AS remarks, r.owner AS table_owner FROM ${TABLES}`,
  ),
  view(
    'svv_redshift_columns',
    `SELECT ${DATABASE} AS database_name, r.schema_name, r.name AS table_name, c.name AS column_name, ${COLUMN_FACTS},
       coalesce(c.encode, 'none') AS encoding, coalesce(c.distkey, false) AS distkey, coalesce(c.sortkey, 0)::INTEGER AS sortkey,
       NULL::VARCHAR AS column_acl, NULL::VARCHAR AS remarks FROM ${COLUMNS}`,
  ),
  view(
    'svv_redshift_schemas',
    `SELECT ${DATABASE} AS database_name, n.name AS schema_name, 1::INTEGER AS schema_owner, 'local' AS schema_type, NULL::VARCHAR AS schema_acl,
       NULL::VARCHAR AS schema_option ${USER_SCHEMAS}`,
  ),
  view(
    'svv_redshift_databases',
    `SELECT datname AS database_name, datdba AS database_owner, 'local' AS database_type, NULL::VARCHAR AS database_acl,
       NULL::VARCHAR AS database_options, 'Snapshot Isolation' AS database_isolation_level FROM {s}.pg_database`,
  ),
  view(
    'svv_table_info',
    `SELECT ${DATABASE} AS database, r.schema_name AS "schema", r.oid AS table_id, r.name AS "table", 'Y' AS encoded,
       coalesce(r.diststyle, 'AUTO(ALL)') AS diststyle, r.sortkeys[1] AS sortkey1, ${SIZE}::BIGINT AS size,
       d.estimated_size::DECIMAL(38,0) AS tbl_rows, d.estimated_size::DECIMAL(38,0) AS estimated_visible_rows,
       0::DECIMAL(5,2) AS unsorted, 0::DECIMAL(5,2) AS stats_off
     FROM {s}.relations r
     JOIN duckdb_tables() d ON d.database_name = ${DATABASE} AND d.schema_name = r.schema_name AND d.table_name = r.name
     JOIN (SELECT rel_oid, count(*) AS n FROM {s}.columns GROUP BY rel_oid) a ON a.rel_oid = r.oid
     WHERE r.kind = 'table' AND d.estimated_size > 0`,
  ),
];
