import { mapOf, textOf, textsOf } from './raw-value';

/** An option of a table that cannot stand as it does. */
export interface LoadConflict {
  option: string;
  path?: string[];
  /** It does nothing here, which is no fault of a wider entry that other tables inherit from. */
  isIdle?: boolean;
  message: string;
  fix: string;
}

/** The options that the rules are about, as the file has them. */
export interface LoadOptionValues {
  writeMode?: unknown;
  key?: unknown;
  deletes?: unknown;
  truncates?: unknown;
  evolve?: unknown;
  onConflict?: unknown;
  history?: unknown;
}

/** What the options of one table say against each other, and against the format of the source. */
export const loadConflicts = (options: LoadOptionValues, format: string, isWhole: boolean): LoadConflict[] => {
  const conflicts: LoadConflict[] = [];
  const add = (option: string, message: string, fix: string, path?: string[], isIdle = false): void => {
    conflicts.push({ option, message, fix, isIdle, ...(path && { path }) });
  };
  const { writeMode, deletes, truncates, evolve, onConflict, history } = options;
  const soft = textOf(mapOf(deletes).soft);
  const key = textsOf(options.key).map((name) => name.toLowerCase());
  if (writeMode === 'replace' && (format === 'debezium' || format === 'dms')) {
    add(
      'writeMode',
      `would leave only the rows of the last batch, and ${format} sends changes`,
      'write merge, scd2 or append',
    );
  }
  if (deletes === 'apply' || soft !== undefined) {
    const path = soft === undefined ? undefined : ['soft'];
    if (format === 'rows') add('deletes', 'does nothing with format: rows, which has no deletes', 'remove it', path);
    else if (writeMode === 'append') {
      add(
        'deletes',
        'stands with writeMode: append, which changes no row',
        'write ignore, or writeMode: merge',
        path,
        true,
      );
    } else if (soft !== undefined && writeMode === 'scd2') {
      add('deletes', 'stands with writeMode: scd2, which ends a row in its own columns', 'write apply', path);
    }
  }
  if (soft !== undefined && key.includes(soft)) {
    add('deletes', 'is a column of the key', 'name a column that the source does not have', ['soft']);
  }
  if (truncates === 'apply' && format !== 'debezium') {
    add('truncates', `does nothing with format: ${format}, which tells no TRUNCATE`, 'remove it');
  } else if (truncates === 'apply' && (writeMode === 'scd2' || writeMode === 'append')) {
    add('truncates', `stands with writeMode: ${writeMode}, which keeps every row`, 'write ignore, or writeMode: merge');
  }
  if (onConflict !== undefined && format === 'extract') {
    add('onConflict', 'does nothing with format: extract, whose types are known', 'remove it');
  } else if (onConflict === 'column' && (evolve === 'none' || evolve === 'fail')) {
    add('onConflict', `would add a column, and evolve is ${evolve}`, 'write quarantine, or evolve: add');
  }
  return [...conflicts, ...historyConflicts(history, writeMode, key, isWhole)];
};

const historyConflicts = (
  history: unknown,
  writeMode: unknown,
  key: readonly string[],
  isWhole: boolean,
): LoadConflict[] => {
  // An entry that sets no mode may serve tables whose mode another entry sets.
  if (history !== undefined && (writeMode === undefined ? isWhole : true) && writeMode !== 'scd2') {
    const message = `does nothing with writeMode: ${writeMode ?? 'auto'}`;
    return [{ option: 'history', isIdle: true, message, fix: 'remove it, or write writeMode: scd2' }];
  }
  const names = Object.entries(mapOf(history));
  return names.flatMap(([column, name], i): LoadConflict[] => {
    const twin = names.slice(0, i).find(([, other]) => other === name);
    const fix = 'give each column a name of its own';
    if (twin !== undefined)
      return [{ option: 'history', path: [column], message: `is the name of ${twin[0]} too`, fix }];
    if (!key.includes(String(name))) return [];
    return [{ option: 'history', path: [column], message: 'is a column of the key', fix }];
  });
};
