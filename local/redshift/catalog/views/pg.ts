import type { SystemView } from '../system-views';
import { TYPE_OIDS } from '../type-oids';

const TYPE_ROWS = TYPE_OIDS.map(([oid, name, size]) => `(${oid}, '${name}', ${size})`).join(', ');

const pg = (name: string, sql: string, types: SystemView['types'] = {}, light?: SystemView['light']): SystemView => ({
  name,
  relation: { schema: 'pg_catalog', name },
  sql,
  types,
  ...(light && { light }),
});

/** What pg_type says of a column's type, without a join. */
const ofType = (values: readonly number[]): string =>
  `[${values.join(', ')}][list_position([${TYPE_OIDS.map(([, name]) => `'${name}'`).join(', ')}], c.type_name)]`;
const TYPE_OID = `${ofType(TYPE_OIDS.map(([oid]) => oid))}::BIGINT`;
const TYPE_SIZE = `${ofType(TYPE_OIDS.map(([, , size]) => size))}::SMALLINT`;

/** atttypmod: length + 4, and precision << 16 | scale, + 4, for numeric. */
const TYPMOD = `CASE WHEN c.type_name IN ('varchar', 'bpchar', 'varbyte') THEN c.length + 4
  WHEN c.type_name = 'numeric' THEN (c.prec << 16) + c.scale + 4 ELSE -1 END`;

/** Column encodings; pg_attribute has a number for each, which format_encoding turns into the name. The numbers are the laptop's own. */
export const ENCODINGS =
  "['none', 'az64', 'bytedict', 'delta', 'delta32k', 'lzo', 'mostly8', 'mostly16', 'mostly32', 'runlength', 'text255', 'text32k', 'zstd']";

const ENCODING = `CASE lower(coalesce(c.encode, 'none')) WHEN 'raw' THEN 'none' WHEN 'auto' THEN 'none' ELSE lower(coalesce(c.encode, 'none')) END`;

/** The column names of each key, in its order. */
const keyNames = (nums: string, relation: string): string =>
  `SELECT u.oid, string_agg({s}.rs_quote_ident(c.name), ', ' ORDER BY u.position) AS names
     FROM (SELECT oid, ${relation} AS rel_oid, unnest(${nums}) AS num, generate_subscripts(${nums}, 1) AS position FROM {s}.constraints) u
     JOIN {s}.columns c ON c.rel_oid = u.rel_oid AND c.num = u.num GROUP BY u.oid`;

const CLASS_NAME = 'r.oid, r.name AS relname, n.oid AS relnamespace';
const CLASS_FACTS = `CASE r.kind WHEN 'view' THEN 'v' ELSE 'r' END AS relkind, r.reltuples::FLOAT AS reltuples, 0::INTEGER AS relpages,
  CASE r.diststyle WHEN 'KEY' THEN 1 WHEN 'ALL' THEN 8 WHEN 'EVEN' THEN 0 ELSE 9 END::SMALLINT AS reldiststyle,
  NULL::VARCHAR AS relacl, false AS relhasindex`;
const CLASSES = '{s}.relations r JOIN {s}.namespaces n ON n.name = r.schema_name';

const CONSTRAINT_NAME = 'k.oid, k.name AS conname';
const CONSTRAINT_FACTS = 'k.contype, k.rel_oid AS conrelid, coalesce(k.ref_oid, 0) AS confrelid, k.conkey, k.confkey';

