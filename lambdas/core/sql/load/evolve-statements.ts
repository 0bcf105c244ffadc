import { MAX_BATCH_STATEMENTS } from '../../statement/statement';
import { identifier, qualified } from '../identifier';
import { type Sql, sql } from '../sql';
import { addCarried, createLedger, createPositions, createTombstones, seedFence } from './control-ddl';
import { type Change, type ColumnType, controlTables } from './plan';
import { list } from './tables';
import { typeSql } from './type-sql';

/**
 * The statements of a plan's changes, one each, for an AUTO_COMMIT batch: ALTER COLUMN cannot run in a transaction, and
 * ADD COLUMN takes one column. At most as many as a batch holds; the plan after it has the rest.
 */
export const evolveStatements = (target: { schema: string; table: string }, changes: readonly Change[]): Sql[] =>
  changes.slice(0, MAX_BATCH_STATEMENTS).map((change) => statementOf(target, change));

const statementOf = (target: { schema: string; table: string }, change: Change): Sql => {
  const table = qualified(target.schema, target.table);
  switch (change.kind) {
    case 'createSchema':
      return sql`CREATE SCHEMA IF NOT EXISTS ${identifier(target.schema)}`;
    case 'createTable':
      return createTable(table, change);
    case 'addColumn':
      return sql`ALTER TABLE ${table} ADD COLUMN ${definition(change.column)}`;
    case 'widen':
      return sql`ALTER TABLE ${table} ALTER COLUMN ${identifier(change.column.name)} TYPE ${typeSql(change.column.type)}`;
    case 'createLedger':
      return createLedger(target);
    case 'seedFence':
      return seedFence(target);
    case 'createPositions':
      return createPositions(target, change.key, change.carried, change.distKey);
    case 'createTombstones':
      return createTombstones(target, change.key, change.carried);
    case 'widenKey': {
      const control = qualified(target.schema, controlTables(target.table)[change.table]);
      return sql`ALTER TABLE ${control} ALTER COLUMN ${identifier(change.column.name)} TYPE ${typeSql(change.column.type)}`;
    }
    case 'addCarried':
      return addCarried(target, change.table, change.column);
  }
};

const definition = ({ name, type }: ColumnType): Sql => sql`${identifier(name)} ${typeSql(type, name)}`;

/** Every column may be NULL: NOT NULL could not be dropped again. */
const createTable = (table: Sql, { columns, distKey, sortKey }: Extract<Change, { kind: 'createTable' }>): Sql => {
  const dist = distKey === undefined ? sql`` : sql` DISTKEY (${identifier(distKey)})`;
  const sort = sortKey.length === 0 ? sql`` : sql` SORTKEY (${list(sortKey.map((name) => identifier(name)))})`;
  return sql`CREATE TABLE IF NOT EXISTS ${table} (${list(columns.map(definition))})${dist}${sort}`;
};
