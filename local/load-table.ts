import { relative } from 'node:path';
import Table from 'cli-table3';
import type { LocalEnvironment } from './environment';
import { type LoadNews, newsOf, paceOf } from './load-news';
import { count } from './progress-view';
import { transitionsOf } from './run-table';

/** The report of a load, as far as the table shows it. */
interface Report extends LoadNews {
  badRows: { rows: number; reasons: { reason: string; rows: number }[]; locations: { bucket: string; key: string }[] };
  tables: (LoadNews['tables'][number] & {
    status: string;
    writeMode?: string;
    rows: Record<'read' | (typeof FATES)[number], number>;
    startedAt?: string;
    endedAt?: string;
    error?: string;
    cause?: string;
  })[];
}

const FATES = ['applied', 'superseded', 'stale', 'bad'] as const;

/** The table that a load ends with: one line a table; and below it what went to the quarantine. */
export const loadTable = async (
  environment: LocalEnvironment,
  executionArn: string,
  report: { bucket: string; key: string },
): Promise<string> => {
  const { store } = environment.s3;
  const written = JSON.parse((await store.get(report.bucket, report.key)).toString('utf8')) as Report;
  const { tables, badRows } = written;
  const head = ['table', 'mode', 'batches', 'read', ...FATES, 'seconds'];
  const table = new Table({
    head,
    colAligns: ['left', 'left', ...head.slice(2).map(() => 'right' as const)],
    style: { head: [], border: [] },
  });
  for (const entry of tables) {
    if (entry.status !== 'applied') {
      const why = `${entry.error ?? ''}: ${(entry.cause ?? '').slice(0, 80)}`;
      table.push([entry.table, entry.status, { colSpan: head.length - 2, content: why }]);
      continue;
    }
    table.push([
      entry.table,
      entry.writeMode ?? '',
      count(entry.batches.length),
      count(entry.rows.read),
      ...FATES.map((fate) => (entry.rows[fate] > 0 ? count(entry.rows[fate]) : '')),
      ((Date.parse(entry.endedAt ?? '') - Date.parse(entry.startedAt ?? '')) / 1000).toFixed(1),
    ]);
  }
  const { total } = transitionsOf(environment, executionArn);
  const lines = [table.toString(), `${tables.length} tables, ${count(total)} state transitions in all`];
  lines.push(...newsOf(written), ...paceOf(written));
  for (const { reason, rows } of badRows.reasons) lines.push(`Quarantined: ${count(rows)} x ${reason}`);
  return [
    ...lines,
    ...badRows.locations.map(({ bucket, key }) => `  ${relative(process.cwd(), store.pathOf(bucket, key))}`),
  ].join('\n');
};
