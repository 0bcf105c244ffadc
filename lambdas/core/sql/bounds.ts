import { watermarkLiteral, watermarkText } from '../progress/watermark';
import { integer } from './literal';
import { countRows, filtered, type RowSource } from './read-table';
import { join, type Sql, sql } from './sql';
import { type KeyWindow, windowSql } from './window';

/** What is to be known of a table before it is read, in the same transaction. */
export type Bounds =
  | { kind: 'count'; source: RowSource }
  | { kind: 'window'; window: KeyWindow /** The highest key read before. */; reached: string | null };

/**
 * One statement that tells the numbers of a transaction's tables, a row each, in order:
 *
 * | column | |
 * |---|---|
 * | member | the row's number, from 0 |
 * | high | the highest key of the window, as text; NULL without rows or without a key |
 * | settled | the key below which rows are settled by this read, as text |
 * | row_count | rows that the data statement reads |
 * | tail_count | rows that the tail statement reads |
 * | reached | 1 where a row at or beyond the key reached before is there, or nothing was read before |
 * | more | 1 where the window was cut and rows are left |
 *
 * Every value is text or BIGINT, so that the rows of all tables have one type.
 */
export const boundsStatement = (tables: readonly Bounds[]): Sql => {
  const rows = tables.map((table, i) => (table.kind === 'count' ? countRow(i, table.source) : windowRow(i, table)));
  if (rows.length === 1) return rows[0] as Sql;
  return sql`${join(rows, sql`\nUNION ALL\n`)}\nORDER BY member`;
};

const none = sql`CAST(NULL AS VARCHAR(65535))`;
const zero = sql`CAST(0 AS BIGINT)`;
const one = sql`CAST(1 AS BIGINT)`;

const countRow = (member: number, source: RowSource): Sql =>
  sql`SELECT ${number(member)} AS member, ${none} AS high, ${none} AS settled, CAST(d.row_count AS BIGINT) AS row_count, ${zero} AS tail_count, ${one} AS reached, ${zero} AS more
FROM (${countRows(source)}) d`;

const windowRow = (member: number, { window, reached }: Bounds & { kind: 'window' }): Sql => {
  const { source, key } = window;
  const pieces = windowSql(window);
  const text = (value: Sql) => sql`CAST(${watermarkText(key.type)(value)} AS VARCHAR(65535))`;
  const settled = pieces.settledFrom(sql`m.high`);
  const end = pieces.chunkEnd ? sql`LEAST(c.next, ${settled})` : settled;
  const joins = [
    sql`${pieces.highest} m`,
    sql`(SELECT COUNT(*) AS row_count FROM ${filtered(source, pieces.data)}) d`,
    sql`(SELECT COUNT(*) AS row_count FROM ${filtered(source, pieces.tail)}) t`,
  ];
  if (reached !== null) {
    const there = filtered(source, sql`${pieces.key} >= ${watermarkLiteral(key.type, reached)}`);
    joins.push(sql`(SELECT COUNT(*) AS found FROM (SELECT 1 AS one FROM ${there} LIMIT 1) there) r`);
  }
  if (pieces.chunkEnd) joins.push(sql`${pieces.chunkEnd} c`);
  const more = pieces.chunkEnd ? sql`CAST(CASE WHEN c.next < ${settled} THEN 1 ELSE 0 END AS BIGINT)` : zero;
  const found = reached === null ? one : sql`CAST(r.found AS BIGINT)`;
  return sql`SELECT ${number(member)} AS member, ${text(sql`m.high`)} AS high, ${text(end)} AS settled, CAST(d.row_count AS BIGINT) AS row_count, CAST(t.row_count AS BIGINT) AS tail_count, ${found} AS reached, ${more} AS more
FROM ${join(joins, sql`\nCROSS JOIN `)}`;
};

const number = (value: number): Sql => sql`CAST(${integer(value)} AS BIGINT)`;
