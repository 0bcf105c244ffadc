import { sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { asFate, countOf, fatesOf } from './counts';
import { LoadKey } from './load-key';
import type { ModeStatements } from './mode';
import { columnNames, derived, list, loadTables, meta, temp } from './tables';
import { triageCounts, triageStatements } from './triage';
import { isOverdue, markBase } from './verify';

/**
 * The batch takes the place of all rows, unless the target holds a later one. With a key, the last change of each key
 * counts, and a delete of it means that there is no row.
 */
export const replaceStatements = (request: ApplyRequest): ModeStatements => {
  const { target } = loadTables(request.target);
  const names = list(columnNames(request));
  const { stage } = temp;
  const overdue = isOverdue(request);
  const keyed = request.key.length > 0 ? lastOfKey(request, LoadKey.of(request)) : undefined;
  const statements: LoadStatement[] = [
    { role: 'guard', sql: sql`DELETE FROM ${stage} WHERE ${overdue}` },
    ...(keyed?.statements ?? []),
    { role: 'apply', sql: sql`DELETE FROM ${target.path} WHERE NOT ${overdue}` },
    {
      role: 'apply',
      sql: sql`INSERT INTO ${target.path} (${names}) SELECT ${names} FROM ${stage} WHERE ${meta.op} = 'U'`,
    },
    markBase(request),
  ];
  const counts = keyed?.counts ?? [
    countOf('upsert', sql`${stage} WHERE ${meta.op} = 'U'`),
    countOf('ignored', sql`${stage} WHERE ${meta.op} <> 'U'`),
  ];
  return { statements, counts };
};

const lastOfKey = (request: ApplyRequest, key: LoadKey): ModeStatements => {
  const { stage, fates } = temp;
  return {
    statements: [
      ...triageStatements(request, key, { truncates: 'ignored', stays: ['open'] }),
      {
        role: 'classify',
        sql: sql`CREATE TEMP TABLE ${fates} AS
SELECT r.${meta.seq}, ${asFate(sql`CASE WHEN r.${derived.rank} > 1 THEN 'superseded' WHEN r.${meta.op} = 'D' THEN 'delete' ELSE 'upsert' END`)} AS fate
FROM (SELECT ${list([meta.seq, meta.op])}, ROW_NUMBER() OVER (PARTITION BY ${key.grouping(stage)} ORDER BY ${meta.pos} DESC, ${meta.seq} DESC) AS ${derived.rank} FROM ${stage}) r`,
      },
      {
        role: 'classify',
        sql: sql`DELETE FROM ${stage} USING ${fates} WHERE ${fates}.${meta.seq} = ${stage}.${meta.seq} AND ${fates}.fate <> 'upsert'`,
      },
    ],
    counts: [triageCounts, fatesOf(fates)],
  };
};
