import { identifier } from '../identifier';
import { literal } from '../literal';
import { join, type Sql, sql } from '../sql';
import { type CarriedColumn, carriedColumns } from './absent';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { asFate, fatesOf } from './counts';
import type { LoadKey } from './load-key';
import type { ModeStatements } from './mode';
import { fillStatements } from './scd2-fill';
import { columnNames, derived, list, loadTables, meta, temp } from './tables';
import { triageCounts, triageStatements } from './triage';

/** The history's columns, quoted. */
const historyOf = ({ history }: ApplyRequest) => ({
  from: identifier(history.validFrom),
  to: identifier(history.validTo),
  current: identifier(history.isCurrent),
});
const AND = sql` AND `;

/**
 * Every upsert is a version, valid from its own time until the next event of its key; a delete (and a truncate, of every
 * key) only ends the version before it. Events are told apart by key and position: what is there already stays, so that
 * late and repeated changes find their place. `shuttle_spans` holds the events of all keys that the batch touches.
 *
 * Where a change tells no time, the load's own is taken.
 */
export const scd2Statements = (request: ApplyRequest, key: LoadKey): ModeStatements => {
  const applies = request.truncates === 'apply';
  const carried = carriedColumns(request);
  const { target, tombstones } = loadTables(request.target);
  const { stage, fates } = temp;
  const names = columnNames(request);
  const { from, current } = historyOf(request);
  const absent = carried.length > 0 ? [meta.absent] : [];
  const known = sql`SELECT ${key.list}, ${meta.pos} FROM ${target.path} UNION ALL SELECT ${key.list}, ${meta.pos} FROM ${tombstones.path}`;
  const statements: LoadStatement[] = [
    ...triageStatements(request, key, {
      truncates: applies ? 'truncate' : 'ignored',
      stays: ['open', 'truncate'],
      ...(applies && {
        from: sql`
LEFT JOIN (SELECT DISTINCT ${meta.pos} FROM ${tombstones.path} WHERE ${key.isBarrier(tombstones.name)}) b ON b.${meta.pos} = ${stage}.${meta.pos}`,
        first: sql`WHEN ${stage}.${meta.op} = 'T' AND b.${meta.pos} IS NOT NULL THEN 'stale'`,
      }),
    }),
    // A truncate was counted by the triage; here its repetition is found.
    ...classify(sql`CREATE TEMP TABLE ${fates} AS
SELECT r.${meta.seq}, ${asFate(sql`CASE WHEN r.${derived.rank} > 1 AND r.${meta.op} = 'T' THEN 'again' WHEN r.${derived.rank} > 1 THEN 'superseded' WHEN e.${meta.pos} IS NOT NULL THEN 'stale' WHEN r.${meta.op} = 'T' THEN 'open' WHEN r.${meta.op} = 'D' THEN 'delete' ELSE 'upsert' END`)} AS fate
FROM (SELECT ${list([meta.seq, meta.op, meta.pos, key.list])}, ROW_NUMBER() OVER (PARTITION BY ${list([key.grouping(stage), meta.pos])} ORDER BY ${meta.seq} DESC) AS ${derived.rank} FROM ${stage}) r
LEFT JOIN (${known}) e ON ${key.equal(sql`e`, sql`r`)} AND e.${meta.pos} = r.${meta.pos}`),
    ...classify(
      sql`DELETE FROM ${stage} USING ${fates} WHERE ${fates}.${meta.seq} = ${stage}.${meta.seq} AND ${fates}.fate IN ('again', 'superseded', 'stale')`,
    ),
    ...apply(
      sql`UPDATE ${stage} SET ${meta.at} = SYSDATE WHERE ${meta.at} IS NULL`,
      sql`INSERT INTO ${tombstones.path} (${list([key.list, meta.pos, meta.at])}) SELECT ${list([key.list, meta.pos, meta.at])} FROM ${stage} WHERE ${meta.op} <> 'U'`,
      sql`INSERT INTO ${target.path} (${list([...names, from, current, meta.pos, ...absent])}) SELECT ${list([...names, meta.at, sql`FALSE`, meta.pos, ...absent])} FROM ${stage} WHERE ${meta.op} = 'U'`,
      touchedKeys(request, key, applies),
      spans(request, key, carried),
      closeVersions(request, key),
    ),
    ...fillStatements(request, key, carried),
  ];
  return { statements, counts: [triageCounts, fatesOf(fates, sql` WHERE fate NOT IN ('open', 'again')`)] };
};

/** With its type: a bare literal of a subquery has none yet. */
const opText = (op: 'U' | 'D'): Sql => sql`CAST(${literal(op)} AS CHAR(1))`;

