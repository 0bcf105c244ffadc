import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import type { ExtractPipeline } from '../../../../lambdas/core/config/shuttle-config';
import { parseTableName, type TableName } from '../../../../lambdas/core/config/table-name';
import { fileWith } from './problems-of';

/** The pipeline of a good file with these lines. */
export const pipelineOf = (lines: string): ExtractPipeline => {
  const [pipeline] = parseShuttleFile(fileWith(lines)).extract;
  if (pipeline === undefined) throw new Error('no pipeline');
  return pipeline;
};

export const tablesOf = (...names: string[]): TableName[] => names.map(parseTableName);
