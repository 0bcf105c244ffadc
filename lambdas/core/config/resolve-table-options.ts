import { parseDuration } from './duration';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import { type ColumnOrigins, type ColumnSource, type ResolvedColumns, resolveColumns } from './resolve-columns';
import type { ExtractPipeline } from './shuttle-config';
import type { TableName } from './table-name';
import type { ChunkBy, Deletes, Method, Mode, OnReset, SchemaDrift, TableOptions, Verify } from './table-options';
import { bySpecificity, parseTablePattern } from './table-pattern';

/** The options of one table, every source considered. */
export interface ResolvedTableOptions {
  enabled: boolean;
  columns: ResolvedColumns;
  where?: string;
  limit?: number;
  method: Method;
  verify: Verify;
  as?: string;
  primaryKey?: string[];
  columnTypes?: Record<string, string>;
  mode: Mode;
  /** Absent: it is looked for among the columns. */
  replicationKey?: string;
  fullRefreshEvery: { seconds: number } | { batches: number };
  /** `value` is for keys that are numbers, as text for SQL. */
  lookback?: { seconds: number } | { value: string };
  delaySeconds?: number;
  onReset: OnReset;
  chunkBy?: ChunkBy;
  deletes: Deletes;
  maxDeletes: number;
  checkKey: boolean;
  schemaDrift: SchemaDrift;
  /** Of the table itself; the pipeline's own is `ExtractPipeline.expectEverySeconds`. */
  expectEverySeconds?: number;
  /** Where each option comes from: the pattern under `tables`, or `pipeline`. A default that nobody set is absent. */
  from: OptionSources;
}

/** By the names of the file: `delay`, not `delaySeconds`. The lists of PII columns may have several sources. */
export type OptionSources = { [option in keyof Omit<TableOptions, 'columns'>]?: string } & ColumnOrigins;

/** The source of an option that stands at the pipeline itself; no pattern reads so, for a pattern has a dot. */
export const FROM_PIPELINE = 'pipeline';

/**
 * The options of a table. Each option by itself comes from the closest pattern that sets it: the exact name, then the
 * glob with more literal text before its first wildcard, then with more literal text in all, then the one further down
 * in the file; then the pipeline. `columns.hash` and `columns.drop` are added up instead.
 */
export const resolveTableOptions = (pipeline: ExtractPipeline, table: TableName): ResolvedTableOptions =>
  tableOptionsResolver(pipeline)(table);

/** As `resolveTableOptions`, with the patterns read once for many tables. */
export const tableOptionsResolver = (pipeline: ExtractPipeline): ((table: TableName) => ResolvedTableOptions) => {
  const entries = pipeline.tables
    .map(({ pattern, options }) => ({
      pattern: parseTablePattern(pattern, pipeline.caseSensitiveIdentifiers),
      options,
    }))
    .reverse()
    .sort((a, b) => bySpecificity(a.pattern, b.pattern));
  return (table) => {
    const sources = entries
      .filter(({ pattern }) => pattern.matches(table))
      .map(({ pattern, options }) => ({ from: pattern.text, isExact: !pattern.isGlob, options }));
    const all = [...sources, { from: FROM_PIPELINE, isExact: false, options: pipeline.defaults }];
    return merge(all, pipeline.caseSensitiveIdentifiers);
  };
};

/** The first source that sets an option decides. */
const merge = (sources: readonly ColumnSource[], caseSensitive: boolean): ResolvedTableOptions => {
  const from: Record<string, string> = {};
  const set: Record<string, unknown> = {};
  for (const source of sources) {
    for (const [option, value] of Object.entries(source.options)) {
      if (option === 'columns' || from[option] !== undefined || value === undefined) continue;
      from[option] = source.from;
      set[option] = value;
    }
  }
  const filter = resolveColumns(sources, caseSensitive);
  return { ...withDefaults(set as TableOptions), columns: filter.columns, from: { ...from, ...filter.from } };
};

const withDefaults = (set: TableOptions): Omit<ResolvedTableOptions, 'columns' | 'from'> => {
  const { columns: _, fullRefreshEvery, lookback, delay, expectEvery, ...rest } = set;
  const { method, verify, mode, onReset, deletes, maxDeletes, schemaDrift } = EXTRACT_DEFAULTS;
  const limit = fullRefreshEvery ?? EXTRACT_DEFAULTS.fullRefreshEvery;
  return {
    ...{ enabled: true, method, verify, mode, onReset, deletes, maxDeletes, schemaDrift },
    checkKey: set.deletes === 'detect',
    ...rest,
    fullRefreshEvery: typeof limit === 'number' ? { batches: limit } : { seconds: parseDuration(limit) },
    ...(lookback !== undefined && {
      lookback: typeof lookback === 'number' ? { value: String(lookback) } : { seconds: parseDuration(lookback) },
    }),
    ...(delay !== undefined && { delaySeconds: parseDuration(delay) }),
    ...(expectEvery !== undefined && { expectEverySeconds: parseDuration(expectEvery) }),
  };
};
