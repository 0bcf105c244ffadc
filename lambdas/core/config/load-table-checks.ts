import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { canonicalPattern, parseTablePattern, patternFault } from './table-pattern';

/** The keys under `tables` of a load pipeline, and options that stand nowhere else. */
export const loadTableProblems = (pipeline: RawMap, at: Path): SchemaProblem[] => {
  const first = new Map<string, string>();
  return Object.entries(mapOf(pipeline.tables)).flatMap(([key, value]) => {
    const here = [...at, 'tables', key];
    const fault = patternFault(key);
    if (fault !== undefined) return [problemAt(here, key, fault.message, fault.fix)];
    const name = canonicalPattern(key, 'quoted');
    const twin = first.get(name);
    first.set(name, key);
    const fix = 'write its options under one key';
    const twins = twin === undefined ? [] : [problemAt(here, key, `is the same table as ${JSON.stringify(twin)}`, fix)];
    return [...twins, ...entryProblems(key, mapOf(value), mapOf(pipeline.source), here)];
  });
};

const entryProblems = (key: string, options: RawMap, source: RawMap, at: Path): SchemaProblem[] => {
  const problems: SchemaProblem[] = [];
  const add = (option: string, message: string, fix: string): void => {
    problems.push(problemAt([...at, option], options[option], message, fix));
  };
  if (options.as !== undefined && parseTablePattern(key).isGlob) {
    add('as', 'would give every table that the glob matches one name', 'write it under the exact name of a table');
  }
  const format = textOf(source.format);
  if (options.columnTypes !== undefined && format === 'extract') {
    add('columnTypes', 'does nothing with format: extract, whose batches tell their types', 'remove it');
  }
  if (options.columns !== undefined && !readsNamesFrom(source)) {
    add('columns', 'is for CSV files without a header', 'remove it, or write type: csv and csv: {header: false}');
  }
  return problems;
};

/** Whether the names of columns have to come from the file. */
const readsNamesFrom = ({ format, type, csv }: RawMap): boolean => {
  const { header } = mapOf(csv);
  if (format === 'rows') return type === 'csv' && header === false;
  return format === 'dms' && (type ?? 'csv') === 'csv' && (header ?? false) === false;
};
