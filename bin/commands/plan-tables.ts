import {
  FROM_PIPELINE,
  type ResolvedTableOptions,
  tableOptionsResolver,
} from '../../lambdas/core/config/resolve-table-options';
import type { ExtractPipeline, TableEntry } from '../../lambdas/core/config/shuttle-config';
import { parseTableName } from '../../lambdas/core/config/table-name';
import type { TableOptions } from '../../lambdas/core/config/table-options';
import { idleOptions } from '../../lambdas/core/config/useless-options';
import { NotedMap } from './noted-map';
import { INCREMENTAL_OPTIONS } from './plan-options';

const OPTIONS = [
  'enabled',
  'as',
  'method',
  'verify',
  'where',
  'limit',
  'columns',
  'primaryKey',
  ...INCREMENTAL_OPTIONS,
  'expectEvery',
  'columnTypes',
] as const satisfies readonly (keyof TableOptions)[];

/** Defaults that each table shows; those of the others stand at the pipeline. */
const SHOWN_DEFAULTS = ['enabled', 'method', 'verify'] as const;

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
  const idle = idleOptions(options);
  const map = new NotedMap();
  for (const option of OPTIONS) {
    const source = options.from[option];
    const written = entry.options[option];
    if (option === 'columns') sayColumns(map, entry, options);
    if (written !== undefined) map.set(option, written);
    else if (source === undefined) {
      const shown = SHOWN_DEFAULTS.find((one) => one === option);
      if (shown !== undefined) map.set(shown, options[shown], 'default');
    } else if (option !== 'columns' && !idle.includes(option)) {
      const value = writtenAt(pipeline, source)?.[option];
      // Lists stay where they are written: repeated beside this table's own options they might be refused.
      if (typeof value === 'object') map.say(`${option} ${from(source)}: ${JSON.stringify(value)}`);
      else map.set(option, value, from(source));
    }
  }
  return map;
};

const writtenAt = (pipeline: ExtractPipeline, source: string): TableOptions | undefined =>
  source === FROM_PIPELINE ? pipeline.defaults : pipeline.tables.find(({ pattern }) => pattern === source)?.options;

/** Says which columns wider entries include, exclude, hash and drop. */
const sayColumns = (map: NotedMap, { pattern }: TableEntry, { columns, from: sources }: ResolvedTableOptions): void => {
  const { include, exclude } = columns;
  if (sources.columns !== undefined && sources.columns !== pattern) {
    map.say(`columns ${from(sources.columns)}: ${JSON.stringify({ include, exclude })}`);
  }
  for (const list of ['hash', 'drop'] as const) {
    const wider = (sources[`columns.${list}`] ?? []).filter((source) => source !== pattern);
    if (wider.length === 0) continue;
    map.say(`columns.${list} with what comes ${wider.map(from).join(' and ')}: ${JSON.stringify(columns[list])}`);
  }
};

const from = (source: string): string => (source === FROM_PIPELINE ? 'from the pipeline' : `from ${source}`);
