import type { ResolvedTableOptions } from '../config/resolve-table-options';
import { ColumnNotFound } from '../errors';
import { mapColumns } from './column-mapping';
import { chooseMethod } from './method-choice';
import type { CatalogColumn, CatalogTable } from './table';

/** How one table will be read. */
export interface ReadChoice {
  columns: CatalogColumn[];
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
 */
export const chooseRead = (
  table: CatalogTable,
  options: ResolvedTableOptions,
  label: string,
  caseSensitive = false,
): ReadChoice => {
  const named = (option: string, names: readonly string[]): string[] =>
    columnsNamed(names, table, label, option, caseSensitive);
  const columns = chooseColumns(table, options, label, named);
  mapColumns(columns); // refuses a type now, not after hours
  const primaryKey = options.primaryKey ? named('primaryKey', options.primaryKey) : table.primaryKey;
  const choice =
    options.method === 'auto'
      ? chooseMethod(table, columns, options.limit)
      : ({ method: options.method, why: 'by config' } as const);
  return {
    columns,
    primaryKey,
    method: choice.method,
    methodIsAuto: options.method === 'auto',
    why: choice.why,
    // A view may be volatile, or dear to run twice: there the UNLOAD's own count is compared, unless the file says not.
    verify: options.verify === 'auto' ? (table.kind === 'table' ? 'snapshot' : 'manifest') : options.verify,
  };
};

const chooseColumns = (
  table: CatalogTable,
  options: ResolvedTableOptions,
  label: string,
  named: (option: string, names: readonly string[]) => string[],
): CatalogColumn[] => {
  const include = options.columns.include && named('columns.include', options.columns.include);
  const exclude = named('columns.exclude', options.columns.exclude ?? []);
  const columns = table.columns.filter(
    ({ name }) => (include === undefined || include.includes(name)) && !exclude.includes(name),
  );
  if (columns.length === 0) {
    throw new ColumnNotFound(
      table.columns.length === 0
        ? `${label} has no columns in the catalog: a late-binding view whose tables are gone? Exclude it`
        : `${label}: columns.include and columns.exclude leave no column`,
    );
  }
  return columns;
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
