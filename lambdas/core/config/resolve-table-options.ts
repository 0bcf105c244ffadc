import { EXTRACT_DEFAULTS } from './extract-defaults';
import type { ExtractPipeline } from './shuttle-config';
import type { TableName } from './table-name';
import type { ColumnFilter, Method, TableOptions, Verify } from './table-options';
import { bySpecificity, parseTablePattern } from './table-pattern';

/** The options of one table, every source considered. */
export interface ResolvedTableOptions {
  enabled: boolean;
  columns: ColumnFilter;
  where?: string;
  limit?: number;
  method: Method;
  verify: Verify;
  as?: string;
  primaryKey?: string[];
  columnTypes?: Record<string, string>;
  /** Where each option comes from: the pattern under `tables`, or `pipeline`. A default that nobody set is absent. */
  from: OptionSources;
}

export type OptionSources = { [option in keyof TableOptions]?: string };

/** The source of an option that stands at the pipeline itself; no pattern reads so, for a pattern has a dot. */
export const FROM_PIPELINE = 'pipeline';

/**
 * The options of a table. Each option by itself comes from the closest pattern that sets it: the exact name, then the
 * glob with more literal text before its first wildcard, then with more literal text in all, then the one further down
 * in the file; then the pipeline.
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
      .map(({ pattern, options }) => ({ from: pattern.text, options }));
    return merge([...sources, { from: FROM_PIPELINE, options: pipeline.defaults }]);
  };
};

/** The first source that sets an option decides. */
const merge = (sources: readonly { from: string; options: TableOptions }[]): ResolvedTableOptions => {
  const from: Record<string, string> = {};
  const set: Record<string, unknown> = {};
  for (const source of sources) {
    for (const [option, value] of Object.entries(source.options)) {
      if (from[option] !== undefined || value === undefined) continue;
      from[option] = source.from;
      set[option] = value;
    }
  }
  const { method, verify } = EXTRACT_DEFAULTS;
  return { enabled: true, columns: {}, method, verify, ...(set as TableOptions), from };
};
