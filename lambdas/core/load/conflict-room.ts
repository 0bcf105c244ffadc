import { ConfigInvalid } from '../errors';
import { type ColumnCost, INSERTED, MERGED, PARTIAL, sqlBytesOf } from '../staging/column-room';
import { MAX_SQL_BYTES } from '../statement/statement';
import { isConflictName } from './conflict-name';
import { fitted } from './control-tables';
import type { EvolutionRequest } from './evolution-plan';
import type { TargetTable } from './target-state';

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_usage.html, less what a staged row has besides. */
const MAX_COLUMNS = 1_600 - 5;

/** What a statement has besides its columns. */
const OTHER_BYTES = 4_000;

/** What follows a column's name in that of its conflict column: the longest that there is. */
const LONGEST_SUFFIX = '__double_precision';

/**
 * Room for columns that are added for values that do not fit, once the new ones of the data are there: as many as a table
 * holds, and a statement of the batch can name.
 */
export class ConflictRoom {
  private columns: number;
  private bytes: number;
  private readonly cost: ColumnCost;

  /** @throws ConfigInvalid where there is no room for the new columns of the data */
  constructor(request: EvolutionRequest, table: TargetTable) {
    const { target, columns, policy } = request;
    const known = new Set(table.columns.map(({ name }) => name));
    const added = policy === 'add' ? columns.filter(({ name }) => !known.has(name)).length : 0;
    this.columns = MAX_COLUMNS - known.size - added;
    if (this.columns < 0 && added > 0) {
      throw new ConfigInvalid(
        `${target.schema}.${target.table} has ${known.size} columns, and the data ${added} more: a load takes ${MAX_COLUMNS}. ` +
          'Exclude columns, or load into another table',
      );
    }
    this.cost = costOf(request);
    const named = new Set([...columns.map(({ name }) => name), ...[...known].filter(isConflictName)]);
    this.bytes = MAX_SQL_BYTES - OTHER_BYTES;
    for (const name of named) this.bytes -= sqlBytesOf(this.cost, name);
  }

  /** Whether a column may be added beside this one. */
  has(name: string): boolean {
    return this.columns >= 1 && this.bytes >= sqlBytesOf(this.cost, fitted(name + LONGEST_SUFFIX));
  }

  /** Takes the room of a column that is added. */
  take(name: string): void {
    this.columns--;
    this.bytes -= sqlBytesOf(this.cost, name);
  }
}

const costOf = ({ partial, writeMode }: EvolutionRequest): ColumnCost => {
  if (partial) return PARTIAL;
  return writeMode === 'merge' ? MERGED : INSERTED;
};
