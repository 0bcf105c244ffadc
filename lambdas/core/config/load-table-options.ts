/** Options of one table of a load pipeline, as far as the file sets them. */
export interface LoadTableOptions {
  enabled?: boolean;
  /** The name in the target: `table` or `schema.table`; on exact names only. */
  as?: string;
  writeMode?: WriteMode;
  /** Column names in key order, as the target has them; overrides the key that the source tells. */
  key?: string[];
  deletes?: LoadDeletes;
  truncates?: Truncates;
  evolve?: Evolve;
  onConflict?: OnConflict;
  /** A column; Redshift chooses the distribution when absent. */
  distKey?: string;
  /** Columns in key order; Redshift chooses when absent. */
  sortKey?: string[];
  /** Names of the columns that scd2 keeps. */
  history?: Partial<HistoryColumns>;
  /** Names of the columns of files without a header, in their order. */
  columns?: string[];
  /** Redshift type by column, where it is not to be taken from what is seen in the files. */
  columnTypes?: Record<string, string>;
}

/** How a load changes its target. `auto`: merge where a key is known, else append. */
export const WRITE_MODES = ['auto', 'append', 'merge', 'replace', 'scd2'] as const;
export type WriteMode = (typeof WRITE_MODES)[number];

/** What a delete in the source does. `soft`: a boolean column of this name becomes true, and the row stays. */
export type LoadDeletes = 'apply' | 'ignore' | { soft: string };
export const LOAD_DELETES = ['apply', 'ignore'] as const;

/** What a TRUNCATE in the source does. */
export const TRUNCATES = ['ignore', 'apply'] as const;
export type Truncates = (typeof TRUNCATES)[number];

/** What follows where the source has a table or column that the target has not. */
export const EVOLVE = ['none', 'add', 'fail'] as const;
export type Evolve = (typeof EVOLVE)[number];

/** Where a value goes that does not fit its column: to a column beside it, or with its row into the quarantine. */
export const ON_CONFLICT = ['column', 'quarantine'] as const;
export type OnConflict = (typeof ON_CONFLICT)[number];

export interface HistoryColumns {
  validFrom: string;
  validTo: string;
  isCurrent: string;
}
