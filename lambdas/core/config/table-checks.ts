import { columnProblems } from './column-checks';
import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { mapOf, type RawMap } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { canonicalPattern, parseTablePattern, patternFault } from './table-pattern';

/** The keys and options under `tables`, and what `discover: false` asks of them. */
export const tableProblems = (pipeline: RawMap, at: Path): SchemaProblem[] => {
  const tables = mapOf(pipeline.tables);
  const discover = pipeline.discover !== false;
  const caseSensitive = pipeline.caseSensitiveIdentifiers === true;
  const first = new Map<string, string>();
  const problems = Object.entries(tables).flatMap(([key, value]) => {
    const here = [...at, 'tables', key];
    const fault = patternFault(key);
    if (fault !== undefined) return [problemAt(here, key, fault.message, fault.fix)];
    const name = canonicalPattern(key, caseSensitive);
    const twin = first.get(name);
    first.set(name, key);
    return [
      ...(twin === undefined
        ? []
        : [problemAt(here, key, `is the same table as ${JSON.stringify(twin)}`, 'write its options under one key')]),
      ...entryProblems(key, mapOf(value), { discover, caseSensitive }, here),
    ];
  });
  return discover ? problems : [...problems, ...undiscovered(pipeline, tables, at)];
};

const entryProblems = (
  key: string,
  options: RawMap,
  { discover, caseSensitive }: { discover: boolean; caseSensitive: boolean },
  at: Path,
): SchemaProblem[] => {
  const problems = columnProblems(options, at, caseSensitive);
  const { isGlob } = parseTablePattern(key);
  if (isGlob && options.as !== undefined) {
    problems.push(
      problemAt(
        [...at, 'as'],
        options.as,
        'would give every table that the glob matches one name',
        'write it under the exact name of a table',
      ),
    );
  }
  if (isGlob && options.expectEvery !== undefined) {
    problems.push(
      problemAt(
        [...at, 'expectEvery'],
        options.expectEvery,
        'is for an alarm, and which tables the glob matches is not known when alarms are made',
        'write it under the exact name of a table, or at the pipeline',
      ),
    );
  }
  if (discover && options.columnTypes !== undefined) {
    problems.push(
      problemAt(
        [...at, 'columnTypes'],
        options.columnTypes,
        'is declared, but the pipeline reads the columns from the catalog',
        'remove it, or set discover: false',
      ),
    );
  }
  if (discover) return problems;
  if (isGlob) {
    problems.push(
      problemAt(
        at,
        key,
        'is a glob, and discover: false asks no catalog which tables match',
        'write the exact names, or remove discover: false',
      ),
    );
  } else if (options.enabled !== false && Object.keys(mapOf(options.columnTypes)).length === 0) {
    problems.push(
      problemAt(
        [...at, 'columnTypes'],
        options.columnTypes,
        'is missing: discover: false asks no catalog for columns',
        'declare every column, for example columnTypes: {id: bigint}',
      ),
    );
  }
  return problems;
};

const undiscovered = (pipeline: RawMap, tables: RawMap, at: Path): SchemaProblem[] => {
  const problems = ['schemas', 'include', 'exclude']
    .filter((key) => pipeline[key] !== undefined)
    .map((key) =>
      problemAt(
        [...at, key],
        pipeline[key],
        'filters what is discovered, and discover is false',
        'remove it: the tables listed are extracted',
      ),
    );
  if (Object.keys(tables).length > 0) return problems;
  return [
    ...problems,
    problemAt(
      [...at, 'tables'],
      pipeline.tables,
      'lists no table, and discover is false',
      'list each table with its columnTypes',
    ),
  ];
};
