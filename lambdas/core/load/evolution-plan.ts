import type { HistoryColumns } from '../config/load-table-options';
import type { LoadColumn } from './load-column';
import type { TargetState } from './target-state';

export type WriteMode = 'append' | 'merge' | 'replace' | 'scd2';

/** A column of the data, by the name that it has or gets in the target. */
export interface DataColumn {
  name: string;
  /** A Redshift type that holds every value. */
  type: string;
  /** The source or the configuration says so: a new column gets just this type. Else it is what the values look like. */
  isDeclared: boolean;
}

export interface EvolutionRequest {
  target: { schema: string; table: string };
  state: TargetState;
  columns: readonly DataColumn[];
  /** Columns that some change left out as unchanged; in `columns` too, where another change has a value. */
  absent: readonly string[];
  /** Every change tells only some columns. */
  partial?: true;
  /** Columns that the data has with NULL alone, so that nothing tells their type: none is made for them. */
  nulls?: readonly string[];
  /** `add`: the target follows the data. `fail`: it must fit. `none`: columns that it lacks are left out. */
  policy: 'none' | 'add' | 'fail';
  /** Where values go that no column can hold. Always the quarantine where the policy is not `add`. */
  conflicts: 'column' | 'quarantine';
  writeMode: WriteMode;
  key: readonly string[];
  /** Names of what scd2 keeps beside a version's values; other modes have no use for them. */
  history: HistoryColumns;
  /** The BOOLEAN column of soft deletes. */
  softDelete?: string;
  /** Of a table that is created. */
  distKey?: string;
  sortKey?: readonly string[];
  /** Columns that an earlier attempt could not widen, for a reason that the catalog does not show. */
  unwidenable?: readonly string[];
}

export interface ColumnType {
  name: string;
  type: string;
}

/** One statement of EvolveTable. Each stands for itself, in order, and may be repeated. */
export type Change =
  | { kind: 'createSchema' }
  | { kind: 'createTable'; columns: ColumnType[]; distKey?: string; sortKey: readonly string[] }
  | { kind: 'addColumn'; column: ColumnType }
  | { kind: 'widen'; column: ColumnType }
  | { kind: 'createLedger' }
  | { kind: 'seedFence' }
  | { kind: 'createPositions' | 'createTombstones'; key: ColumnType[]; carried: readonly string[]; distKey?: string }
  | { kind: 'widenKey'; table: 'positions' | 'tombstones'; column: ColumnType }
  | { kind: 'addCarried'; table: 'positions' | 'tombstones'; column: string };

/** A column whose values do not all fit. */
export interface Conflict {
  column: string;
  targetType: string;
  dataType: string;
  /** The column for those that do not fit; without one their rows are refused. */
  to?: string;
}

/**
 * What is to be done before a batch is applied. A plan without changes is the one to apply by; after any change the target
 * is described and planned again, since another run may have changed it meanwhile.
 */
export interface EvolutionPlan {
  changes: Change[];
  columns: LoadColumn[];
  conflicts: Conflict[];
  /** Columns of the data that policy `none` leaves out. */
  left: string[];
  /** Columns of the target that the source has ever left out; of partial changes all columns of the files. */
  carried: string[];
}
