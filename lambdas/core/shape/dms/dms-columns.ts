import type { OpIn } from '../../config/load-config';
import { ObjectUnreadable } from '../../errors';
import { columnNamed } from '../column-match';
import type { DmsOptions } from './dms-change';
import type { DmsObject } from './dms-object';

/** Whether each row of a file has its operation. */
export const hasOp = ({ kind }: DmsObject, opIn: OpIn): boolean =>
  opIn === 'all' || (opIn === 'changes' && kind !== 'load');

/** What of the configuration a file's columns are checked against. */
export interface DmsColumnOptions extends DmsOptions {
  object: DmsObject;
  opIn: OpIn;
  /** The column of the operation, where the file names its columns. */
  opColumn: string;
}

/**
 * The column of the operation, in a file that names its columns; undefined where its rows have none.
 * @throws ObjectUnreadable where the column is missing, or where it is though no row should have an operation: a delete
 *   would be loaded as a row
 */
export const opColumnOf = (
  names: readonly string[],
  { object, opIn, opColumn }: DmsColumnOptions,
): string | undefined => {
  const found = columnNamed(names, opColumn);
  if (hasOp(object, opIn)) {
    if (found !== undefined) return found;
    throw new ObjectUnreadable(
      `no column ${JSON.stringify(opColumn)} of the operation: correct opColumn, or write opIn: none where rows have no operation`,
    );
  }
  if (found === opColumn && opIn === 'changes') {
    throw new ObjectUnreadable(
      `a file of the full load with the column ${JSON.stringify(opColumn)}: write opIn: all, or another opColumn where it is the table's own`,
    );
  }
  return undefined;
};

/** @throws ObjectUnreadable where a column that the configuration names is none of the file's */
export const checkColumns = (
  names: readonly string[],
  { object, timeColumn, positionColumn }: DmsColumnOptions,
): void => {
  if (timeColumn !== undefined && columnNamed(names, timeColumn) === undefined) {
    throw new ObjectUnreadable(`no column ${JSON.stringify(timeColumn)}: correct timestampColumn, or remove it`);
  }
  // Rows of the full load have no place in the log.
  if (positionColumn !== undefined && object.kind !== 'load' && columnNamed(names, positionColumn) === undefined) {
    throw new ObjectUnreadable(`no column ${JSON.stringify(positionColumn)}: correct sequenceColumn, or remove it`);
  }
};
