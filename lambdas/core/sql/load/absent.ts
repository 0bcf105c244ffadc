import { absentEntry } from '../../shape/absent-names';
import { identifier } from '../identifier';
import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest } from './apply-request';
import { meta } from './tables';

/** A column that the source leaves out where it is unchanged, such as a large value of Postgres. */
export interface CarriedColumn {
  /** In the target. */
  column: string;
  name: Sql;
  /** Whether the batch has the column at all. */
  isStaged: boolean;
  /** Whether the row of a table with `shuttle_absent` leaves it out. */
  isAbsent(row: Sql): Sql;
  /** Names of the columns that temporary tables have for it. */
  from: Sql;
  pos: Sql;
}

/** Whether a row of a table with `shuttle_absent` leaves a column of the files out. */
export const isListed = (from: string, row: Sql): Sql =>
  sql`(POSITION(${literal(absentEntry(from))} IN COALESCE(${row}.${meta.absent}, '')) > 0)`;

export const carriedColumns = ({ columns, carried }: ApplyRequest): CarriedColumn[] => {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return carried.map((name, i) => {
    const column = byName.get(name);
    return {
      column: name,
      name: identifier(name),
      isStaged: column !== undefined,
      isAbsent: (row) => (column === undefined ? sql`(1 = 1)` : isListed(column.from, row)),
      from: identifier(`shuttle_from_${i}`),
      pos: identifier(`shuttle_pos_${i}`),
    };
  });
};
