import { type LoadConflict, type LoadOptionValues, loadConflicts } from './load-option-conflicts';
import { inheritedLoadOptions } from './load-table-options-schema';
import { type Path, pathText } from './path-text';
import { problemAt } from './problem-at';
import { type RawSource, rawOption, rawSources, sourceOf, sourcesFor } from './raw-options';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { parseTableName } from './table-name';

const OPTIONS = Object.keys(inheritedLoadOptions);

/**
 * What the options of a load pipeline say against each other: in one entry, and together for each table that the file
 * names; and what does nothing with the source's format.
 */
export const loadOptionProblems = (pipeline: RawMap, at: Path): SchemaProblem[] => {
  const format = textOf(mapOf(pipeline.source).format) ?? '';
  const sources = rawSources(pipeline, at, OPTIONS);
  const named = sources.filter(({ pattern }) => pattern?.isGlob === false);
  const problems = [
    ...sources.flatMap((source) => problemsOf([source], format)),
    ...named.flatMap((source) => problemsOf(sourcesFor(sources, parseTableName(source.label)), format)),
    ...keyProblems(sources, named, format),
    ...(format === 'extract' ? uselessForExtract(pipeline, at) : []),
  ];
  // What an entry says by itself comes again with every table that inherits it.
  const first = new Map<string, SchemaProblem>();
  for (const problem of problems) if (!first.has(pathText(problem.at))) first.set(pathText(problem.at), problem);
  return [...first.values()];
};

const problemsOf = (sources: readonly RawSource[], format: string): SchemaProblem[] => {
  const values: LoadOptionValues = Object.fromEntries(OPTIONS.map((option) => [option, rawOption(sources, option)]));
  const isWhole = sources.some(({ pattern }) => pattern === undefined);
  return loadConflicts(values, format, isWhole).flatMap((conflict) => placed(sources, conflict));
};

const placed = (
  sources: readonly RawSource[],
  { option, path = [], isIdle = false, message, fix }: LoadConflict,
): SchemaProblem[] => {
  const source = sourceOf(sources, option);
  if (source === undefined || (isIdle && source !== sources[0])) return [];
  const value = [option, ...path].reduce<unknown>((map, key) => mapOf(map)[key], source.options);
  return [problemAt([...source.at, option, ...path], value, message, fix)];
};

/** Files of rows, and those of DMS, do not tell a key. */
const keyProblems = (sources: readonly RawSource[], named: readonly RawSource[], format: string): SchemaProblem[] => {
  if (format !== 'rows' && format !== 'dms') return [];
  const needsKey = (mode: unknown): boolean => mode === 'merge' || mode === 'scd2';
  const lacking = [
    ...named.map((source) => sourcesFor(sources, parseTableName(source.label))),
    // Tables that the file does not name have only what stands at the pipeline and under globs.
    ...(sources.some(({ options }) => options.key !== undefined) ? [] : [sources.slice(-1)]),
  ].filter((mine) => needsKey(rawOption(mine, 'writeMode')) && rawOption(mine, 'key') === undefined);
  return lacking.flatMap((mine) => {
    const at = sourceOf(mine, 'writeMode');
    const mode = rawOption(mine, 'writeMode');
    const message = `needs key, and format: ${format} does not tell one`;
    const where = mine[0]?.pattern === undefined ? 'the pipeline' : mine[0].label;
    const fix = `name its columns at ${where}, for example key: [id], or write writeMode: append`;
    return at === undefined ? [] : [problemAt([...at.at, 'writeMode'], mode, message, fix)];
  });
};

const uselessForExtract = (pipeline: RawMap, at: Path): SchemaProblem[] => {
  const problems = (['maxObjects', 'maxBadRows'] as const)
    .filter((key) => pipeline[key] !== undefined)
    .map((key) => problemAt([...at, key], pipeline[key], 'does nothing with format: extract', 'remove it'));
  const { shaping } = mapOf(pipeline.maxConcurrency);
  if (shaping === undefined) return problems;
  const message = 'does nothing with format: extract, whose files Redshift reads by itself';
  return [...problems, problemAt([...at, 'maxConcurrency', 'shaping'], shaping, message, 'remove it')];
};
