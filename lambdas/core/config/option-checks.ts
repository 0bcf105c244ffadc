import { type OptionConflict, optionConflicts } from './option-conflicts';
import { type Path, pathText } from './path-text';
import { problemAt } from './problem-at';
import { type RawSource, rawColumns, rawOption, rawSources, sourceOf, sourcesFor } from './raw-options';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { parseTableName } from './table-name';
import { undeclaredProblems } from './undeclared-checks';
import { uselessProblems } from './useless-options';

/** What options say against each other: in one entry, and together for each table that the file names. */
export const optionProblems = (pipeline: RawMap, warehouse: RawMap, at: Path): SchemaProblem[] => {
  const sources = rawSources(pipeline, at);
  const caseSensitive = pipeline.caseSensitiveIdentifiers === true;
  const tables = sources.flatMap((source) => {
    if (source.pattern === undefined || source.pattern.isGlob) return [];
    const mine = sourcesFor(sources, parseTableName(source.label));
    return rawOption(mine, 'enabled') === false ? [] : [{ source, sources: mine }];
  });
  return onePerPath([
    ...sources.flatMap((source) => conflictProblems([source], caseSensitive)),
    ...tables.flatMap(({ source, sources }) => conflictProblems(sources, caseSensitive, source.label)),
    ...sources.flatMap((source) => regionProblem(source, pipeline, warehouse)),
    ...uselessProblems(sources, tables),
    ...(pipeline.discover === false ? tables.flatMap((table) => undeclaredProblems(table)) : []),
  ]);
};

const conflictProblems = (sources: readonly RawSource[], caseSensitive: boolean, table?: string): SchemaProblem[] => {
  const replicationKey = textOf(rawOption(sources, 'replicationKey'));
  const conflicts = optionConflicts(
    {
      limit: rawOption(sources, 'limit'),
      mode: rawOption(sources, 'mode'),
      deletes: rawOption(sources, 'deletes'),
      replicationKey,
      columns: { hash: rawColumns(sources, 'hash'), drop: rawColumns(sources, 'drop') },
    },
    caseSensitive,
  );
  return conflicts.flatMap((conflict) => {
    const source = sourceOfConflict(sources, conflict, replicationKey, caseSensitive);
    if (source === undefined) return [];
    const path = conflict.list === undefined ? [conflict.option] : [conflict.option, conflict.list];
    const value = path.reduce<unknown>((map, key) => mapOf(map)[key], source.options);
    const isOwn = sources.length === 1 || source.label === table;
    const message = isOwn ? conflict.message : `${conflict.message} (of table ${table})`;
    return [problemAt([...source.at, ...path], value, message, conflict.fix)];
  });
};

const sourceOfConflict = (
  sources: readonly RawSource[],
  { option, list }: OptionConflict,
  replicationKey: string | undefined,
  caseSensitive: boolean,
): RawSource | undefined => {
  if (list === undefined) return sourceOf(sources, option);
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  return sources.find((source) =>
    rawColumns([source], list)
      .map(fold)
      .includes(fold(replicationKey ?? '')),
  );
};

/** The keys of the last run are read back by a COPY of Parquet, which takes no REGION. */
const regionProblem = ({ at, options }: RawSource, pipeline: RawMap, warehouse: RawMap): SchemaProblem[] => {
  const [region, own] = [textOf(mapOf(pipeline.destination).region), textOf(warehouse.region)];
  if (options.deletes !== 'detect' || region === undefined || own === undefined || region === own) return [];
  const message = `needs the destination in the warehouse's region, and the bucket is in ${region}: COPY of Parquet takes no REGION`;
  return [problemAt([...at, 'deletes'], options.deletes, message, 'write deletes: ignore, or another bucket')];
};

/** What an entry says by itself comes again with every table that inherits it. */
const onePerPath = (problems: readonly SchemaProblem[]): SchemaProblem[] => {
  const first = new Map<string, SchemaProblem>();
  for (const problem of problems) {
    const key = pathText(problem.at);
    if (!first.has(key)) first.set(key, problem);
  }
  return [...first.values()];
};
