import type { Report } from '../../progress/report';
import { costTotal, type Total } from './head';
import { count, counted, exact, largeCount, seconds, size } from './quantity';

/** The large numbers of an extract run. */
export const extractTotals = ({ totals, tables, cost, status }: Report): Total[] => {
  const { planned, committed, failed, unaccounted, rows, sizeBytes, quarantined } = totals;
  if (status === 'dry run') return [['Tables planned', count(planned)], ...refused(failed)];
  const files = tables.reduce((sum, table) => sum + (table.files ?? 0), 0);
  const redshift = tables.reduce((sum, table) => sum + (table.statementSeconds ?? 0), 0);
  const gone = tables.reduce((sum, table) => sum + (table.deletes?.gone ?? 0), 0);
  const missed = failed + unaccounted;
  return [
    [
      'Tables committed',
      count(committed),
      missed > 0 ? `of ${count(planned)}; ${count(missed)} failed` : `of ${count(planned)}`,
    ],
    ['Rows', exact(largeCount(rows), count(rows)), quarantined > 0 && `and ${count(quarantined)} quarantined`],
    ['Parquet', size(sizeBytes), counted(files, 'file')],
    ['Time in Redshift', seconds(redshift), 'all tables added up'],
    ...(gone > 0 ? ([['Keys gone', count(gone)]] as Total[]) : []),
    ...costTotal(cost),
  ];
};

const refused = (failed: number): Total[] => (failed > 0 ? [['Refused', count(failed)]] : []);
