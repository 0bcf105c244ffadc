import { firstOf, type LoadReport } from './load-report';

/** Bad rows of one group of objects. */
export interface GroupBadRows {
  reasons: readonly { reason: string; rows: number }[];
}

/**
 * Adds up the bad rows of all groups: every row counts, the most frequent reasons are named, equal ones by their text so
 * that the same run is told the same way twice.
 */
export const sumBadRows = (groups: Iterable<GroupBadRows>): Pick<LoadReport['badRows'], 'rows' | 'reasons'> => {
  const byReason = new Map<string, number>();
  let total = 0;
  for (const { reasons } of groups) {
    for (const { reason, rows } of reasons) {
      byReason.set(reason, (byReason.get(reason) ?? 0) + rows);
      total += rows;
    }
  }
  const all = [...byReason].map(([reason, rows]) => ({ reason, rows }));
  all.sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1));
  return { rows: total, reasons: firstOf(all) };
};
