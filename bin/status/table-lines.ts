import { durationText } from '../../lambdas/core/config/duration';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import { formatTableName } from '../../lambdas/core/config/table-name';
import { tableDimension } from '../../lambdas/core/monitoring/metrics';
import { liveBatches } from '../../lambdas/core/progress/checkpoint';
import { watchedTables } from '../../lib/watched-tables';
import { ageText } from './age';
import type { TableStatus } from './read-tables';

/** A table as it is shown. */
export interface TableLine {
  table: string;
  mode: string;
  committed: string;
  age: string;
  /** Whether it is committed as often as it has to be, a load that is under way, its group. */
  state: string;
  rows: string;
  batches: string;
  watermark: string;
}

const number = (value: number): string => value.toLocaleString('en-GB');

/** The tables by name, with those that have to be committed and never were. */
export const tableLines = (tables: readonly TableStatus[], pipeline: ExtractPipeline, now: number): TableLine[] => {
  const watched = watchedTables(pipeline);
  const lines = tables.map(({ checkpoint, group }): TableLine => {
    const { table, mode, watermark, loading, committedAt } = checkpoint;
    const live = liveBatches(checkpoint);
    const dimension = tableDimension(table, pipeline.caseSensitiveIdentifiers);
    const expected = watched.get(dimension);
    watched.delete(dimension);
    const seconds = (now - Date.parse(committedAt)) / 1000;
    const state = [
      ...(expected === undefined ? [] : [freshness(seconds, expected)]),
      ...(loading
        ? [
            `loading: ${number(loading.batches.length)} chunks, ${number(rowsOf(loading.batches))} rows, not visible yet`,
          ]
        : []),
      ...(group === undefined ? [] : [`group ${group}`]),
    ];
    return {
      table: formatTableName(table.schema, table.name),
      mode,
      committed: committedAt.slice(0, 19).replace('T', ' '),
      age: Number.isNaN(seconds) ? '' : ageText(seconds),
      state: state.join('; '),
      rows: number(rowsOf(live)),
      batches: number(live.length),
      watermark: watermark === undefined ? '' : `${watermark.column} ${watermark.value ?? '(none)'}`,
    };
  });
  const missing = [...watched.keys()].map((table) => ({ ...EMPTY, table, state: 'late: never committed' }));
  return [...lines, ...missing].sort((a, b) => (a.table < b.table ? -1 : 1));
};

const EMPTY: TableLine = {
  table: '',
  mode: '',
  committed: '',
  age: '',
  state: '',
  rows: '',
  batches: '',
  watermark: '',
};

/** Whether something is as young as it has to be. */
export const freshness = (seconds: number, expected: number): string =>
  seconds <= expected ? 'fresh' : `late: expected every ${durationText(expected)}`;

const rowsOf = (batches: readonly { rows: number }[]): number => batches.reduce((sum, { rows }) => sum + rows, 0);
