import { identifier } from '../identifier';
import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest, ExtractFiles, LoadStatement } from './apply-request';
import { LoadKey } from './load-key';
import type { LoadColumn } from './plan';
import { cast } from './shared-value';
import { list, loadTables, meta, temp } from './tables';
import { guard } from './verify';

/** A name that no target has. */
const kept = identifier('shuttle_kept');

/** The key that a base's missing rows are found by; undefined where the batch is none, or nothing is to be deleted. */
export const keyOfGone = (request: ApplyRequest): LoadKey | undefined => {
  const { source, writeMode, deletes } = request;
  const isBase = source.format === 'parquet' && source.isBase === true && deletes.mode !== 'ignore';
  return isBase && (writeMode === 'merge' || writeMode === 'scd2') ? LoadKey.of(request) : undefined;
};

/**
 * Stages a delete for every key that is live in the target and not in the files, at the batch's own position: a change
 * behind it stays, one before it brings nothing back. Rows that were copied and then refused are in the files.
 *
 * @param value a column's value in the files, not yet of the target's type
 */
export const goneStatements = (
  request: ApplyRequest,
  key: LoadKey,
  { pos, at }: ExtractFiles,
  value: (column: LoadColumn) => Sql,
): LoadStatement[] => {
  const { target } = loadTables(request.target);
  const { gone, stage, files } = temp;
  const columns = request.columns.filter(({ name }) => request.key.includes(name));
  const keys = columns.map((column) => sql`${cast(value(column), column)} AS ${identifier(column.name)}`);
  const isLive = liveTest(request, target.name);
  return [
    {
      role: 'classify',
      sql: sql`CREATE TEMP TABLE ${gone} AS
SELECT ${key.of(target.name)} FROM ${target.path}
LEFT JOIN (SELECT ${list(keys)} FROM ${files}) ${kept} ON ${key.equal(kept, target.name)}
WHERE (${key.anyNull(kept)}) AND NOT (${key.anyNull(target.name)})${isLive ? sql` AND ${isLive}` : sql``}
GROUP BY ${key.grouping(target.name)}`,
    },
    // Of a batch that the ledger knows there are no files any more to compare with.
    guard(request, gone),
    {
      role: 'stage',
      sql: sql`INSERT INTO ${stage} (${list([key.list, meta.op, meta.pos, meta.at])})
SELECT ${list([key.list, sql`'D'`, literal(pos), sql`CAST(${literal(at)} AS TIMESTAMP)`])} FROM ${gone}`,
    },
  ];
};

/** Whether a row of the target is one that the source had, as far as the target knows. */
const liveTest = ({ writeMode, deletes, history }: ApplyRequest, target: Sql): Sql | undefined => {
  if (writeMode === 'scd2') return sql`${target}.${identifier(history.isCurrent)}`;
  if (deletes.mode !== 'soft') return undefined;
  const isDeleted = sql`${target}.${identifier(deletes.column)}`;
  return sql`(${isDeleted} IS NULL OR NOT ${isDeleted})`;
};
