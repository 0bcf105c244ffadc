import type { Path } from './path-text';
import { mapOf, type RawMap, textsOf } from './raw-value';
import type { TableName } from './table-name';
import { inheritedOptions } from './table-options-schema';
import { bySpecificity, parseTablePattern, patternFault, type TablePattern } from './table-pattern';

/** A set of options of the file before its values are checked: an entry under `tables`, or the pipeline's own. */
export interface RawSource {
  at: Path;
  /** The pattern's text, or `the pipeline`. */
  label: string;
  /** Absent for the pipeline. */
  pattern?: TablePattern;
  options: RawMap;
}

/**
 * Every set of options of a pipeline, the closer ones first, the pipeline's own last.
 *
 * @param inherited the options that a pipeline may set for its tables
 */
export const rawSources = (
  pipeline: RawMap,
  at: Path,
  inherited: readonly string[] = Object.keys(inheritedOptions),
): RawSource[] => {
  const entries = Object.entries(mapOf(pipeline.tables))
    .filter(([key]) => patternFault(key) === undefined)
    .map(([key, value]) => ({
      at: [...at, 'tables', key],
      label: key,
      pattern: parseTablePattern(key, pipeline.caseSensitiveIdentifiers === true),
      options: mapOf(value),
    }))
    .reverse()
    .sort((a, b) => bySpecificity(a.pattern, b.pattern));
  const own = Object.fromEntries(inherited.map((option) => [option, pipeline[option]]));
  return [...entries, { at, label: 'the pipeline', options: own }];
};

/** Those that concern a table. */
export const sourcesFor = (sources: readonly RawSource[], table: TableName): RawSource[] =>
  sources.filter(({ pattern }) => pattern === undefined || pattern.matches(table));

/** The closest source that sets an option. */
export const sourceOf = (sources: readonly RawSource[], option: string): RawSource | undefined =>
  sources.find(({ options }) => options[option] !== undefined);

export const rawOption = (sources: readonly RawSource[], option: string): unknown =>
  sourceOf(sources, option)?.options[option];

/** The names of a PII list, added up over its sources. */
export const rawColumns = (sources: readonly RawSource[], list: 'hash' | 'drop'): string[] =>
  sources.flatMap(({ options }) => textsOf(mapOf(options.columns)[list]));
