import { identifier } from '../identifier';
import { integer } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { asFate } from './counts';
import { LoadKey } from './load-key';
import { derived, list, loadTables, meta, temp } from './tables';
import { typeSql } from './type-sql';

/** Types that an interval can be taken from. */
const TIMES = new Set(['timestamp', 'timestamptz']);

/**
 * For events that are sent again: leaves in the stage the first row of each key by position, where the target has none of
 * it. A row without a key is told from nothing, and stays.
 *
 * The target is not looked through: only rows count that are not older than the oldest of the stage less the window. Where
 * the column is the sort key, other blocks are not read. Rows that lack the time are of any; what the stage has without
 * one counts as of now. Where the data has no such column, all of the target counts.
 *
 * @param isTaken whether a staged row is to be inserted at all
 */
export const dedupeStatements = (request: ApplyRequest, isTaken: Sql): LoadStatement[] => {
  const { stage, fates } = temp;
  const key = LoadKey.of(request);
  const hasKey = sql`NOT (${key.anyNull(sql`r`)})`;
  const order = sql`PARTITION BY ${list([key.grouping(stage), sql`CASE WHEN ${isTaken} THEN 1 ELSE 0 END`])} ORDER BY ${meta.pos}, ${meta.seq}`;
  return [
    {
      role: 'classify',
      sql: sql`CREATE TEMP TABLE ${temp.keys} AS\n${knownRows(request, key)}`,
    },
    {
      role: 'classify',
      sql: sql`CREATE TEMP TABLE ${fates} AS
SELECT r.${meta.seq}, ${asFate(sql`CASE WHEN r.taken = 0 THEN 'ignored' WHEN ${hasKey} AND r.${derived.rank} > 1 THEN 'superseded' WHEN k.${meta.seq} IS NOT NULL THEN 'stale' ELSE 'upsert' END`)} AS fate
FROM (SELECT ${list([meta.seq, key.list])}, CASE WHEN ${isTaken} THEN 1 ELSE 0 END AS taken, ROW_NUMBER() OVER (${order}) AS ${derived.rank} FROM ${stage}) r
LEFT JOIN (SELECT DISTINCT ${meta.seq} FROM ${temp.keys}) k ON k.${meta.seq} = r.${meta.seq}`,
    },
    {
      role: 'classify',
      sql: sql`DELETE FROM ${stage} USING ${fates} WHERE ${fates}.${meta.seq} = ${stage}.${meta.seq} AND ${fates}.fate <> 'upsert'`,
    },
  ];
};

/** The numbers of staged rows whose key the target has; one perhaps more than once. */
const knownRows = (request: ApplyRequest, key: LoadKey): Sql => {
  const { target } = loadTables(request.target);
  const { stage } = temp;
  const from = sql`SELECT ${stage}.${meta.seq} FROM ${stage} JOIN ${target.path} ON ${key.equal(target.name, stage)}`;
  const { column, windowSeconds } = request.dedupe as NonNullable<ApplyRequest['dedupe']>;
  const placed = request.columns.find(({ name }) => name === column);
  if (placed === undefined || !TIMES.has(placed.type)) return from;
  const time = identifier(column);
  const now = sql`CAST(SYSDATE AS ${typeSql(placed.type)})`;
  const oldest = sql`(SELECT DATEADD(second, ${integer(-windowSeconds)}, MIN(COALESCE(${time}, ${now}))) FROM ${stage})`;
  // Two queries, since an OR would have all blocks read.
  return sql`${from} WHERE ${target.name}.${time} >= ${oldest}\nUNION ALL ${from} WHERE ${target.name}.${time} IS NULL`;
};
