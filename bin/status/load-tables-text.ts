import { formatTableName } from '../../lambdas/core/config/table-name';
import { rowsOfBatch } from '../../lambdas/core/load-report/row-counts';
import { renderTable } from '../../local/look/text-table';
import { ageOfSeq, ageText } from './age';
import type { LoadState } from './read-load';

const COLUMNS = ['table', 'mode', 'age', 'state', 'applied', 'batch'] as const;
type Line = Record<(typeof COLUMNS)[number], string>;

/** Tables of the last runs, or of an extract pipeline all that were ever applied. */
const tableLines = ({ tables, applied }: LoadState, now: number): Line[] => {
  const lines = tables.map(
    ({ table, last }): Line => ({
      table: table.table,
      mode: table.writeMode ?? '',
      age: last === undefined ? '' : ageText((now - Date.parse(last.appliedAt)) / 1000),
      state: table.status === 'applied' ? '' : `${table.status}${table.error === undefined ? '' : `: ${table.error}`}`,
      applied: last === undefined ? '' : rowsOfBatch(last).applied.toLocaleString('en-GB'),
      batch: shortId(last?.batchId ?? ''),
    }),
  );
  const sources = new Set(tables.map(({ table }) => table.source));
  const others = applied
    .filter(({ table }) => !sources.has(formatTableName(table.schema, table.name)))
    .map(
      ({ table, last, tail, batchSeq }): Line => ({
        table: formatTableName(table.schema, table.name),
        mode: '',
        age: ageOfSeq(batchSeq, now),
        state: 'up to this batch',
        applied: '',
        batch: shortId(tail ?? last),
      }),
    );
  return [...lines, ...others.sort((a, b) => (a.table < b.table ? -1 : 1))];
};

/** A table's cell holds 40 characters, and what tells batches apart stands at the end. */
const shortId = (batchId: string): string => (batchId.length > 40 ? `…${batchId.slice(-39)}` : batchId);

/** Which batch each table has; undefined where nothing is known of any. */
export const loadTablesText = (state: LoadState, now: number, width: number): string | undefined => {
  const lines = tableLines(state, now);
  if (lines.length === 0) return undefined;
  return renderTable(
    {
      columns: COLUMNS,
      rows: lines.map((line) => COLUMNS.map((column) => line[column])),
      numeric: [false, false, true, false, true, false],
    },
    width,
  );
};
