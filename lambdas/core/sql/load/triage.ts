import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { asFate, fatesOf } from './counts';
import type { LoadKey } from './load-key';
import { quarantinedColumns, quarantineRows } from './quarantine';
import { meta, temp } from './tables';

interface TriageOptions {
  /** What becomes of a truncate. */
  truncates: 'truncate' | 'ignored';
  /** Another table to look at, and what it decides before or after all else. */
  from?: Sql;
  first?: Sql;
  last?: Sql;
  /** Fates that stay staged. */
  stays: readonly string[];
}

/**
 * First sight: rows that no comparison of keys and positions is needed for leave the stage. A key with a NULL is refused:
 * it is equal to nothing, so that a replay would add its row again.
 */
export const triageStatements = (request: ApplyRequest, key: LoadKey, options: TriageOptions): LoadStatement[] => {
  const { stage, triage } = temp;
  const ignored = request.deletes.mode === 'ignore' ? [sql`WHEN ${stage}.${meta.op} = 'D' THEN 'ignored'`] : [];
  const cases = [
    sql`WHEN ${stage}.${meta.op} = 'T' THEN ${literal(options.truncates)}`,
    sql`WHEN ${key.anyNull(stage)} THEN 'refused'`,
    ...ignored,
  ];
  const { first, last } = options;
  const all = [...(first ? [first] : []), ...cases, ...(last ? [last] : [])].reduce(
    (text, each) => sql`${text} ${each}`,
  );
  const stays = options.stays.map(literal).reduce((text, each) => sql`${text}, ${each}`);
  return [
    ...quarantineRows(
      request,
      sql`SELECT ${quarantinedColumns(request.columns)} FROM ${stage} WHERE ${meta.op} <> 'T' AND (${key.anyNull(stage)})`,
      'key',
    ),
    {
      role: 'classify',
      sql: sql`CREATE TEMP TABLE ${triage} AS
SELECT ${stage}.${meta.seq}, ${asFate(sql`CASE ${all} ELSE 'open' END`)} AS fate FROM ${stage}${options.from ?? sql``}`,
    },
    {
      role: 'classify',
      sql: sql`DELETE FROM ${stage} USING ${triage} WHERE ${triage}.${meta.seq} = ${stage}.${meta.seq} AND ${triage}.fate NOT IN (${stays})`,
    },
  ];
};

/** What the triage settled for good. */
export const triageCounts: Sql = fatesOf(temp.triage, sql` WHERE fate <> 'open'`);
