/** Options of one table, as far as the file sets them. */
export interface TableOptions {
  enabled?: boolean;
  columns?: ColumnFilter;
  /** A boolean SQL expression, see `booleanExpression`. */
  where?: string;
  /** At most this many rows, whichever the warehouse returns first. */
  limit?: number;
  method?: Method;
  verify?: Verify;
  /** The name in the destination: `table` or `schema.table`. */
  as?: string;
  /** Column names in key order; overrides the declared key. */
  primaryKey?: string[];
  /** Only with `discover: false`: Redshift type by column name, in column order. */
  columnTypes?: Record<string, string>;
}

export interface ColumnFilter {
  include?: string[];
  exclude?: string[];
}

export const METHODS = ['auto', 'unload', 'page'] as const;
export type Method = (typeof METHODS)[number];

/**
 * What the rows in the files are compared with. `snapshot`: rows counted in the transaction that reads; `manifest`: what
 * UNLOAD or the result itself says; `auto`: the former for tables, the latter for views, which may be volatile or dear to
 * run twice.
 */
export const VERIFY = ['auto', 'snapshot', 'manifest'] as const;
export type Verify = (typeof VERIFY)[number];
