import type { ObjectLocation } from '../../batch/object-keys';
import type { HistoryColumns } from '../../config/load-table-options';
import type { Sql } from '../sql';
import type { LoadColumn } from './plan';

export type WriteMode = 'append' | 'merge' | 'replace' | 'scd2';

/** Deletes remove rows, or set a BOOLEAN column of the target, or do nothing. */
export type Deletes = { mode: 'apply' } | { mode: 'soft'; column: string } | { mode: 'ignore' };

/**
 * Files of changes, gzip NDJSON. Besides the columns a row has `shuttle_op` (U, D, T), `shuttle_pos`, `shuttle_at`,
 * `shuttle_seq` and `shuttle_absent`.
 */
export interface ChangeFiles {
  format: 'json';
  /** A COPY manifest with mandatory entries; nothing is copied where `rows` is 0. */
  manifest: ObjectLocation;
  rows: number;
}

/** A set of Parquet files as an extract pipeline writes them. */
export interface ParquetFiles {
  manifest: ObjectLocation;
  rows: number;
  /** All columns of the files, in their order: the Redshift type that they had, which tells how they lie in the file. */
  columns: readonly { name: string; redshiftType: string; encoding?: 'hex' | 'hex-ewkb' | 'sha256' }[];
}

/** A batch of an extract pipeline: its rows are upserts, the keys of `deletes` are gone. All have one position. */
export interface ExtractFiles {
  format: 'parquet';
  data: ParquetFiles;
  deletes?: ParquetFiles;
  /** All rows of the source as of one time: keys of the target that it has not are gone (merge and scd2). */
  isBase?: boolean;
  /** Of the batch, among the batches of its table. */
  pos: string;
  /** When the batch was read, `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
  at: string;
}

/** One batch for one target, after evolution. */
export interface ApplyRequest {
  target: { schema: string; table: string };
  /** `seq`: decimal text of a BIGINT from 0, greater than that of every batch before. */
  batch: { id: string; seq: string };
  writeMode: WriteMode;
  columns: readonly LoadColumn[];
  /** Columns of the target; needed by merge and scd2. */
  key: readonly string[];
  /**
   * With append and a key: a row whose key the target has already is left out, unless the target's is older by more than
   * the window than the oldest of the batch.
   */
  dedupe?: { column: string; windowSeconds: number };
  /** With merge: an upsert tells only some columns, NULL tells nothing. `carried` then names columns of the files. */
  partial?: true;
  /** Columns of the target that the source has ever left out as unchanged: the extra columns of the control table. */
  carried: readonly string[];
  /** Names of the columns that scd2 keeps; other modes have no use for them. */
  history: HistoryColumns;
  deletes: Deletes;
  truncates: 'apply' | 'ignore';
  source: ChangeFiles | ExtractFiles;
  /** An ARN, a comma chain of ARNs without blanks, or `default`. */
  iamRole: string;
  /** The prefix, of this attempt alone, for rows that are refused. Without it they are counted only. */
  quarantine?: ObjectLocation;
  /** The target's, so that staged rows lie where they go. */
  distKey?: string;
  timeoutSeconds?: number;
}

/** What a statement of the batch is for; the failure of a batch is judged by it. */
export type LoadRole =
  | 'lock'
  | 'settings'
  | 'fence'
  | 'stage'
  | 'copy'
  | 'verify'
  | 'guard'
  | 'quarantine'
  | 'classify'
  | 'apply'
  | 'ledger'
  | 'counts';

export interface LoadStatement {
  role: LoadRole;
  sql: Sql;
}