const touchedKeys = (request: ApplyRequest, key: LoadKey, applies: boolean): Sql => {
  const { target } = loadTables(request.target);
  const { stage, keys } = temp;
  const staged = sql`SELECT ${key.of(stage)} FROM ${stage} WHERE ${stage}.${meta.op} <> 'T'`;
  // A truncate touches every key.
  const all = sql`\nUNION ALL SELECT ${key.of(target.name)} FROM ${target.path} WHERE EXISTS (SELECT 1 FROM ${stage} WHERE ${meta.op} = 'T')`;
  return sql`CREATE TEMP TABLE ${keys} AS SELECT ${key.of(sql`a`)} FROM (${staged}${applies ? all : sql``}) a GROUP BY ${key.grouping(sql`a`)}`;
};

/** Of each event: the next one of its key; and, of a version, the event that tells each carried column. */
const spans = (request: ApplyRequest, key: LoadKey, carried: readonly CarriedColumn[]): Sql => {
  const { target, tombstones } = loadTables(request.target);
  const { keys } = temp;
  const { from } = historyOf(request);
  const absentOf = (value: Sql): Sql[] => (carried.length > 0 ? [sql`${value} AS ${meta.absent}`] : []);
  const none = sql`CAST(NULL AS VARCHAR(65535))`;
  const t = target.name;
  const d = tombstones.name;
  // At one position a version comes before the truncate.
  const order = sql`PARTITION BY ${key.grouping(sql`ev`)} ORDER BY ev.${meta.pos}, ev.${meta.op} DESC`;
  const told = carried.map(
    ({ isAbsent, pos }) =>
      sql`MAX(CASE WHEN ev.${meta.op} = 'D' OR NOT ${isAbsent(sql`ev`)} THEN ev.${meta.pos} END) OVER (${order} ROWS UNBOUNDED PRECEDING) AS ${pos}`,
  );
  const absent = carried.length > 0 ? [sql`ev.${meta.absent}`] : [];
  return sql`CREATE TEMP TABLE ${temp.spans} AS
SELECT ${list([key.of(sql`ev`), sql`ev.${meta.pos}`, sql`ev.${meta.op}`, ...absent, ...told])},
  LEAD(ev.${meta.at}) OVER (${order}) AS ${derived.nextAt}, LEAD(ev.${meta.pos}) OVER (${order}) AS ${derived.nextPos}
FROM (SELECT ${list([key.of(t), sql`${t}.${meta.pos}`, sql`${t}.${from} AS ${meta.at}`, sql`${opText('U')} AS ${meta.op}`, ...absentOf(sql`${t}.${meta.absent}`)])}
FROM ${target.path} JOIN ${keys} ON ${key.equal(t, keys)}
UNION ALL SELECT ${list([key.of(d), sql`${d}.${meta.pos}`, sql`${d}.${meta.at}`, sql`${opText('D')} AS ${meta.op}`, ...absentOf(none)])}
FROM ${tombstones.path} JOIN ${keys} ON ${key.equal(d, keys)}
UNION ALL SELECT ${list([key.of(keys), sql`${d}.${meta.pos}`, sql`${d}.${meta.at}`, sql`${opText('D')} AS ${meta.op}`, ...absentOf(none)])}
FROM ${keys} CROSS JOIN ${tombstones.path} WHERE ${key.isBarrier(d)}) ev`;
};

/** Only versions whose end changes are written anew. */
const closeVersions = (request: ApplyRequest, key: LoadKey): Sql => {
  const { target } = loadTables(request.target);
  const s = temp.spans;
  const t = target.name;
  const { to, current } = historyOf(request);
  const same = [key.equal(t, s), sql`${t}.${meta.pos} = ${s}.${meta.pos}`, sql`${s}.${meta.op} = 'U'`];
  const changes = sql`(${t}.${current} <> (${s}.${derived.nextPos} IS NULL) OR (${t}.${to} IS NULL) <> (${s}.${derived.nextAt} IS NULL) OR ${t}.${to} <> ${s}.${derived.nextAt})`;
  return sql`UPDATE ${target.path} SET ${to} = ${s}.${derived.nextAt}, ${current} = (${s}.${derived.nextPos} IS NULL)
FROM ${s} WHERE ${join([...same, changes], AND)}`;
};

const as =
  (role: LoadStatement['role']) =>
  (...statements: Sql[]): LoadStatement[] =>
    statements.map((statement) => ({ role, sql: statement }));
const classify = as('classify');
const apply = as('apply');
