import { InputProblems } from './execution-input';
import { nearest } from './nearest';
import { tableOptionsResolver } from './resolve-table-options';
import type { SelectedTable } from './select-tables';
import { unselectedBecause } from './selection';
import type { ConsistentGroup, ExtractPipeline } from './shuttle-config';
import { formatTableName, parseTableName, type TableName } from './table-name';
import { parseTablePattern } from './table-pattern';
import { type MissingTable, TablesMissing } from './tables-missing';

/** What is read, committed and retried by itself: a table, or the tables of a consistent group in its order. */
export interface TableUnit<T extends TableName> {
  group?: string;
  tables: SelectedTable<T>[];
}

/**
 * Puts the tables of consistent groups together. Units stand in the order of their first table. A group of which the
 * execution input names no table is no part of the run; one that is, is whole.
 *
 * @param selected what `selectTables` gave for the same pipeline and input
 * @throws TableNotFound (a `TablesMissing`) naming every member that is not there or not selected
 * @throws InputInvalid (an `InputProblems`) where the input names some members of a group and not the others
 */
export const groupTables = <T extends TableName>(
  selected: readonly SelectedTable<T>[],
  pipeline: ExtractPipeline,
  input: { tables?: string[] } = {},
): TableUnit<T>[] => {
  const groups = pipeline.consistentGroups
    .map((group) => ({ group, members: membersOf(group, selected, pipeline, input.tables) }))
    .filter(({ members }) => members.some(({ isWanted }) => isWanted));
  const missing = groups.flatMap(({ members }) =>
    members
      .filter(({ isWanted, found }) => isWanted && found.length === 0)
      .map(({ text }) => missingMember(text, selected, pipeline)),
  );
  if (missing.length > 0) throw new TablesMissing(missing);
  const problems = groups.flatMap(({ group, members }) => {
    const others = members.filter(({ isWanted }) => !isWanted).map(({ text }) => text);
    if (others.length === 0) return [];
    const message = `names tables of the consistent group ${group.name}, but not ${others.join(', ')}`;
    return [{ path: 'tables', value: 'a list', message, fix: `add ${others.join(', ')}: a group is read as a whole` }];
  });
  if (problems.length > 0) throw new InputProblems(problems);

  const unitOf = new Map<SelectedTable<T>, TableUnit<T>>();
  for (const { group, members } of groups) {
    const tables = members.flatMap(({ found }) => found);
    for (const table of tables) unitOf.set(table, { group: group.name, tables });
  }
  const seen = new Set<readonly SelectedTable<T>[]>();
  return selected.flatMap((table): TableUnit<T>[] => {
    const unit = unitOf.get(table) ?? { tables: [table] };
    if (seen.has(unit.tables)) return [];
    seen.add(unit.tables);
    return [unit];
  });
};

interface Member<T extends TableName> {
  text: string;
  /** Whether the input lets it be part of the run. */
  isWanted: boolean;
  /** More than one where names differ in letter case alone. */
  found: SelectedTable<T>[];
}

const membersOf = <T extends TableName>(
  { tables }: ConsistentGroup,
  selected: readonly SelectedTable<T>[],
  { caseSensitiveIdentifiers }: ExtractPipeline,
  wanted: readonly string[] | undefined,
): Member<T>[] => {
  const patterns = wanted?.map((text) => parseTablePattern(text, caseSensitiveIdentifiers));
  return tables.map((text) => {
    const { matches } = parseTablePattern(text, caseSensitiveIdentifiers);
    const name = parseTableName(text);
    return {
      text,
      isWanted: patterns === undefined || patterns.some((pattern) => pattern.matches(name)),
      found: selected.filter(({ table }) => matches(table)),
    };
  });
};

const missingMember = (
  text: string,
  selected: readonly SelectedTable<TableName>[],
  pipeline: ExtractPipeline,
): MissingTable => {
  const table = parseTableName(text);
  const reason = unselectedBecause(pipeline, table, {
    isEnabled: tableOptionsResolver(pipeline)(table).enabled,
    isListed: pipeline.tables.some(
      ({ pattern, isGlob }) => !isGlob && parseTablePattern(pattern, pipeline.caseSensitiveIdentifiers).matches(table),
    ),
  });
  const list = 'consistentGroups';
  if (reason !== undefined) return { text, list, reason, nearest: [] };
  const names = selected.map((one) => formatTableName(one.table.schema, one.table.name));
  return { text, list, nearest: nearest(text, names, 3) };
};
