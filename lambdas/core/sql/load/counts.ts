import { literal } from '../literal';
import { join, type Sql, sql } from '../sql';
import type { LoadStatement } from './apply-request';
import type { LoadKey } from './load-key';
import { meta, temp } from './tables';

/** What becomes of a row, with a type: a CASE of bare literals would make the column as wide as Redshift likes. */
export const asFate = (value: Sql): Sql => sql`CAST(${value} AS VARCHAR(20))`;

/** A query of (fate, n), one row a fate, of a table with fates. */
export const fatesOf = (table: Sql, where = sql``): Sql =>
  sql`SELECT fate, COUNT(*) AS n FROM ${table}${where} GROUP BY fate`;

export const countOf = (fate: string, from: Sql): Sql =>
  sql`SELECT ${asFate(literal(fate))} AS fate, COUNT(*) AS n FROM ${from}`;

/** How many upserts and deletes meet a row that is there; to be run before they are applied. */
export const matchedStatement = (key: LoadKey, rows: Sql, target: { path: Sql; name: Sql }): LoadStatement => ({
  role: 'classify',
  sql: sql`CREATE TEMP TABLE ${temp.matched} AS
SELECT ${asFate(sql`CASE WHEN ${rows}.${meta.op} = 'D' THEN 'deleted' ELSE 'updated' END`)} AS fate, COUNT(DISTINCT ${rows}.${meta.seq}) AS n
FROM ${rows} JOIN ${target.path} ON ${key.equal(target.name, rows)}
GROUP BY ${rows}.${meta.op}`,
});

/** matchedStatement's rows. */
export const matchedCounts: Sql = sql`SELECT fate, n FROM ${temp.matched}`;

/** The last statement: what became of the staged rows (see core/load/batch-counts.ts). A fate may come more than once. */
export const countsStatement = (counts: readonly Sql[]): LoadStatement => ({
  role: 'counts',
  sql: sql`SELECT c.fate, CAST(SUM(c.n) AS BIGINT) AS row_count FROM (${join(counts, sql`\nUNION ALL `)}) c GROUP BY c.fate`,
});
