import type { LoadPipeline } from '../../../../lambdas/core/config/load-config';
import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import { ConfigProblems, type Problem } from '../../../../lambdas/core/config/problem';

/** Source lines of a pipeline for each format, the shortest that pass. */
export const SOURCES = {
  rows: '{format: rows, bucket: abc, prefix: in, type: ndjson, table: public.events}',
  debezium: '{format: debezium, bucket: abc, prefix: cdc}',
  dms: '{format: dms, bucket: abc, prefix: dms, type: parquet}',
  extract: '{format: extract, bucket: abc, prefix: shuttle/lake}',
};

/** A good file with one load pipeline `cdc`, to which lines are added. */
export const loadFile = (lines = '', source: string = SOURCES.debezium, top = ''): string =>
  [
    'stack: shuttle-prod',
    'warehouse: {region: eu-west-1, database: dev, workgroup: demo}',
    top,
    'load:',
    '  - name: cdc',
    `    source: ${source}`,
    ...lines.split('\n').map((line) => `    ${line}`),
  ].join('\n');

/** The load pipeline of a good file with these lines. */
export const loadOf = (lines = '', source?: string, top?: string): LoadPipeline => {
  const [pipeline] = parseShuttleFile(loadFile(lines, source, top)).load ?? [];
  if (pipeline === undefined) throw new Error('no pipeline');
  return pipeline;
};

/** The problems of a file that may hold load pipelines. */
export const loadRefusal = (text: string): readonly Problem[] => {
  try {
    parseShuttleFile(text);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems;
    throw error;
  }
  throw new Error(`passed:\n${text}`);
};
