import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textOf, textsOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';

/** What the column lists of one set of options say together. */
export const columnProblems = (options: RawMap, at: Path, caseSensitive = false): SchemaProblem[] => {
  const columns = mapOf(options.columns);
  const [include, exclude] = [textsOf(columns.include), textsOf(columns.exclude)];
  const [hash, drop] = [textsOf(columns.hash), textsOf(columns.drop)];
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const inBoth = (list: string, names: readonly string[], others: readonly string[], message: string) =>
    names.flatMap((name, i) =>
      others.some((other) => fold(other) === fold(name))
        ? [problemAt([...at, 'columns', list, i], name, message, 'remove it from one of the two lists')]
        : [],
    );
  const problems = [
    ...inBoth('exclude', exclude, include, 'is both included and excluded'),
    ...inBoth('hash', hash, exclude, 'is both hashed and excluded'),
    ...inBoth('hash', hash, drop, 'is both hashed and dropped'),
    ...inBoth('drop', drop, include, 'is both included and dropped'),
  ];
  if (options.columnTypes === undefined) return problems;
  const declared = new Set(Object.keys(mapOf(options.columnTypes)));
  const lists: [Path, string[]][] = [
    [['columns', 'include'], include],
    [['columns', 'exclude'], exclude],
    [['columns', 'hash'], hash],
    [['columns', 'drop'], drop],
    [['primaryKey'], textsOf(options.primaryKey)],
  ];
  for (const [path, names] of lists) {
    for (const [i, name] of names.entries()) {
      if (declared.has(name)) continue;
      const fix = `name one of ${[...declared].join(', ')}, or add it to columnTypes`;
      problems.push(problemAt([...at, ...path, i], name, 'is not among columnTypes', fix));
    }
  }
  const key = textOf(options.replicationKey);
  if (key !== undefined && !declared.has(key)) {
    const fix = `name one of ${[...declared].join(', ')}, or add it to columnTypes`;
    problems.push(problemAt([...at, 'replicationKey'], key, 'is not among columnTypes', fix));
  }
  return problems;
};
