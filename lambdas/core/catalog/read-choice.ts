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
 * @throws ColumnNotFound for a listed column that the table lacks, or when none is left
 * @throws TypeNotSupported for a column that cannot be extracted
 */
export const chooseRead = (table: CatalogTable, options: ResolvedTableOptions, label: string): ReadChoice => {
  const columns = chooseColumns(table, options, label);
  mapColumns(columns); // refuses a type now, not after hours
  const primaryKey = options.primaryKey ?? table.primaryKey;
  requireColumns(options.primaryKey ?? [], table, label, 'primaryKey');
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
    // A view may be volatile, or dear to run twice: there the UNLOAD's own count is compared.
    verify: options.verify ?? (table.kind === 'table' ? 'snapshot' : 'manifest'),
  };
};

const chooseColumns = (table: CatalogTable, options: ResolvedTableOptions, label: string): CatalogColumn[] => {
  const { include, exclude } = options.columns ?? {};
  requireColumns(include ?? [], table, label, 'columns.include');
  requireColumns(exclude ?? [], table, label, 'columns.exclude');
  const columns = table.columns.filter(
    ({ name }) => (include === undefined || include.includes(name)) && !exclude?.includes(name),
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

const requireColumns = (names: readonly string[], table: CatalogTable, label: string, option: string): void => {
  const known = new Set(table.columns.map(({ name }) => name));
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  throw new ColumnNotFound(
    `${label}: ${option} names ${missing.map((name) => JSON.stringify(name)).join(', ')}, which it does not have. ` +
      `Its columns: ${[...known].slice(0, 50).join(', ')}`,
  );
};
