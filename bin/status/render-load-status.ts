import type { PipelineRoot } from '../../lambdas/core/batch/object-keys';
import { startOfRun } from '../../lambdas/core/batch/run-id';
import type { CollectState, OwedBatch } from '../../lambdas/core/collect/collect-state';
import { formatTableName } from '../../lambdas/core/config/table-name';
import type { LoadReport } from '../../lambdas/core/load-report/load-report';
import { renderTable } from '../../local/look/text-table';
import { size } from '../../local/progress-view';
import { ageOfSeq, ageText } from './age';
import { loadTablesText } from './load-tables-text';
import type { LoadState } from './read-load';
import type { RunStatus } from './read-runs';
import { NOTHING } from './render-status';

const number = (value: number | undefined): string => value?.toLocaleString('en-GB') ?? '';
const counted = (value: number, of: string): string => `${number(value)} ${of}${value === 1 ? '' : 's'}`;

/**
 * The status of a load pipeline as text for a terminal of `width` characters.
 *
 * @param now milliseconds since 1970
 */
export const renderLoadStatus = (
  { name, root }: { name: string; root: PipelineRoot },
  state: LoadState,
  now: number,
  width: number,
): string => {
  const place = `${name}  s3://${root.bucket}/${root.prefix}`;
  const { runs, collected, applied } = state;
  if (runs.length === 0 && collected === undefined && applied.length === 0) return `${place}\n${NOTHING}`;
  const blocks = [[place, lastApplied(state, now), ...waiting(state, now)].join('\n')];
  if (runs.length > 0) blocks.push(runTable(runs, now, width));
  if (collected && collected.owed.length > 0) blocks.push(owedText(collected.owed, now));
  const tables = loadTablesText(state, now, width);
  if (tables !== undefined) blocks.push(tables);
  return blocks.join('\n\n');
};

const lastApplied = ({ tables, runs }: LoadState, now: number): string => {
  const last = Math.max(0, ...tables.map(({ last }) => Date.parse(last?.appliedAt ?? '') || 0));
  if (last > 0) return `Last batch applied ${ageText((now - last) / 1000)} ago`;
  return runs.length === 0 ? 'No run is kept' : `No batch was applied in the last ${counted(runs.length, 'run')}`;
};

/** What there is to do for the next run. */
const waiting = ({ collected, runs }: LoadState, now: number): string[] => {
  const lines: string[] = [];
  if (collected?.pending) {
    const { batchId, objects, sizeBytes, batchSeq } = collected.pending;
    lines.push(
      `Pending: batch ${batchId} of ${counted(objects, 'object')}, ${size(sizeBytes)}, taken ${ageOfSeq(batchSeq, now)} ago; the next run goes on with it`,
    );
  }
  const looked = runs.find(({ report }) => report?.collected);
  const left = looked?.report?.collected?.left;
  if (looked && left && left.objects > 0) {
    const oldest = left.oldest === null ? '' : `, the oldest ${ageText((now - Date.parse(left.oldest)) / 1000)} old`;
    lines.push(
      `Left in the source by run ${looked.runId}: ${counted(left.objects, 'object')}, ${size(left.sizeBytes)}${oldest}`,
    );
  }
  const lost = collected?.seen.filter(({ outcome }) => outcome === 'unread').length ?? 0;
  if (lost > 0) lines.push(`${counted(lost, 'object')} could not be read, and will be taken again if still there`);
  if (collected && collected.owed.length > 0) {
    const tables = new Set(collected.owed.map(({ table }) => formatTableName(table.schema, table.name)));
    const lacks = tables.size === 1 ? 'lacks' : 'lack';
    lines.push(`${counted(tables.size, 'table')} ${lacks} batches that others have; the next run loads them first`);
  }
  return lines;
};

const runTable = (runs: readonly RunStatus<LoadReport>[], now: number, width: number): string =>
  renderTable(
    {
      columns: ['run', 'status', 'age', 'took', 'tables', 'failed', 'read', 'applied', 'bad', 'error'],
      rows: runs.map(({ runId, status, startedAt, seconds, report }) => [
        runId,
        status,
        ageText((now - startedAt) / 1000),
        seconds === undefined ? '' : ageText(seconds),
        report ? `${number(report.totals.applied)} of ${number(report.totals.planned)}` : '',
        report ? number(report.totals.failed + report.totals.unaccounted) : '',
        number(report?.totals.rows.read),
        number(report?.totals.rows.applied),
        report ? number(notLoaded(report)) : '',
        report?.error ?? '',
      ]),
      numeric: [false, false, true, true, true, true, true, true, true, false],
    },
    width,
  );

/** Rows in the quarantine, whoever refused them. */
const notLoaded = ({ badRows, totals: { rows } }: LoadReport): number => badRows.rows + rows.refused + rows.setAside;

/** Tables whose lack is told one by one. */
const MAX_OWED = 50;

/** By table, in two lines each: a reason is longer than a cell of a table. */
const owedText = (owed: CollectState['owed'], now: number): string => {
  const byTable = new Map<string, OwedBatch[]>();
  for (const one of owed) {
    const name = formatTableName(one.table.schema, one.table.name);
    byTable.set(name, [...(byTable.get(name) ?? []), one]);
  }
  const lines = [...byTable].slice(0, MAX_OWED).flatMap(([name, batches]) => {
    const [oldest] = batches;
    if (oldest === undefined) return [];
    const more = batches.length > 1 ? ` and ${counted(batches.length - 1, 'later one')}` : '';
    return [
      `Owed to ${name}: batch ${oldest.batchId}${more}, taken ${ageOfSeq(oldest.batchSeq, now)} ago, last tried ${triedText(oldest.runId, now)}`,
      `  ${oldest.reason.split('\n')[0] ?? ''}`,
    ];
  });
  return [...lines, ...(byTable.size > MAX_OWED ? [`And ${counted(byTable.size - MAX_OWED, 'more table')}`] : [])].join(
    '\n',
  );
};

const triedText = (runId: string, now: number): string => {
  const startedAt = startOfRun(runId);
  return startedAt === undefined ? runId : `${ageText((now - startedAt) / 1000)} ago`;
};
