import { type Sql, sql } from './sql';

/**
 * The catalog, as three independent statements of one AUTO_COMMIT batch, each judged by its own status: they cannot be
 * one query (svv_table_info and the catalog do not join), and a plain user may be denied the third.
 *
 * Every user may read pg_class and pg_attribute, hence the two privilege checks. Names that begin with `pg_` are
 * Redshift's own; so are the tables behind materialised views (`mv_tbl__...`).
 */
export const catalogQueries = (): { relations: Sql; lateBindingColumns: Sql; sizes: Sql } => ({
  // A late-binding view has no rows in pg_attribute: the outer join keeps it, without columns.
  relations: sql`
SELECT CAST(n.nspname AS VARCHAR(128)) AS table_schema, CAST(c.relname AS VARCHAR(128)) AS table_name,
       CAST(c.relkind AS VARCHAR(1)) AS kind, CAST(c.reltuples AS DOUBLE PRECISION) AS row_estimate,
       CAST(a.attnum AS INTEGER) AS column_number, CAST(a.attname AS VARCHAR(128)) AS column_name,
       CAST(format_type(a.atttypid, a.atttypmod) AS VARCHAR(256)) AS column_type, a.attnotnull AS not_null,
       pg_get_constraintdef(k.oid) AS primary_key, a.atthasdef AS has_default
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE c.relkind IN ('r', 'v')
  AND SUBSTRING(n.nspname, 1, 3) <> 'pg_'
  AND n.nspname NOT IN ('information_schema', 'catalog_history')
  AND SUBSTRING(c.relname, 1, 8) <> 'mv_tbl__'
  AND has_schema_privilege(n.oid, 'USAGE')
  AND has_table_privilege(c.oid, 'SELECT')
ORDER BY n.nspname, c.relname, a.attnum`,
  lateBindingColumns: sql`
SELECT CAST(view_schema AS VARCHAR(128)) AS table_schema, CAST(view_name AS VARCHAR(128)) AS table_name,
       CAST(col_name AS VARCHAR(128)) AS column_name, CAST(col_type AS VARCHAR(256)) AS column_type,
       col_num AS column_number
FROM pg_get_late_binding_view_cols() cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)
ORDER BY 1, 2, 5`,
  sizes: sql`
SELECT "schema" AS table_schema, "table" AS table_name, size AS size_mb, CAST(tbl_rows AS DOUBLE PRECISION) AS row_count
FROM svv_table_info`,
});

/** Who asks: only the database knows the user behind a secret or an IAM sign-in. */
export const databaseUser = (): Sql => sql`SELECT CAST(current_user AS VARCHAR(128)) AS database_user`;
