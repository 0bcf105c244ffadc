/**
 * How a column of the target gets its values. Types are spelt as formatRedshiftType does.
 *
 * `take`: `all` where every value fits the column; `fitting` and `rest` share the values of a column between the target's
 * own and its conflict column. `fitting` without a `rest`: rows with a value that does not fit are refused. `none`: the
 * batch has NULL alone for it, so that a row's old value goes, unless its change leaves the column out as unchanged.
 */
export interface LoadColumn {
  /** In the target. */
  name: string;
  type: string;
  /** The column of the files. */
  from: string;
  /** A type that holds every value of the files. */
  fromType: string;
  take: 'all' | 'fitting' | 'rest' | 'none';
  /** The target's column is NOT NULL: upserts without a value for it are refused. */
  notNull?: true;
}
