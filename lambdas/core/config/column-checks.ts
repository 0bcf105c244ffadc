import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textsOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';

/** What the column lists of one set of options say together. */
export const columnProblems = (options: RawMap, at: Path): SchemaProblem[] => {
  const columns = mapOf(options.columns);
  const [include, exclude] = [textsOf(columns.include), textsOf(columns.exclude)];
  const problems = exclude.flatMap((name, i) =>
    include.includes(name)
      ? [
          problemAt(
            [...at, 'columns', 'exclude', i],
            name,
            'is both included and excluded',
            'remove it from one of the two lists',
          ),
        ]
      : [],
  );
  if (options.columnTypes === undefined) return problems;
  const declared = new Set(Object.keys(mapOf(options.columnTypes)));
  const lists: [Path, string[]][] = [
    [['columns', 'include'], include],
    [['columns', 'exclude'], exclude],
    [['primaryKey'], textsOf(options.primaryKey)],
  ];
  for (const [path, names] of lists) {
    for (const [i, name] of names.entries()) {
      if (declared.has(name)) continue;
      const fix = `name one of ${[...declared].join(', ')}, or add it to columnTypes`;
      problems.push(problemAt([...at, ...path, i], name, 'is not among columnTypes', fix));
    }
  }
  return problems;
};
