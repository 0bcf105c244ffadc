import { formatRedshiftType } from '../catalog/redshift-type';
import type { KeyType } from '../catalog/replication-key';
import { ReplicationKeyInvalid } from '../errors';
import { keyOfNumber, leastOf } from '../progress/key-number';
import { watermarkLiteral } from '../progress/watermark';
import { identifier } from './identifier';
import { integer } from './literal';
import { filtered, type RowSource } from './read-table';
import { type Sql, sql } from './sql';

/** How an incremental table is read, up to the rows that are there when the transaction begins. */
export interface KeyWindow {
  /** The replication key. */
  key: { name: string; type: KeyType };
  source: Pick<RowSource, 'schema' | 'name' | 'where'>;
  /** Rows with a lower key are settled; null: none are. */
  low: string | null;
  /** Rows this far below the highest key may still get company: seconds for points in time, else a number. */
  lookback?: { seconds: number } | { value: string } | undefined;
  /** Rows younger than this are left for later. */
  delaySeconds?: number | undefined;
  /** The window is cut after about so many rows. */
  chunkRows?: number | undefined;
}

/**
 * The pieces of SQL that a window is made of. Let M be the highest key, S = M - lookback, never below `low`. Rows in
 * [low, S) are settled: they are read once and stay. Rows at or above S, and rows without a key, are the tail: the next
 * run reads them anew, and what it reads takes their place. So late commits within the lookback, and rows that share the
 * highest key, are neither lost nor there twice.
 *
 * A chunk ends at the first key E behind its so many rows, never between rows of one key; while E < S there is no tail.
 */
export interface WindowSql {
  /** `high`: M. A derived table of one row, to be joined. */
  highest: Sql;
  /** `next`: E, NULL where the window's rows fit. Absent without chunks. */
  chunkEnd?: Sql;
  /** S and the end of the window, from the columns of the two. */
  settledFrom: (high: Sql) => Sql;
  /** Predicates of the two reads; the highest key and the chunk's end are looked up by subqueries in them. */
  data: Sql;
  tail: Sql;
  /** The key of a settled bound, for comparing it with what was read before. */
  key: Sql;
}

/**
 * @throws ReplicationKeyInvalid for a lookback or delay that does not fit the key's type
 * @throws DocumentInvalid for a bound that is no watermark of the type
 */
export const windowSql = (window: KeyWindow): WindowSql => {
  const { source, low, chunkRows } = window;
  const key = identifier(window.key.name);
  const { type } = window.key;
  const lowest = low === null ? undefined : watermarkLiteral(type, low);
  const bounds = [lowest ? sql`${key} >= ${lowest}` : sql`${key} IS NOT NULL`];
  if (window.delaySeconds !== undefined) bounds.push(delayed(key, type, window.delaySeconds));
  const inWindow = and(bounds);
  const highest = sql`(SELECT MAX(${key}) AS high FROM ${filtered(source, inWindow)})`;
  const settledFrom = (high: Sql): Sql => {
    const back = window.lookback ? before(high, type, window.lookback) : high;
    return lowest ? sql`GREATEST(${lowest}, ${back})` : back;
  };
  // Uncorrelated: the engine reads each once, and only blocks that can hold such keys.
  const settled = settledFrom(sql`(SELECT MAX(${key}) FROM ${filtered(source, inWindow)})`);
  if (chunkRows === undefined) {
    return {
      highest,
      settledFrom,
      key,
      data: and([...bounds, sql`${key} < ${settled}`]),
      tail: sql`(${and([...bounds, sql`${key} >= ${settled}`])} OR ${key} IS NULL)`,
    };
  }
  const last = sql`SELECT MAX(${key}) FROM (SELECT ${key} FROM ${filtered(source, inWindow)} ORDER BY ${key} LIMIT ${integer(chunkRows)}) chunk`;
  const next = sql`SELECT MIN(${key}) AS next FROM ${filtered(source, and([...bounds, sql`${key} > (${last})`]))}`;
  const isLast = sql`CASE WHEN (${next}) < ${settled} THEN 0 ELSE 1 END = 1`;
  return {
    highest,
    chunkEnd: sql`(${next})`,
    settledFrom,
    key,
    data: and([...bounds, sql`${key} < ${settled}`, sql`${key} < COALESCE((${next}), ${settled})`]),
    tail: sql`(${isLast} AND (${and([...bounds, sql`${key} >= ${settled}`])} OR ${key} IS NULL))`,
  };
};

/** The rows of a backfill, both ends included, as far as they are settled. */
export const backfillPredicate = (
  key: { name: string; type: KeyType },
  { from, to }: { from: string; to: string },
  settled: string | null,
): Sql => {
  const column = identifier(key.name);
  const window = [
    sql`${column} >= ${watermarkLiteral(key.type, from)}`,
    sql`${column} <= ${watermarkLiteral(key.type, to)}`,
  ];
  if (settled !== null) window.push(sql`${column} < ${watermarkLiteral(key.type, settled)}`);
  return and(window);
};

/** Predicates in one pair of brackets each, so that none reaches into another. */
const and = (predicates: readonly Sql[]): Sql =>
  predicates.reduce((all, one) => (all.text === '' ? sql`(${one})` : sql`${all} AND (${one})`), sql``);

/** SYSDATE is the transaction's start, in the session's time zone, which the batch sets to UTC. */
const delayed = (key: Sql, type: KeyType, seconds: number): Sql => {
  const limit = sql`DATEADD(second, ${integer(-seconds)}, SYSDATE)`;
  switch (type.base) {
    case 'timestamp':
      return sql`${key} <= ${limit}`;
    case 'timestamptz':
      return sql`${key} <= (${limit} AT TIME ZONE 'UTC')`;
    case 'date':
      // A day may get rows until it is over.
      return sql`${key} < CAST(${limit} AS DATE)`;
    default:
      throw new ReplicationKeyInvalid(
        `delay does not fit a replication key of type ${formatRedshiftType(type)}: only points in time have an age`,
      );
  }
};

/** The key that lies a lookback below another; it is computed on the literal's side, so that the column stays bare. */
const before = (high: Sql, type: KeyType, lookback: { seconds: number } | { value: string }): Sql => {
  if ('seconds' in lookback) {
    switch (type.base) {
      case 'timestamp':
      case 'timestamptz':
        return sql`DATEADD(second, ${integer(-lookback.seconds)}, ${high})`;
      case 'date':
        return sql`CAST(DATEADD(day, ${integer(-Math.ceil(lookback.seconds / 86_400))}, ${high}) AS DATE)`;
      default:
        throw noLookback(type, 'give it a number of the key, not a duration');
    }
  }
  switch (type.base) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric': {
      const back = BigInt(lookback.value);
      const scale = type.base === 'numeric' ? type.scale : 0;
      const least = leastOf(type);
      const lowest = keyOfNumber(type, least + back * 10n ** BigInt(scale));
      // The bound is a value of the key's own type, and so is all that goes before it: arithmetic must not overflow.
      if (lowest === undefined) return watermarkLiteral(type, keyOfNumber(type, least) ?? '');
      return sql`GREATEST(${high}, ${watermarkLiteral(type, lowest)}) - ${integer(back)}`;
    }
    default:
      throw noLookback(type, 'give it a duration such as 15m, or none for a text');
  }
};

const noLookback = (type: KeyType, why: string): ReplicationKeyInvalid =>
  new ReplicationKeyInvalid(`lookback does not fit a replication key of type ${formatRedshiftType(type)}: ${why}`);
