import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest } from './apply-request';
import { controlTables } from './plan';
import { list, loadTables } from './tables';
import { FENCE } from './verify';

/**
 * What is there of a target: three statements of an AUTO_COMMIT batch in this order, each judged by its own status.
 * core/load/target-state.ts reads the rows.
 *
 * `relations` is right for every user, since all may read pg_class and pg_attribute, and answers nothing where the schema
 * does not exist. format_encoding and the two key columns are as AWS's own admin scripts use them:
 * https://github.com/awslabs/amazon-redshift-utils/blob/master/src/AdminViews/v_generate_tbl_ddl.sql
 *
 * `tables` counts the permanent tables of the database, those behind materialised views too, as the warehouse's quota does:
 * https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-limits.html
 *
 * `ledger` fails where there is no ledger; nothing depends on that, for `relations` tells it.
 */
export const describeTarget = (target: ApplyRequest['target']): { relations: Sql; tables: Sql; ledger: Sql } => {
  const names = controlTables(target.table);
  const parts = [
    sql`WHEN ${literal(target.table)} THEN 'target'`,
    sql`WHEN ${literal(names.ledger)} THEN 'ledger'`,
    sql`WHEN ${literal(names.positions)} THEN 'positions'`,
    sql`WHEN ${literal(names.tombstones)} THEN 'tombstones'`,
  ].reduce((all, part) => sql`${all} ${part}`);
  const wanted = list([target.table, ...Object.values(names)].map((name) => literal(name)));
  return {
    relations: sql`
SELECT CASE c.relname ${parts} END AS part, CAST(c.relkind AS VARCHAR(1)) AS kind,
       CAST(a.attnum AS INTEGER) AS column_number, CAST(a.attname AS VARCHAR(128)) AS column_name,
       CAST(format_type(a.atttypid, a.atttypmod) AS VARCHAR(256)) AS column_type, a.attnotnull AS not_null,
       a.atthasdef AS has_default, CAST(format_encoding(CAST(a.attencodingtype AS INTEGER)) AS VARCHAR(32)) AS encoding,
       a.attisdistkey AS is_dist_key, CAST(a.attsortkeyord AS INTEGER) AS sort_key,
       pg_get_constraintdef(k.oid) AS primary_key
FROM pg_namespace n
LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'v') AND c.relname IN (${wanted})
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE n.nspname = ${literal(target.schema)}
ORDER BY 1, 3`,
    tables: sql`
SELECT COUNT(*) AS table_count
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r'
  AND SUBSTRING(n.nspname, 1, 3) <> 'pg_'
  AND n.nspname NOT IN ('information_schema', 'catalog_history')`,
    ledger: sql`
SELECT CAST(SUM(CASE WHEN batch_id = ${literal(FENCE)} THEN 1 ELSE 0 END) AS BIGINT) AS fences,
       CAST(MAX(CASE WHEN batch_seq >= 0 THEN batch_seq END) AS VARCHAR(20)) AS last_batch_seq
FROM ${loadTables(target).ledger}`,
  };
};
