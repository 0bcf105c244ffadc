import { duckName } from '../sql/string-literal';
import { MACROS } from './macros';
import { SYSTEM_VIEWS } from './system-views';

/**
 * The side catalogue: what Redshift knows and DuckDB does not (declared types, keys, owners, grants). It is a DuckDB
 * schema in each database, so that it is transactional with the tables and survives with the file.
 */
export const CATALOG_SCHEMA = 'rs_catalog';

const TABLES: readonly string[] = [
  'namespaces(oid BIGINT, name VARCHAR, owner VARCHAR)',
  `relations(oid BIGINT, schema_name VARCHAR, name VARCHAR, kind VARCHAR, owner VARCHAR, late_binding BOOLEAN,
     definition VARCHAR, view_columns VARCHAR[], search_path VARCHAR[], reltuples DOUBLE, diststyle VARCHAR,
     sortkeys VARCHAR[], temporary BOOLEAN)`,
  `columns(rel_oid BIGINT, num SMALLINT, name VARCHAR, type_name VARCHAR, length INTEGER, prec INTEGER, scale INTEGER,
     not_null BOOLEAN, default_text VARCHAR, encode VARCHAR, identity_seed BIGINT, identity_step BIGINT,
     identity_by_default BOOLEAN, distkey BOOLEAN, sortkey INTEGER)`,
  `constraints(oid BIGINT, rel_oid BIGINT, name VARCHAR, contype VARCHAR, conkey SMALLINT[], ref_oid BIGINT,
     confkey SMALLINT[], definition VARCHAR)`,
  'dependencies(view_oid BIGINT, rel_oid BIGINT)',
  'users(sysid INTEGER, name VARCHAR, superuser BOOLEAN, createdb BOOLEAN)',
  'groups(sysid INTEGER, name VARCHAR, members VARCHAR[])',
  'grants(kind VARCHAR, oid BIGINT, grantee_kind VARCHAR, grantee VARCHAR, privilege VARCHAR)',
  'default_grants(owner VARCHAR, schema_name VARCHAR, grantee_kind VARCHAR, grantee VARCHAR, privilege VARCHAR)',
  'comments(oid BIGINT, num INTEGER, description VARCHAR)',
];

const viewDdl = (schema: string, name: string, sql: string): string =>
  `CREATE OR REPLACE VIEW ${schema}.${duckName(name)} AS ${sql.replaceAll('{s}', schema)}`;

/** What a view's `light` form is called. */
export const lightName = (view: string): string => `${view}_light`;

/** The statements that make the side catalogue in a database. Views and macros are made anew each time it is opened. */
export function sideCatalogueDdl(database: string): string[] {
  const schema = `${duckName(database)}.${CATALOG_SCHEMA}`;
  const namespaces = `INSERT INTO ${schema}.namespaces SELECT * FROM (VALUES (11, 'pg_catalog', 'rdsdb'),
    (12, 'information_schema', 'rdsdb'), (13, 'pg_toast', 'rdsdb'), (14, 'pg_internal', 'rdsdb'), (2200, 'public', 'admin')) v
    WHERE NOT EXISTS (SELECT 1 FROM ${schema}.namespaces)`;
  const publicGrants = `INSERT INTO ${schema}.grants SELECT 'n', 2200, 'public', 'public', p FROM (VALUES ('usage'), ('create')) v(p)
    WHERE NOT EXISTS (SELECT 1 FROM ${schema}.grants WHERE kind = 'n' AND oid = 2200)`;
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    `CREATE SCHEMA IF NOT EXISTS ${duckName(database)}.public`,
    ...TABLES.map((table) => `CREATE TABLE IF NOT EXISTS ${schema}.${table}`),
    // A file of an earlier version lacks it.
    `ALTER TABLE ${schema}.constraints ADD COLUMN IF NOT EXISTS definition VARCHAR`,
    namespaces,
    publicGrants,
    // Macros call one another by bare name.
    `USE ${schema}`,
    ...MACROS.map((macro) => `CREATE OR REPLACE MACRO ${schema}.${macro}`),
    ...SYSTEM_VIEWS.flatMap(({ name, sql, light }) => [
      viewDdl(schema, name, sql),
      ...(light ? [viewDdl(schema, lightName(name), light.sql)] : []),
    ]),
  ];
}
