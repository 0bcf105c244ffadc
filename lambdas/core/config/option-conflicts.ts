/** Two options of one table that cannot stand together. */
export interface OptionConflict {
  /** The option to change. */
  option: 'limit' | 'columns';
  /** Of `columns`, the list. */
  list?: 'hash' | 'drop';
  message: string;
  fix: string;
}

/** The options that the rules are about: of a `ResolvedTableOptions`, or as the file has them. */
export interface Conflicting {
  limit?: unknown;
  mode?: unknown;
  deletes?: unknown;
  replicationKey?: string | undefined;
  columns?: { hash?: string[]; drop?: string[] };
}

/**
 * What the options of one table say against each other. The file is checked with it where it names a table; a run checks
 * the tables that only globs match.
 */
export const optionConflicts = (options: Conflicting, caseSensitive: boolean): OptionConflict[] => {
  const conflicts: OptionConflict[] = [];
  const { limit, mode, deletes, replicationKey, columns } = options;
  if (limit !== undefined && (mode === 'incremental' || mode === 'auto')) {
    const message = `stands with mode: ${mode}, which would never read the rows that it leaves`;
    conflicts.push({ option: 'limit', message, fix: 'remove limit, or write mode: full' });
  } else if (limit !== undefined && deletes === 'detect') {
    const message = 'stands with deletes: detect, which would take the rows that it leaves for deleted';
    conflicts.push({ option: 'limit', message, fix: 'remove limit, or write deletes: ignore' });
  }
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  for (const list of ['hash', 'drop'] as const) {
    const names = (columns?.[list] ?? []).map(fold);
    if (replicationKey === undefined || !names.includes(fold(replicationKey))) continue;
    const message = `names the replicationKey ${JSON.stringify(replicationKey)}, of which the watermark keeps a value`;
    const fix = 'remove it from the list, or name another replicationKey';
    conflicts.push({ option: 'columns', list, message, fix });
  }
  return conflicts;
};