export const PG_VIEWS: readonly SystemView[] = [
  pg(
    'pg_type',
    `SELECT t.oid::BIGINT AS oid, t.name AS typname, 11::BIGINT AS typnamespace, t.size::SMALLINT AS typlen, 'b' AS typtype
     FROM (VALUES ${TYPE_ROWS}) t(oid, name, size)`,
    { oid: 'oid', typname: 'name', typnamespace: 'oid', typtype: 'bpchar' },
  ),
  pg(
    'pg_user',
    `SELECT u.name AS usename, u.sysid AS usesysid, u.createdb AS usecreatedb, u.superuser AS usesuper, false AS usecatupd,
       '********' AS passwd, NULL::TIMESTAMP AS valuntil, NULL::VARCHAR[] AS useconfig FROM {s}.users u`,
    { usename: 'name' },
  ),
  pg('pg_group', 'SELECT g.name AS groname, g.sysid AS grosysid, NULL::VARCHAR[] AS grolist FROM {s}.groups g', {
    groname: 'name',
  }),
  pg(
    'pg_namespace',
    `SELECT n.oid, n.name AS nspname, coalesce(u.sysid, 1)::INTEGER AS nspowner, NULL::VARCHAR AS nspacl
     FROM {s}.namespaces n LEFT JOIN {s}.users u ON u.name = n.owner`,
    { oid: 'oid', nspname: 'name' },
    { without: ['nspowner'], sql: 'SELECT n.oid, n.name AS nspname, NULL::VARCHAR AS nspacl FROM {s}.namespaces n' },
  ),
  pg(
    'pg_class',
    `SELECT ${CLASS_NAME}, coalesce(u.sysid, 1)::INTEGER AS relowner, ${CLASS_FACTS}, coalesce(c.n, 0)::SMALLINT AS relnatts
     FROM ${CLASSES} LEFT JOIN {s}.users u ON u.name = r.owner
     LEFT JOIN (SELECT rel_oid, count(*) AS n FROM {s}.columns GROUP BY rel_oid) c ON c.rel_oid = r.oid`,
    { oid: 'oid', relname: 'name', relnamespace: 'oid', relkind: 'bpchar' },
    { without: ['relowner', 'relnatts'], sql: `SELECT ${CLASS_NAME}, ${CLASS_FACTS} FROM ${CLASSES}` },
  ),
  pg(
    'pg_attribute',
    `SELECT c.rel_oid AS attrelid, c.name AS attname, ${TYPE_OID} AS atttypid, ${TYPE_SIZE} AS attlen, c.num AS attnum,
       (${TYPMOD})::INTEGER AS atttypmod, c.not_null AS attnotnull, c.default_text IS NOT NULL AS atthasdef,
       (list_position(${ENCODINGS}, ${ENCODING}) - 1)::SMALLINT AS attencodingtype, false AS attisdropped, coalesce(c.distkey, false) AS attisdistkey, coalesce(c.sortkey, 0)::INTEGER AS attsortkeyord
     FROM {s}.columns c`,
    { attrelid: 'oid', attname: 'name', atttypid: 'oid' },
  ),
  pg('pg_attribute_info', 'SELECT * FROM {s}.pg_attribute', { attrelid: 'oid', attname: 'name', atttypid: 'oid' }),
  pg(
    'pg_attrdef',
    'SELECT c.rel_oid AS adrelid, c.num AS adnum, c.default_text AS adsrc, c.default_text AS adbin FROM {s}.columns c WHERE c.default_text IS NOT NULL',
    { adrelid: 'oid' },
  ),
  pg(
    'pg_constraint',
    `SELECT ${CONSTRAINT_NAME}, n.oid AS connamespace, ${CONSTRAINT_FACTS}
     FROM {s}.constraints k JOIN {s}.relations r ON r.oid = k.rel_oid JOIN {s}.namespaces n ON n.name = r.schema_name`,
    { oid: 'oid', conname: 'name', connamespace: 'oid', contype: 'bpchar', conrelid: 'oid', confrelid: 'oid' },
    { without: ['connamespace'], sql: `SELECT ${CONSTRAINT_NAME}, ${CONSTRAINT_FACTS} FROM {s}.constraints k` },
  ),
  {
    name: 'constraint_definitions',
    sql: `SELECT k.oid, CASE k.contype
         WHEN 'p' THEN 'PRIMARY KEY (' || l.names || ')'
         WHEN 'u' THEN 'UNIQUE (' || l.names || ')'
         ELSE 'FOREIGN KEY (' || l.names || ') REFERENCES ' || {s}.rs_quote_ident(t.name) || coalesce('(' || r.names || ')', '') END AS definition
       FROM {s}.constraints k
       JOIN (${keyNames('conkey', 'rel_oid')}) l ON l.oid = k.oid
       LEFT JOIN (${keyNames('confkey', 'ref_oid')}) r ON r.oid = k.oid
       LEFT JOIN {s}.relations t ON t.oid = k.ref_oid`,
  },
  pg(
    'pg_description',
    'SELECT c.oid AS objoid, 1259::BIGINT AS classoid, c.num AS objsubid, c.description FROM {s}.comments c',
    { objoid: 'oid', classoid: 'oid' },
  ),
  pg(
    'pg_database',
    `SELECT row_number() OVER (ORDER BY d.database_oid) + 100 AS oid, d.database_name AS datname, 1::INTEGER AS datdba, 6::INTEGER AS encoding,
       true AS datallowconn FROM duckdb_databases() d WHERE NOT d.internal AND d.database_name NOT IN ('memory', 'rs_log')`,
    { oid: 'oid', datname: 'name' },
  ),
  pg(
    'pg_tables',
    `SELECT r.schema_name AS schemaname, r.name AS tablename, r.owner AS tableowner, NULL::VARCHAR AS tablespace,
       false AS hasindexes, false AS hasrules, false AS hastriggers FROM {s}.relations r WHERE r.kind = 'table'`,
    { schemaname: 'name', tablename: 'name', tableowner: 'name' },
  ),
  pg(
    'pg_views',
    `SELECT r.schema_name AS schemaname, r.name AS viewname, r.owner AS viewowner, r.definition FROM {s}.relations r WHERE r.kind = 'view'`,
    { schemaname: 'name', viewname: 'name', viewowner: 'name' },
  ),
  pg(
    'pg_table_def',
    `SELECT r.schema_name AS schemaname, r.name AS tablename, c.name AS "column",
       {s}.rs_format_type(t.oid, (${TYPMOD})::INTEGER) AS type, coalesce(c.encode, 'none') AS encoding,
       coalesce(c.distkey, false) AS distkey, coalesce(c.sortkey, 0)::INTEGER AS sortkey, c.not_null AS "notnull"
     FROM {s}.accessible_relations r JOIN {s}.columns c ON c.rel_oid = r.oid JOIN {s}.pg_type t ON t.typname = c.type_name
     WHERE r.kind = 'table' AND list_contains(getvariable('rs_search_path')::VARCHAR[], r.schema_name) ORDER BY r.name, c.num`,
    { schemaname: 'name', tablename: 'name', column: 'name' },
  ),
];
