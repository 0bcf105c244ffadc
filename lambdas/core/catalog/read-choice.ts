import { createHash } from 'node:crypto';
import { FROM_PIPELINE, type ResolvedTableOptions } from '../config/resolve-table-options';
import { parseTablePattern } from '../config/table-pattern';
import { ColumnNotFound, TypeNotSupported } from '../errors';
import { type ColumnMapping, mapColumns } from './column-mapping';
import { chooseMethod } from './method-choice';
import { chooseKeys, chooseMode, type IsExact, type ModeChoice } from './mode-choice';
import type { CatalogColumn, CatalogTable } from './table';

/** How one table will be read. */
export interface ReadChoice extends ModeChoice {
  columns: CatalogColumn[];
  /** What the options choose of the columns: rows read under another choice do not fit together. */
  columnsDigest: string;
  detectDeletes: boolean;
  checkKey: boolean;
  primaryKey: string[];
  method: 'unload' | 'page' | 'count';
  methodIsAuto: boolean;
  why: string;
  verify: 'snapshot' | 'manifest';
}

/**
 * Applies a table's options to what the catalog says of it.
 *
 * @param caseSensitive whether names in options keep their case; otherwise they are folded as Redshift folds them
 * @throws ColumnNotFound for a listed column that the table lacks, or when none is left
 * @throws TypeNotSupported for a column that cannot be extracted
 * @throws ReplicationKeyMissing, ReplicationKeyInvalid, PrimaryKeyMissing see mode-choice.ts
 */
export const chooseRead = (
  table: CatalogTable,
  options: ResolvedTableOptions,
  label: string,
  caseSensitive = false,
): ReadChoice => {
  const named = (option: string, names: readonly string[]): string[] =>
    columnsNamed(names, table, label, option, caseSensitive);
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const columns = chooseColumns(table, options, label, named, fold);
  // Refuses a type now, not after hours.
  const pagesOnly = mapColumns(columns).find((column) => column.pagesOnly);
  if (pagesOnly && options.method === 'unload') throw pagesOnlyRefusal(label, pagesOnly);
  const primaryKey = options.primaryKey ? named('primaryKey', options.primaryKey) : table.primaryKey;
  const isExact: IsExact = (option) => {
    const from = options.from[option];
    return from !== undefined && from !== FROM_PIPELINE && !parseTablePattern(from).isGlob;
  };
  const isAuto = options.method === 'auto' && !pagesOnly;
  const choice = pagesOnly
    ? ({
        method: 'page',
        why: `column ${pagesOnly.name} is ${pagesOnly.redshiftType}, which UNLOAD cannot write to Parquet`,
      } as const)
    : options.method === 'auto'
      ? chooseMethod(table, columns, options.limit)
      : ({ method: options.method, why: 'by config' } as const);
  return {
    columns,
    columnsDigest: digestOf(options.columns),
    primaryKey,
    ...chooseMode(columns, options, label, fold, isExact),
    ...chooseKeys(columns, primaryKey, options, label, isExact),
    method: choice.method,
    methodIsAuto: isAuto,
    why: choice.why,
    // A view may be volatile, or dear to run twice: there the UNLOAD's own count is compared, unless the file says not.
    verify: options.verify === 'auto' ? (table.kind === 'table' ? 'snapshot' : 'manifest') : options.verify,
  };
};

/** Of a column that only pages can hold, in a table that is unloaded. */
export const pagesOnlyRefusal = (label: string, { name, redshiftType }: Pick<ColumnMapping, 'name' | 'redshiftType'>) =>
  new TypeNotSupported(
    `${label}: column ${JSON.stringify(name)} has type ${redshiftType}, which UNLOAD writes to text files only, and Redshift ` +
      'documents no cast from it. Read the table by method: page (up to 500 MB), exclude the column, or extract a view that ' +
      'selects HLL_CARDINALITY of it',
  );

const chooseColumns = (
  table: CatalogTable,
  options: ResolvedTableOptions,
  label: string,
  named: (option: string, names: readonly string[]) => string[],
  fold: (name: string) => string,
): CatalogColumn[] => {
  const { mustExist = [] } = options.columns;
  /** Lists of globs and of the pipeline are for whichever table has such columns. */
  const pii = (list: 'drop' | 'hash'): Set<string> => {
    const names = options.columns[list] ?? [];
    named(
      `columns.${list}`,
      names.filter((name) => mustExist.includes(name)),
    );
    const known = new Set(table.columns.map(({ name }) => name));
    return new Set(names.flatMap((name) => [name, fold(name)]).filter((name) => known.has(name)));
  };
  const include = options.columns.include && named('columns.include', options.columns.include);
  const exclude = named('columns.exclude', options.columns.exclude ?? []);
  const drop = pii('drop');
  const hash = pii('hash');
  const columns = table.columns
    .filter(
      ({ name }) => (include === undefined || include.includes(name)) && !exclude.includes(name) && !drop.has(name),
    )
    .map((column) => (hash.has(column.name) ? { ...column, hash: true as const } : column));
  if (columns.length === 0) {
    throw new ColumnNotFound(
      table.columns.length === 0
        ? `${label} has no columns in the catalog: a late-binding view whose tables are gone? Exclude it`
        : `${label}: columns.include, columns.exclude and columns.drop leave no column`,
    );
  }
  return columns;
};

const digestOf = ({ include, exclude, hash, drop }: ResolvedTableOptions['columns']): string => {
  const lists = [include, exclude, hash, drop].map((list) => (list === undefined ? null : [...list].sort()));
  return createHash('sha256').update(JSON.stringify(lists)).digest('hex').slice(0, 12);
};

/** The table's own names of the columns that an option lists. */
const columnsNamed = (
  names: readonly string[],
  table: CatalogTable,
  label: string,
  option: string,
  caseSensitive: boolean,
): string[] => {
  const known = new Set(table.columns.map(({ name }) => name));
  const folded = (name: string) => (caseSensitive || known.has(name) ? name : name.toLowerCase());
  const missing = names.filter((name) => !known.has(folded(name)));
  if (missing.length === 0) return names.map(folded);
  throw new ColumnNotFound(
    `${label}: ${option} names ${missing.map((name) => JSON.stringify(name)).join(', ')}, which it does not have. ` +
      `Its columns: ${[...known].slice(0, 50).join(', ')}`,
  );
};
