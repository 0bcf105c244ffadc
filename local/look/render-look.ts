import type { LookResult } from '../look';
import type { CommittedBatch } from './committed-state';
import { renderTable } from './text-table';

/** Batches of an incremental table that are listed; older ones are counted. */
const LISTED_BATCHES = 10;

/** The result as text for a terminal of `width` characters. */
export function renderLook(result: LookResult, width = 120): string {
  const { table, bucket, pipelinePath, group, columns, preview } = result;
  const types = columns.map((column) => [column.name, column.parquetType ?? '-', column.redshiftType ?? '-']);
  const named = { columns: ['column', 'Parquet', 'Redshift'], rows: types, numeric: [] };
  const shown = count(preview.rows.length, 'row');
  return [
    `${table} in s3://${bucket}/${pipelinePath}${group === undefined ? '' : `, of the consistent group ${group}`}`,
    totals(result),
    ...progress(result),
    ...(result.mode === 'incremental' ? ['', ...batchTable(result.batches, width)] : []),
    '',
    renderTable(named, width),
    '',
    renderTable(preview, width),
    preview.rows.length === (result.folded?.rows ?? result.rows) ? shown : `${shown} shown`,
  ].join('\n');
}

const totals = ({ batches, files, rows, bytes }: LookResult): string =>
  [
    `${count(batches.length, 'batch', 'batches')}, latest ${batches.at(-1)?.batchId ?? 'none'}`,
    count(files, 'file'),
    count(rows, 'row'),
    count(bytes, 'byte'),
  ].join(' · ');

/** What an incremental table has beside rows: its watermark, an unfinished load, deletes, and what the view `t` shows. */
function progress({ mode, watermark, loading, batches, folded, rows }: LookResult): string[] {
  const lines: string[] = [];
  if (mode === 'incremental') {
    const mark = watermark
      ? ` by ${watermark.column} · watermark ${watermark.value ?? 'none'} · settled below ${watermark.settled ?? 'none'}`
      : '';
    lines.push(`incremental${mark}`);
  }
  if (loading) {
    lines.push(
      `a load that began ${loading.startedAt} is not complete: its ${count(loading.batches, 'batch', 'batches')} of ` +
        `${count(loading.rows, 'row')} are not shown`,
    );
  }
  const deletes = batches.flatMap((batch) => batch.deletes ?? []);
  if (deletes.length > 0) {
    const keys = deletes.reduce((sum, one) => sum + one.rows, 0);
    lines.push(`deletes: ${count(keys, 'key')} in ${count(deletes.length, 'batch', 'batches')}`);
  }
  if (mode === 'full') return lines;
  lines.push(
    folded
      ? `t: folded by ${folded.key.join(', ')}, a later batch wins: ${count(folded.rows, 'row')} · t_rows: not folded, ${count(rows, 'row')}`
      : `t: not folded, since no primary key is known: ${count(rows, 'row')}`,
  );
  return lines;
}

function batchTable(batches: readonly CommittedBatch[], width: number): string[] {
  const rows = batches
    .slice(-LISTED_BATCHES)
    .map(({ batchId, kind, low, high, rows: read, deletes }) => [
      batchId,
      kind,
      read.toLocaleString('en-GB'),
      deletes ? deletes.rows.toLocaleString('en-GB') : '',
      low ?? '',
      high ?? '',
    ]);
  const older = batches.length - rows.length;
  return [
    renderTable(
      {
        columns: ['batch', 'kind', 'rows', 'deletes', 'from', 'to'],
        rows,
        numeric: [false, false, true, true, false, false],
      },
      width,
    ),
    ...(older > 0 ? [`and ${count(older, 'older batch', 'older batches')}`] : []),
  ];
}

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
