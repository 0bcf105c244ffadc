import { identifier } from '../identifier';
import { join, type Sql, sql } from '../sql';
import type { CarriedColumn } from './absent';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { asFate } from './counts';
import type { LoadKey } from './load-key';
import { derived, list, loadTables, meta, temp } from './tables';

const OR = sql` OR `;

/**
 * For sources that leave unchanged columns out. Each such column has a history of its own: its value is that of the last
 * change which tells it, and the positions table keeps that change's position where it is not the key's last (NULL: it is).
 * So it does not matter in which order or in which batches changes come.
 *
 * `shuttle_rows` gets a whole row for each key that changes: of the last change, of the changes that tell the carried
 * columns, and else of the target. A key whose last change is old news may still tell a column: its row is `filled`.
 */
export const combineRows = (request: ApplyRequest, key: LoadKey, carried: readonly CarriedColumn[]): LoadStatement[] =>
  [orderTable(key, carried), fateTable(request, key, carried), rowTable(request, key, carried)].map((statement) => ({
    role: 'classify',
    sql: statement,
  }));

/** Of each row: its rank by key, and which row of its key tells each column last. Nothing before a delete tells. */
const orderTable = (key: LoadKey, carried: readonly CarriedColumn[]): Sql => {
  const { stage, order } = temp;
  const sorted = sql`PARTITION BY ${key.grouping(stage)} ORDER BY ${meta.pos} DESC, ${meta.seq} DESC`;
  const absent = (i: number): Sql => identifier(`shuttle_absent_${i}`);
  const flags = carried.map(({ isAbsent }, i) => sql`${isAbsent(stage)} AS ${absent(i)}`);
  const all = sql`PARTITION BY ${key.grouping(sql`r`)} ORDER BY r.${derived.rank} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING`;
  const told = carried.flatMap(({ from, pos }, i) => {
    const tells = sql`r.${meta.op} = 'U' AND r.${derived.deletes} = 0 AND NOT r.${absent(i)}`;
    const first = (value: Sql, name: Sql): Sql =>
      sql`FIRST_VALUE(CASE WHEN ${tells} THEN r.${value} END) IGNORE NULLS OVER (${all}) AS ${name}`;
    return [first(meta.seq, from), first(meta.pos, pos)];
  });
  return sql`CREATE TEMP TABLE ${order} AS
SELECT ${list([key.of(sql`r`), sql`r.${meta.seq}`, sql`r.${meta.op}`, sql`r.${meta.pos}`, sql`r.${derived.rank}`, ...told])}
FROM (SELECT ${list([
    key.list,
    meta.seq,
    meta.op,
    meta.pos,
    sql`ROW_NUMBER() OVER (${sorted}) AS ${derived.rank}`,
    sql`SUM(CASE WHEN ${meta.op} = 'D' THEN 1 ELSE 0 END) OVER (${sorted} ROWS UNBOUNDED PRECEDING) AS ${derived.deletes}`,
    ...flags,
  ])} FROM ${stage}) r`;
};

/** What becomes of each row; and of each key, from which staged row a column is taken, and what position it then has. */
const fateTable = (request: ApplyRequest, key: LoadKey, carried: readonly CarriedColumn[]): Sql => {
  const { positions } = loadTables(request.target);
  const { order, fates } = temp;
  const p = positions.name;
  // Before everything where nothing is known of the key.
  const known = ({ name }: CarriedColumn): Sql => sql`COALESCE(${p}.${name}, ${p}.${meta.pos}, '')`;
  const isNews = (column: CarriedColumn): Sql => sql`${order}.${column.pos} > ${known(column)}`;
  const fresh = sql`(${p}.${meta.pos} IS NULL OR ${p}.${meta.pos} < ${order}.${meta.pos})`;
  const told = carried.flatMap((column) => [
    sql`CASE WHEN ${isNews(column)} THEN ${order}.${column.from} END AS ${column.from}`,
    sql`CASE WHEN ${fresh} AND (${order}.${meta.op} = 'D' OR ${order}.${column.pos} = ${order}.${meta.pos}) THEN NULL
  WHEN ${isNews(column)} THEN ${order}.${column.pos} WHEN ${fresh} THEN ${known(column)} ELSE ${p}.${column.name} END AS ${column.pos}`,
  ]);
  return sql`CREATE TEMP TABLE ${fates} AS
SELECT ${order}.${meta.seq}, ${asFate(sql`CASE WHEN ${order}.${derived.rank} > 1 THEN 'superseded' WHEN ${fresh} AND ${order}.${meta.op} = 'D' THEN 'delete' WHEN ${fresh} THEN 'upsert'
  WHEN ${join(carried.map(isNews), OR)} THEN 'filled' ELSE 'stale' END`)} AS fate,
  CASE WHEN ${fresh} THEN ${order}.${meta.pos} ELSE ${p}.${meta.pos} END AS ${meta.pos}, ${list(told)}
FROM ${order} LEFT JOIN ${positions.path} ON ${key.equal(p, order)}`;
};

const rowTable = (request: ApplyRequest, key: LoadKey, carried: readonly CarriedColumn[]): Sql => {
  const { target } = loadTables(request.target);
  const { stage, fates, rows } = temp;
  const staged = carried.filter(({ isStaged }) => isStaged);
  const stagedByName = new Map(staged.map((told) => [told.column, told]));
  const values = request.columns.map(({ name }) => {
    const column = identifier(name);
    if (request.key.includes(name)) return sql`${stage}.${column}`;
    const told = stagedByName.get(name);
    if (told === undefined) {
      return sql`CASE WHEN ${fates}.fate = 'filled' THEN ${target.name}.${column} ELSE ${stage}.${column} END AS ${column}`;
    }
    return sql`CASE WHEN ${fates}.fate = 'delete' THEN ${stage}.${column} WHEN ${fates}.${told.from} IS NULL THEN ${target.name}.${column} ELSE ${tellerOf(told)}.${column} END AS ${column}`;
  });
  const tellers = staged.map(
    (told) => sql`\nLEFT JOIN ${stage} ${tellerOf(told)} ON ${tellerOf(told)}.${meta.seq} = ${fates}.${told.from}`,
  );
  return sql`CREATE TEMP TABLE ${rows} AS
SELECT ${list([
    ...values,
    sql`${stage}.${meta.op}`,
    sql`${stage}.${meta.seq}`,
    sql`${fates}.${meta.pos}`,
    ...carried.map(({ pos }) => sql`${fates}.${pos}`),
  ])}
FROM ${fates} JOIN ${stage} ON ${stage}.${meta.seq} = ${fates}.${meta.seq}
LEFT JOIN ${target.path} ON ${key.equal(target.name, stage)}${join(tellers, sql``)}
WHERE ${fates}.fate IN ('upsert', 'delete') OR (${fates}.fate = 'filled' AND NOT (${key.anyNull(target.name)}))`;
};

/** The staged row that tells the column: the alias of its join. */
const tellerOf = ({ from }: CarriedColumn): Sql => from;
