import type { LoadReport } from '../../load-report/load-report';
import { costTotal, type Total } from './head';
import { count, counted, exact, largeCount, seconds, size, sizeText } from './quantity';

/** The large numbers of a load run. */
export const headTotals = (report: LoadReport): Total[] => {
  const { totals, tables, cost, status } = report;
  if (status === 'dry run') return [['Tables planned', count(totals.planned)], ...intake(report)];
  const { rows } = totals;
  const redshift = tables.reduce((sum, table) => sum + (table.statementSeconds ?? 0), 0);
  return [
    ['Tables loaded', count(totals.applied), outcomes(totals)],
    ['Rows applied', exact(largeCount(rows.applied), count(rows.applied)), `of ${count(rows.read)} read`],
    ...badRows(report),
    ...intake(report),
    ['Time in Redshift', seconds(redshift), 'all tables added up'],
    ...costTotal(cost),
  ];
};

/** `of 12; 2 failed, 1 waits` */
const outcomes = ({ planned, failed, unaccounted, waiting }: LoadReport['totals']): string => {
  const missed = failed + unaccounted;
  const words = [
    ...(missed > 0 ? [`${count(missed)} failed`] : []),
    ...(waiting > 0 ? [`${count(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`] : []),
  ];
  return `of ${count(planned)}${words.length > 0 ? `; ${words.join(', ')}` : ''}`;
};

const badRows = ({ badRows: { rows }, totals, refusedTables }: LoadReport): Total[] => {
  const later = totals.rows.refused + totals.rows.setAside;
  if (rows + later === 0) return [];
  const read = totals.rows.read + Math.max(0, rows - totals.rows.bad);
  // Of a run that ended before its tables it is not known how many rows there were.
  const notes = [
    ...(totals.rows.read > 0 && rows > 0 ? [`${shareText(rows / read)} of the rows`] : []),
    ...(refusedTables ? [`${count(refusedTables.rows)} of tables not made`] : []),
    ...(later > 0 ? [`and ${count(later)} that Redshift refused`] : []),
  ];
  return [['Bad rows', count(rows), notes.join(', ')]];
};

/** `0.42 %`, and never 0 for something. */
export const shareText = (share: number): string =>
  share > 0 && share < 0.0001 ? 'under 0.01 %' : `${(share * 100).toFixed(2)} %`;

const intake = ({ collected, totals }: LoadReport): Total[] => {
  if (!collected)
    return [['Staged', size(totals.sizeBytes), counted(totals.batches, 'batch of a table', 'batches of tables')]];
  const { objects, sizeBytes, left } = collected;
  const more = left.objects > 0 ? `; ${count(left.objects)} left for the next run` : '';
  return [['Objects', count(objects), `${sizeText(sizeBytes)}${more}`]];
};
