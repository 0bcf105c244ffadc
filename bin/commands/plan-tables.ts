import { FROM_PIPELINE, tableOptionsResolver } from '../../lambdas/core/config/resolve-table-options';
import type { ExtractPipeline, TableEntry } from '../../lambdas/core/config/shuttle-config';
import { parseTableName } from '../../lambdas/core/config/table-name';
import type { TableOptions } from '../../lambdas/core/config/table-options';
import { NotedMap } from './noted-map';

const OPTIONS = [
  'enabled',
  'as',
  'method',
  'verify',
  'where',
  'limit',
  'columns',
  'primaryKey',
  'columnTypes',
] as const satisfies readonly (keyof TableOptions)[];

/** The entries under `tables`: globs as written, names with all their options and where each comes from. */
export const planTables = (pipeline: ExtractPipeline): NotedMap => {
  const map = new NotedMap();
  for (const entry of pipeline.tables) {
    const asWritten = entry.isGlob || entry.options.enabled === false;
    map.set(entry.pattern, asWritten ? writtenMap(entry) : resolvedMap(pipeline, entry));
  }
  return map;
};

const writtenMap = ({ options }: TableEntry): NotedMap => {
  const map = new NotedMap();
  for (const option of OPTIONS) map.set(option, options[option]);
  return map;
};

const resolvedMap = (pipeline: ExtractPipeline, entry: TableEntry): NotedMap => {
  const options = tableOptionsResolver(pipeline)(parseTableName(entry.pattern));
  const map = new NotedMap();
  for (const option of OPTIONS) {
    const value = options[option];
    const source = options.from[option];
    if (value === undefined || (option === 'columns' && source === undefined)) continue;
    if (entry.options[option] !== undefined) map.set(option, value);
    else if (source === undefined) map.set(option, value, 'default');
    // Lists stay where they are written: repeated beside this table's own options they might be refused.
    else if (typeof value === 'object') map.say(`${option} ${from(source)}: ${JSON.stringify(value)}`);
    else map.set(option, value, from(source));
  }
  return map;
};

const from = (source: string): string => (source === FROM_PIPELINE ? 'from the pipeline' : `from ${source}`);
