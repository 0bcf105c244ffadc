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
  mode?: Mode;
  /** The column that tells new rows. */
  replicationKey?: string;
  /** A duration as text, or a number of batches. */
  fullRefreshEvery?: string | number;
  /** A duration as text for keys that are times, or a whole number for keys that are numbers. */
  lookback?: string | number;
  /** A duration as text. */
  delay?: string;
  onReset?: OnReset;
  chunkBy?: ChunkBy;
  deletes?: Deletes;
  /** The largest share (0 to 1) of the last key set that may be gone. */
  maxDeletes?: number;
  /** Count NULLs and duplicates in the primary key. */
  checkKey?: boolean;
  schemaDrift?: SchemaDrift;
  /** A duration as text; on exact names only, and inherited from nowhere. */
  expectEvery?: string;
}

/**
 * Which columns leave Redshift, and how. `include` and `exclude` come from the closest entry that sets either; `hash`
 * and `drop` are added up over all entries that match, and the pipeline.
 */
export interface ColumnFilter {
  include?: string[];
  exclude?: string[];
  /** Leave as SHA-256, 64 hex digits. */
  hash?: string[];
  /** Never leave. */
  drop?: string[];
}

/** A load is read in key ranges of about so many rows. */
export interface ChunkBy {
  rows: number;
}

/** How rows are chosen. `auto`: incremental where a replication key is found, else full. */
export const MODES = ['auto', 'full', 'incremental'] as const;
export type Mode = (typeof MODES)[number];

/** What follows where the watermark no longer fits the table: its key, filter or columns changed, or its maximum fell. */
export const ON_RESET = ['refresh', 'fail'] as const;
export type OnReset = (typeof ON_RESET)[number];

/** Whether keys that are gone from the table are looked for. */
export const DELETES = ['detect', 'ignore'] as const;
export type Deletes = (typeof DELETES)[number];

/** What follows where the columns changed since the last run. */
export const SCHEMA_DRIFT = ['evolve', 'freeze', 'fail'] as const;
export type SchemaDrift = (typeof SCHEMA_DRIFT)[number];

export const METHODS = ['auto', 'unload', 'page'] as const;
export type Method = (typeof METHODS)[number];

/**
 * What the rows in the files are compared with. `snapshot`: rows counted in the transaction that reads; `manifest`: what
 * UNLOAD or the result itself says; `auto`: the former for tables, the latter for views, which may be volatile or dear to
 * run twice.
 */
export const VERIFY = ['auto', 'snapshot', 'manifest'] as const;
export type Verify = (typeof VERIFY)[number];
