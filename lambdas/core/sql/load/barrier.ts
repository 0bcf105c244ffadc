import { identifier } from '../identifier';
import { sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import type { LoadKey } from './load-key';
import { list, loadTables, meta, temp } from './tables';

/**
 * A truncate stands in the positions table as a row without a key: what is at or before its position is gone. The
 * positions before it go with it, so that every row of a key is after the barrier.
 *
 * `shuttle_barrier` holds the batch's own, if it is later than the one that is known.
 */
export const raiseBarrier = (request: ApplyRequest, key: LoadKey): LoadStatement[] => {
  const { positions } = loadTables(request.target);
  const { barrier, stage } = temp;
  return [
    sql`CREATE TEMP TABLE ${barrier} AS SELECT MAX(${meta.pos}) AS ${meta.pos} FROM ${stage} WHERE ${meta.op} = 'T'`,
    sql`DELETE FROM ${barrier} WHERE ${meta.pos} IS NULL OR ${meta.pos} <= (SELECT COALESCE(MAX(${positions.name}.${meta.pos}), '') FROM ${positions.path} WHERE ${key.isBarrier(positions.name)})`,
    sql`DELETE FROM ${positions.path} USING ${barrier} WHERE ${positions.name}.${meta.pos} <= ${barrier}.${meta.pos}`,
    sql`INSERT INTO ${positions.path} (${meta.pos}) SELECT ${meta.pos} FROM ${barrier}`,
  ].map((statement) => ({ role: 'apply', sql: statement }));
};

/** Where the barrier stands: one row, perhaps NULL. Joined as `b`. */
export const barrierJoin = (request: ApplyRequest, key: LoadKey) => {
  const { positions } = loadTables(request.target);
  return sql` CROSS JOIN (SELECT MAX(${positions.name}.${meta.pos}) AS ${meta.pos} FROM ${positions.path} WHERE ${key.isBarrier(positions.name)}) b`;
};

/** When the batch raised the barrier: rows go whose key has no position behind it. Known after this batch's positions are. */
export const clearBeforeBarrier = (request: ApplyRequest, key: LoadKey): LoadStatement => {
  const { target, positions } = loadTables(request.target);
  const { deletes } = request;
  const gone = sql`EXISTS (SELECT 1 FROM ${temp.barrier}) AND NOT EXISTS (SELECT 1 FROM ${positions.path} WHERE ${key.equal(positions.name, target.name)})`;
  return {
    role: 'apply',
    sql:
      deletes.mode === 'soft'
        ? sql`UPDATE ${target.path} SET ${identifier(deletes.column)} = TRUE WHERE ${gone}`
        : sql`DELETE FROM ${target.path} WHERE ${gone}`,
  };
};

/** For a MERGE: `a = s.a, b = s.b`. */
export const assignments = (names: readonly ReturnType<typeof identifier>[], source: ReturnType<typeof identifier>) =>
  list(names.map((name) => sql`${name} = ${source}.${name}`));
