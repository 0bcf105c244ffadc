import { parseRedshiftType } from './redshift-type';
import type { CatalogColumn, CatalogTable } from './table';

/** Up to here a table is paged: a handful of result pages, sooner done than an UNLOAD has started its slices. */
export const PAGE_MAX_ROWS = 100_000;
export const PAGE_MAX_BYTES = 16 * 1024 * 1024;

/** Text columns are seldom full: this many bytes are reckoned for a longer one. */
const TEXT_BYTES = 64;

/** A table takes no more than about this many times its size on disk, which is compressed, as text. */
const COMPRESSION = 8;

/** A SUPER, a VARBYTE or a geometry can pass the 64 KB of a result row, so that one is not paged unasked. */
const WIDE = new Set(['super', 'varbyte', 'geometry', 'geography']);

export interface MethodChoice {
  method: 'unload' | 'page' | 'count';
  why: string;
}

/** A rough width of a row as text, in bytes. */
export const rowBytes = (columns: readonly CatalogColumn[]): number =>
  columns.reduce((sum, column) => {
    const type = parseRedshiftType(column.type, column.name);
    const length = 'length' in type && typeof type.length === 'number' ? type.length : 16;
    return sum + Math.min(length, TEXT_BYTES);
  }, 0);

/**
 * Decides `auto`: pages what is small, unloads the rest.
 *
 * @param rows an upper bound where one is known: `limit`, or the catalog's count (a `where` only makes it fewer)
 */
export const chooseMethod = (
  table: Pick<CatalogTable, 'kind' | 'rows' | 'sizeBytes'>,
  columns: readonly CatalogColumn[],
  limit: number | undefined,
): MethodChoice => {
  const wide = columns.find((column) => WIDE.has(parseRedshiftType(column.type, column.name).base));
  if (wide) return { method: 'unload', why: `column ${wide.name} is ${wide.type}, whose values can pass a result row` };
  const bounds = [limit, table.rows].filter((bound) => bound !== undefined);
  if (bounds.length > 0) {
    return chooseByRows(Math.min(...bounds), columns, limit !== undefined ? 'limit' : 'catalog', table.sizeBytes);
  }
  if (table.kind === 'table') return { method: 'count', why: 'the catalog knows no size: a count decides' };
  return { method: 'unload', why: 'a view of unknown size, which may be dear to count' };
};

/** Decides by a number of rows. */
export const chooseByRows = (
  rows: number,
  columns: readonly CatalogColumn[],
  source: string,
  sizeOnDisk = Number.POSITIVE_INFINITY,
): { method: 'unload' | 'page'; why: string } => {
  const bytes = Math.min(rows * rowBytes(columns), sizeOnDisk * COMPRESSION);
  const size = `${Math.ceil(rows)} rows by ${source}, about ${Math.ceil(bytes / 1024 / 1024)} MB`;
  return rows <= PAGE_MAX_ROWS && bytes <= PAGE_MAX_BYTES
    ? { method: 'page', why: `small: ${size}` }
    : { method: 'unload', why: `large: ${size}` };
};
