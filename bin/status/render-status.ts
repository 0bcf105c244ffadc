import type { PipelineRoot } from '../../lambdas/core/batch/object-keys';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import type { Report } from '../../lambdas/core/progress/report';
import { renderTable } from '../../local/look/text-table';
import { ageText } from './age';
import type { RunStatus } from './read-runs';
import type { TableStatus } from './read-tables';
import { freshness, type TableLine, tableLines } from './table-lines';

/** What S3 says of a pipeline. */
export interface PipelineStatus {
  pipeline: ExtractPipeline;
  root: PipelineRoot;
  runs: readonly RunStatus<Report>[];
  tables: readonly TableStatus[];
}

/** Of a pipeline without any document. */
export const NOTHING =
  'Nothing is stored here: the pipeline has never run, or it writes elsewhere (see npx shuttle plan)';

const number = (value: number | undefined): string => value?.toLocaleString('en-GB') ?? '';

/**
 * The status as text for a terminal of `width` characters.
 *
 * @param now milliseconds since 1970
 */
export const renderStatus = ({ pipeline, root, runs, tables }: PipelineStatus, now: number, width: number): string => {
  const place = `${pipeline.name}  s3://${root.bucket}/${root.prefix}`;
  const lines = tableLines(tables, pipeline, now);
  if (runs.length === 0 && tables.length === 0) {
    return `${place}\n${NOTHING}`;
  }
  const blocks = [`${place}\n${lastCommit(tables, pipeline.expectEverySeconds, now)}`];
  if (runs.length > 0) blocks.push(runTable(runs, now, width));
  if (lines.length > 0) blocks.push(tableTable(lines, width));
  return blocks.join('\n\n');
};

const lastCommit = (tables: readonly TableStatus[], expected: number | undefined, now: number): string => {
  const last = Math.max(...tables.map(({ checkpoint }) => Date.parse(checkpoint.committedAt) || 0));
  if (tables.length === 0) return 'Nothing is committed yet';
  const seconds = (now - last) / 1000;
  return `Last commit ${ageText(seconds)} ago${expected === undefined ? '' : `, ${freshness(seconds, expected)}`}`;
};

const runTable = (runs: readonly RunStatus<Report>[], now: number, width: number): string =>
  renderTable(
    {
      columns: ['run', 'status', 'age', 'took', 'tables', 'failed', 'rows', 'error'],
      rows: runs.map(({ runId, status, startedAt, seconds, report: { totals, error } = {} }) => [
        runId,
        status,
        ageText((now - startedAt) / 1000),
        seconds === undefined ? '' : ageText(seconds),
        totals === undefined ? '' : `${number(totals.committed)} of ${number(totals.planned)}`,
        totals === undefined ? '' : number(totals.failed + totals.unaccounted),
        number(totals?.rows),
        error ?? '',
      ]),
      numeric: [false, false, true, true, true, true, true, false],
    },
    width,
  );

const COLUMNS = ['table', 'mode', 'age', 'state', 'rows', 'batches', 'watermark', 'committed'] as const;

const tableTable = (lines: readonly TableLine[], width: number): string =>
  renderTable(
    {
      columns: COLUMNS,
      rows: lines.map((line) => COLUMNS.map((column) => line[column])),
      numeric: [false, false, true, false, true, true, false, false],
    },
    width,
  );
