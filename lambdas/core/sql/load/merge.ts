import { identifier } from '../identifier';
import { type Sql, sql } from '../sql';
import { carriedColumns } from './absent';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { assignments, barrierJoin, clearBeforeBarrier, raiseBarrier } from './barrier';
import { combineRows } from './combine';
import { asFate, fatesOf, matchedCounts, matchedStatement } from './counts';
import type { LoadKey } from './load-key';
import { combinePartial, partialPositions } from './merge-partial';
import type { ModeStatements } from './mode';
import { columnNames, derived, list, loadTables, meta, temp } from './tables';
import { triageCounts, triageStatements } from './triage';

/**
 * The last change of each key, if it is later than the key's last position, is applied; positions are kept of deletes,
 * too, so that a late change resurrects nothing. Where the source leaves unchanged columns out, changes are combined
 * first (combine.ts).
 */
export const mergeStatements = (request: ApplyRequest, key: LoadKey): ModeStatements => {
  if (request.partial) return partialStatements(request, key);
  const applies = request.truncates === 'apply';
  const carried = carriedColumns(request);
  const rows = carried.length > 0 ? temp.rows : temp.stage;
  const { target } = loadTables(request.target);
  const settle = carried.length > 0 ? combineRows(request, key, carried) : lastOfKey(request, key);
  return {
    statements: [
      ...(applies ? raiseBarrier(request, key) : []),
      ...triageStatements(request, key, {
        truncates: applies ? 'truncate' : 'ignored',
        stays: ['open'],
        ...(applies && {
          from: barrierJoin(request, key),
          last: sql`WHEN b.${meta.pos} >= ${temp.stage}.${meta.pos} THEN 'superseded'`,
        }),
      }),
      ...settle,
      matchedStatement(key, rows, target),
      { role: 'apply', sql: mergePositions(request, key, rows, carried) },
      ...(applies ? [clearBeforeBarrier(request, key)] : []),
      ...deleteStatements(request, key, rows),
      { role: 'apply', sql: mergeRows(request, key, rows) },
    ],
    counts: [triageCounts, fatesOf(temp.fates), matchedCounts],
  };
};

/** Only upserts tell a part of a row: deletes and truncates have no meaning there. */
const partialStatements = (request: ApplyRequest, key: LoadKey): ModeStatements => {
  const { target } = loadTables(request.target);
  const { rows } = temp;
  const positions = mergePositions(request, key, rows, partialPositions(request));
  return {
    statements: [
      ...triageStatements({ ...request, deletes: { mode: 'ignore' } }, key, { truncates: 'ignored', stays: ['open'] }),
      ...combinePartial(request, key),
      matchedStatement(key, rows, target),
      { role: 'apply', sql: positions },
      { role: 'apply', sql: mergeRows(request, key, rows) },
    ],
    counts: [triageCounts, fatesOf(temp.fates), matchedCounts],
  };
};

/** Leaves in the stage the last row of each key, if it is news. */
const lastOfKey = (request: ApplyRequest, key: LoadKey): LoadStatement[] => {
  const { positions } = loadTables(request.target);
  const { stage, fates } = temp;
  return [
    {
      role: 'classify',
      sql: sql`CREATE TEMP TABLE ${fates} AS
SELECT r.${meta.seq}, ${asFate(sql`CASE WHEN r.${derived.rank} > 1 THEN 'superseded' WHEN ${positions.name}.${meta.pos} >= r.${meta.pos} THEN 'stale' WHEN r.${meta.op} = 'D' THEN 'delete' ELSE 'upsert' END`)} AS fate
FROM (SELECT ${list([meta.seq, meta.op, meta.pos, key.list])}, ROW_NUMBER() OVER (PARTITION BY ${key.grouping(stage)} ORDER BY ${meta.pos} DESC, ${meta.seq} DESC) AS ${derived.rank} FROM ${stage}) r
LEFT JOIN ${positions.path} ON ${key.equal(positions.name, sql`r`)}`,
    },
    {
      role: 'classify',
      sql: sql`DELETE FROM ${stage} USING ${fates} WHERE ${fates}.${meta.seq} = ${stage}.${meta.seq} AND ${fates}.fate NOT IN ('upsert', 'delete')`,
    },
  ];
};

const mergePositions = (
  request: ApplyRequest,
  key: LoadKey,
  rows: Sql,
  carried: readonly { name: Sql; pos: Sql }[],
): Sql => {
  const { positions } = loadTables(request.target);
  const set = [
    sql`${meta.pos} = ${rows}.${meta.pos}`,
    ...carried.map(({ name, pos }) => sql`${name} = ${rows}.${pos}`),
  ];
  const into = [key.list, meta.pos, ...carried.map(({ name }) => name)];
  const values = [key.of(rows), sql`${rows}.${meta.pos}`, ...carried.map(({ pos }) => sql`${rows}.${pos}`)];
  return sql`MERGE INTO ${positions.path} USING ${rows} ON ${key.equal(positions.name, rows)}
WHEN MATCHED THEN UPDATE SET ${list(set)}
WHEN NOT MATCHED THEN INSERT (${list(into)}) VALUES (${list(values)})`;
};

/** A soft delete of a row that is not there becomes a row, of what the delete tells of it. */
const deleteStatements = (request: ApplyRequest, key: LoadKey, rows: Sql): LoadStatement[] => {
  const { target } = loadTables(request.target);
  const { deletes } = request;
  const isDelete = sql`${key.equal(target.name, rows)} AND ${rows}.${meta.op} = 'D'`;
  if (deletes.mode === 'ignore') return [];
  const statements =
    deletes.mode === 'soft'
      ? [
          sql`UPDATE ${target.path} SET ${identifier(deletes.column)} = TRUE FROM ${rows} WHERE ${isDelete}`,
          sql`DELETE FROM ${rows} USING ${target.path} WHERE ${isDelete}`,
        ]
      : [
          sql`DELETE FROM ${target.path} USING ${rows} WHERE ${isDelete}`,
          sql`DELETE FROM ${rows} WHERE ${rows}.${meta.op} = 'D'`,
        ];
  return statements.map((statement) => ({ role: 'apply', sql: statement }));
};

/** Whole columns only: MERGE takes no expression of a SUPER. */
const mergeRows = (request: ApplyRequest, key: LoadKey, rows: Sql): Sql => {
  const { target } = loadTables(request.target);
  const { deletes } = request;
  const names = columnNames(request);
  const others = columnNames({ columns: request.columns.filter(({ name }) => !request.key.includes(name)) });
  const soft = deletes.mode === 'soft' ? identifier(deletes.column) : undefined;
  const set = [
    // A table of keys alone: MERGE wants something to set.
    ...(others.length > 0 ? [assignments(others, rows)] : [assignments(names, rows)]),
    ...(soft ? [sql`${soft} = FALSE`] : []),
  ];
  const into = [...names, ...(soft ? [soft] : [])];
  const values = [...names.map((name) => sql`${rows}.${name}`), ...(soft ? [sql`(${rows}.${meta.op} = 'D')`] : [])];
  return sql`MERGE INTO ${target.path} USING ${rows} ON ${key.equal(target.name, rows)}
WHEN MATCHED THEN UPDATE SET ${list(set)}
WHEN NOT MATCHED THEN INSERT (${list(into)}) VALUES (${list(values)})`;
};
