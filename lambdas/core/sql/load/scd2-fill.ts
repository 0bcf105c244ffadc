import { join, sql } from '../sql';
import type { CarriedColumn } from './absent';
import type { ApplyRequest, LoadStatement } from './apply-request';
import type { LoadKey } from './load-key';
import { list, loadTables, meta, temp } from './tables';

/**
 * Gives versions the values that their change left out: those of the last version before them that has them, unless a
 * delete is between. Done anew for every key that the batch touches, so that a late change reaches the versions behind it.
 */
export const fillStatements = (
  request: ApplyRequest,
  key: LoadKey,
  carried: readonly CarriedColumn[],
): LoadStatement[] => {
  const staged = carried.filter(({ isStaged }) => isStaged);
  if (staged.length === 0) return [];
  const { target } = loadTables(request.target);
  const { spans, fills } = temp;
  const t = target.name;
  const isAnyAbsent = join(
    staged.map(({ isAbsent }) => isAbsent(spans)),
    sql` OR `,
  );
  const tellers = staged.map(
    ({ from, pos }) =>
      sql`\nLEFT JOIN ${target.path} ${from} ON ${key.equal(from, spans)} AND ${from}.${meta.pos} = ${spans}.${pos}`,
  );
  const set = staged.map(
    ({ name, isAbsent }) => sql`${name} = CASE WHEN ${isAbsent(t)} THEN ${fills}.${name} ELSE ${t}.${name} END`,
  );
  return [
    {
      role: 'classify',
      sql: sql`CREATE TEMP TABLE ${fills} AS
SELECT ${list([key.of(spans), sql`${spans}.${meta.pos}`, ...staged.map(({ name, from }) => sql`${from}.${name}`)])}
FROM ${spans}${join(tellers, sql``)}
WHERE ${spans}.${meta.op} = 'U' AND (${isAnyAbsent})`,
    },
    {
      role: 'apply',
      sql: sql`UPDATE ${target.path} SET ${list(set)}
FROM ${fills} WHERE ${key.equal(t, fills)} AND ${t}.${meta.pos} = ${fills}.${meta.pos}`,
    },
  ];
};
