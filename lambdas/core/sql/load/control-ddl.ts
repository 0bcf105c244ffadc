import { identifier, qualified } from '../identifier';
import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import { controlTables } from './plan';
import { list } from './tables';
import { typeSql } from './type-sql';
import { FENCE } from './verify';

/** A key column of the target. */
export interface KeyColumn {
  name: string;
  type: string;
}

interface Target {
  schema: string;
  table: string;
}

/** Wide enough for any id of a run and its batch. */
const BATCH_ID = sql`VARCHAR(256)`;
const POSITION = sql`VARCHAR(64)`;

/** The tables are small and read whole, but for the positions, which lie as the target's keys do. */
export const createLedger = ({ schema, table }: Target): Sql =>
  sql`CREATE TABLE IF NOT EXISTS ${qualified(schema, controlTables(table).ledger)} (batch_id ${BATCH_ID}, batch_seq BIGINT, applied_at TIMESTAMP)`;

/** Two runs may seed at once: two fences keep out as well as one, since a batch updates every one that it sees. */
export const seedFence = ({ schema, table }: Target): Sql => {
  const ledger = qualified(schema, controlTables(table).ledger);
  const fence = literal(FENCE);
  return sql`INSERT INTO ${ledger} (batch_id, batch_seq, applied_at) SELECT ${fence}, -1, SYSDATE
FROM (SELECT COUNT(*) AS n FROM ${ledger} WHERE batch_id = ${fence}) g WHERE g.n = 0`;
};

/**
 * No key is declared: none would be enforced, and a truncate's row has no key.
 *
 * @param carried columns that the source leaves out: each has a position of its own
 */
export const createPositions = (
  target: Target,
  key: readonly KeyColumn[],
  carried: readonly string[],
  distKey?: string,
): Sql => {
  const name = qualified(target.schema, controlTables(target.table).positions);
  const isKey = distKey !== undefined && key.some((column) => column.name === distKey);
  return sql`CREATE TABLE IF NOT EXISTS ${name} (${list([...keyColumns(key), sql`shuttle_pos ${POSITION}`, ...carriedColumns(carried)])})${isKey ? sql` DISTKEY (${identifier(distKey)})` : sql``}`;
};

export const createTombstones = (target: Target, key: readonly KeyColumn[], carried: readonly string[]): Sql =>
  sql`CREATE TABLE IF NOT EXISTS ${qualified(target.schema, controlTables(target.table).tombstones)} (${list([...keyColumns(key), sql`shuttle_pos ${POSITION}`, sql`shuttle_at TIMESTAMP`, ...carriedColumns(carried)])})`;

/** Another column that the source was seen to leave out. */
export const addCarried = (target: Target, which: 'positions' | 'tombstones', column: string): Sql =>
  sql`ALTER TABLE ${qualified(target.schema, controlTables(target.table)[which])} ADD COLUMN ${identifier(column)} ${POSITION}`;

const keyColumns = (key: readonly KeyColumn[]): Sql[] =>
  key.map(({ name, type }) => sql`${identifier(name)} ${typeSql(type, name)}`);
const carriedColumns = (names: readonly string[]): Sql[] => names.map((name) => sql`${identifier(name)} ${POSITION}`);
