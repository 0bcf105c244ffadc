import { integer, literal } from '../literal';
import { join, type Sql, sql } from '../sql';
import { setStatementTimeout } from '../statements';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { loadTables } from './tables';

/** The ledger's row that every batch updates, so that of two at once one meets error 1023. */
export const FENCE = 'fence';
/** The ledger's rows of batches that took the place of all rows: what came before one is part of it. */
export const BASE = 'base';
/** What a cast to INTEGER fails on, and so what the error of the batch shows. Their first letters differ: see load-failure.ts. */
export const ROWS_MISMATCH = 'SHUTTLE_ROWS_MISMATCH';
export const FENCE_MISSING = 'FENCE_MISSING';

const seqOf = ({ batch }: ApplyRequest): Sql => {
  if (batch.id === FENCE || batch.id === BASE) throw new RangeError(`a batch cannot be called ${batch.id}`);
  if (!/^(0|[1-9][0-9]{0,17})$/.test(batch.seq)) throw new RangeError(`batch seq ${batch.seq} is not a BIGINT from 0`);
  return integer(BigInt(batch.seq));
};

/** What comes first: lock and fence. The timeout comes after the lock, should SET begin a snapshot. */
export const openBatch = (request: ApplyRequest): LoadStatement[] => {
  const { ledger } = loadTables(request.target);
  const { timeoutSeconds } = request;
  return [
    { role: 'lock', sql: sql`LOCK TABLE ${ledger}` },
    ...(timeoutSeconds === undefined ? [] : [{ role: 'settings' as const, sql: setStatementTimeout(timeoutSeconds) }]),
    { role: 'fence', sql: sql`UPDATE ${ledger} SET applied_at = SYSDATE WHERE batch_id = ${literal(FENCE)}` },
  ];
};

/** Ends the transaction unless each table holds as many rows as the manifest's files do. */
export const verify = (request: ApplyRequest, tables: readonly { table: Sql; rows: number }[]): LoadStatement[] => {
  const { ledger } = loadTables(request.target);
  const alias = (i: number): Sql => (i === 0 ? sql`a` : sql`b`);
  const counts = tables.map(({ table }, i) => sql`(SELECT COUNT(*) AS n FROM ${table}) ${alias(i)}`);
  const differs = tables.map(({ rows }, i) => sql`${alias(i)}.n <> ${integer(rows)}`);
  return [
    {
      role: 'verify',
      sql: sql`SELECT CAST(CASE WHEN ${join(differs, sql` OR `)} THEN ${literal(ROWS_MISMATCH)} WHEN f.n = 0 THEN ${literal(FENCE_MISSING)} ELSE '1' END AS INTEGER) AS verified
FROM ${join(counts, sql` CROSS JOIN `)} CROSS JOIN (SELECT COUNT(*) AS n FROM ${ledger} WHERE batch_id = ${literal(FENCE)}) f`,
    },
  ];
};

/**
 * Takes all rows out again of a batch that the ledger knows, or that a later batch took the place of: what a stale run
 * planned before a new base must not come on top of it.
 */
export const guard = (request: ApplyRequest, table: Sql): LoadStatement => ({
  role: 'guard',
  sql: sql`DELETE FROM ${table} WHERE EXISTS (SELECT 1 FROM ${loadTables(request.target).ledger} WHERE batch_id = ${literal(request.batch.id)} OR (batch_id = ${literal(BASE)} AND batch_seq >= ${seqOf(request)}))`,
});

/** What comes last: the ledger knows the batch. */
export const closeBatch = (request: ApplyRequest): LoadStatement => {
  const { ledger } = loadTables(request.target);
  const id = literal(request.batch.id);
  return {
    role: 'ledger',
    sql: sql`INSERT INTO ${ledger} (batch_id, batch_seq, applied_at) SELECT ${id}, ${seqOf(request)}, SYSDATE
FROM (SELECT COUNT(*) AS n FROM ${ledger} WHERE batch_id = ${id}) g WHERE g.n = 0`,
  };
};

/** For replace: the ledger knows the base, unless the target holds this batch or a later one. Before its own row. */
export const markBase = (request: ApplyRequest): LoadStatement => {
  const { ledger } = loadTables(request.target);
  const seq = seqOf(request);
  return {
    role: 'ledger',
    sql: sql`INSERT INTO ${ledger} (batch_id, batch_seq, applied_at) SELECT ${literal(BASE)}, ${seq}, SYSDATE
FROM (SELECT COUNT(*) AS n FROM ${ledger} WHERE batch_seq >= ${seq}) g WHERE g.n = 0`,
  };
};

/** Whether the target holds this batch or a later one: what replace goes by. */
export const isOverdue = (request: ApplyRequest): Sql =>
  sql`EXISTS (SELECT 1 FROM ${loadTables(request.target).ledger} WHERE batch_seq >= ${seqOf(request)})`;
