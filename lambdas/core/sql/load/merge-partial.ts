import { parseRedshiftType } from '../../catalog/redshift-type';
import { identifier } from '../identifier';
import { join, type Sql, sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { asFate } from './counts';
import type { LoadKey } from './load-key';
import type { LoadColumn } from './plan';
import { derived, list, loadTables, meta, temp } from './tables';

const OR = sql` OR `;

/** Types that no aggregate picks a value of. */
const BY_ROW = new Set<string>(['super', 'varbyte', 'geometry', 'geography', 'hllsketch']);

/** A column of the files, and the columns of the target that its values are shared out to. */
interface Trait {
  /** In the files; what the positions table calls it. */
  position: Sql;
  columns: LoadColumn[];
  /** Names of the columns that temporary tables have for it: which row of a key tells it last, and where that stands. */
  rank: Sql;
  pos: Sql;
}

/** What changes of a partial table tell besides their key. */
const traitsOf = ({ columns, key }: ApplyRequest): Trait[] => {
  const traits = new Map<string, LoadColumn[]>();
  for (const column of columns) {
    if (key.includes(column.name)) continue;
    traits.set(column.from, [...(traits.get(column.from) ?? []), column]);
  }
  return [...traits].map(([from, members], i) => ({
    position: identifier(from),
    columns: members,
    rank: identifier(`shuttle_r${i}`),
    pos: identifier(`shuttle_p${i}`),
  }));
};

/**
 * For sources whose changes tell only some columns each, such as the traits of a user: every column has the value of the
 * last change that tells it, whatever order and batches they come in. A NULL tells nothing. The positions table keeps
 * where the value of each column stands; nothing is known of one without a position.
 *
 * Statements are as short as can be by column, since there may be many hundreds. `shuttle_rows` gets a whole row for each
 * key of which anything is news.
 */
export const combinePartial = (request: ApplyRequest, key: LoadKey): LoadStatement[] => {
  const traits = traitsOf(request);
  return [
    orderTable(key),
    toldTable(key, traits),
    valuesTable(key, traits),
    newsTable(request, key, traits),
    fateTable(key, traits),
    rowTable(request, key, traits),
  ].map((statement) => ({ role: 'classify', sql: statement }));
};

/** The columns of the positions table that the batch's changes may move, with the names that `shuttle_rows` has for them. */
export const partialPositions = (request: ApplyRequest): { name: Sql; pos: Sql }[] =>
  traitsOf(request).map(({ position, pos }) => ({ name: position, pos }));

/** The rows of each key by their order, from 1. */
const orderTable = (key: LoadKey): Sql =>
  sql`CREATE TEMP TABLE ${temp.order} AS
SELECT ${list([key.list, meta.seq, meta.pos])}, ROW_NUMBER() OVER (PARTITION BY ${key.grouping(temp.stage)} ORDER BY ${meta.pos}, ${meta.seq}) AS ${derived.rank} FROM ${temp.stage}`;

/** Of each key: its last row, and the last row that tells each column. */
const toldTable = (key: LoadKey, traits: readonly Trait[]): Sql => {
  const told = traits.map(({ columns, rank }) => {
    const tells = columns
      .filter(({ take }) => take !== 'none')
      .map(({ name }) => sql`s.${identifier(name)} IS NOT NULL`);
    // Nothing tells a column that the batch has without a value.
    if (tells.length === 0) return sql`CAST(NULL AS BIGINT) AS ${rank}`;
    return sql`MAX(CASE WHEN ${join(tells, OR)} THEN o.${derived.rank} END) AS ${rank}`;
  });
  return sql`CREATE TEMP TABLE ${temp.told} AS
SELECT ${list([key.of(sql`o`), sql`MAX(o.${derived.rank}) AS ${derived.rank}`, ...told])}
FROM ${temp.stage} s JOIN ${temp.order} o ON o.${meta.seq} = s.${meta.seq} GROUP BY ${key.grouping(sql`o`)}`;
};

/** Of each key: those rows' values and positions. */
const valuesTable = (key: LoadKey, traits: readonly Trait[]): Sql => {
  const values = traits.flatMap(({ columns, rank, pos }, i) => {
    const isIt = sql`o.${derived.rank} = k.${rank}`;
    const byRow = columns.some(isByRow) ? [sql`MAX(CASE WHEN ${isIt} THEN s.${meta.seq} END) AS ${seqOf(i)}`] : [];
    const scalars = columns
      .filter((column) => !isByRow(column))
      .map((column) => {
        const name = identifier(column.name);
        const isBoolean = parseRedshiftType(column.type, column.name).base === 'boolean';
        return sql`${isBoolean ? sql`BOOL_OR` : sql`MAX`}(CASE WHEN ${isIt} THEN s.${name} END) AS ${name}`;
      });
    return [sql`MAX(CASE WHEN ${isIt} THEN s.${meta.pos} END) AS ${pos}`, ...byRow, ...scalars];
  });
  const last = sql`o.${derived.rank} = k.${derived.rank}`;
  return sql`CREATE TEMP TABLE ${temp.values} AS
SELECT ${list([
    key.of(sql`o`),
    sql`MAX(CASE WHEN ${last} THEN s.${meta.seq} END) AS ${meta.seq}`,
    sql`MAX(CASE WHEN ${last} THEN s.${meta.pos} END) AS ${meta.pos}`,
    ...values,
  ])}
FROM ${temp.stage} s JOIN ${temp.order} o ON o.${meta.seq} = s.${meta.seq} JOIN ${temp.told} k ON ${key.equal(sql`k`, sql`o`)}
GROUP BY ${key.grouping(sql`o`)}`;
};

/** Of each key: the positions that are later than those that are known. */
const newsTable = (request: ApplyRequest, key: LoadKey, traits: readonly Trait[]): Sql => {
  const { positions } = loadTables(request.target);
  const p = positions.name;
  const news = traits.map(
    ({ position, pos }) => sql`CASE WHEN v.${pos} > COALESCE(${p}.${position}, '') THEN v.${pos} END AS ${pos}`,
  );
  return sql`CREATE TEMP TABLE ${temp.news} AS
SELECT ${list([sql`v.${meta.seq}`, sql`(${p}.${meta.pos} IS NULL OR ${p}.${meta.pos} < v.${meta.pos}) AS fresh`, sql`${p}.${meta.pos} AS known`, ...news])}
FROM ${temp.values} v LEFT JOIN ${positions.path} ON ${key.equal(p, sql`v`)}`;
};

const fateTable = (key: LoadKey, traits: readonly Trait[]): Sql => {
  const tells = traits.map(({ pos }) => sql`n.${pos} IS NOT NULL`);
  const filled = tells.length === 0 ? sql`` : sql` WHEN ${join(tells, OR)} THEN 'filled'`;
  return sql`CREATE TEMP TABLE ${temp.fates} AS
SELECT o.${meta.seq}, ${asFate(sql`CASE WHEN o.${derived.rank} < k.${derived.rank} THEN 'superseded' WHEN n.fresh THEN 'upsert'${filled} ELSE 'stale' END`)} AS fate
FROM ${temp.order} o JOIN ${temp.told} k ON ${key.equal(sql`k`, sql`o`)} LEFT JOIN ${temp.news} n ON n.${meta.seq} = o.${meta.seq}`;
};

/** Whole rows: what is news, else what the target has. */
const rowTable = (request: ApplyRequest, key: LoadKey, traits: readonly Trait[]): Sql => {
  const { target, positions } = loadTables(request.target);
  const values = traits.flatMap(({ columns, pos }, i) =>
    columns.map((column) => {
      const name = identifier(column.name);
      const from = isByRow(column) ? rowAlias(i) : sql`v`;
      return sql`CASE WHEN n.${pos} IS NULL THEN t.${name} ELSE ${from}.${name} END AS ${name}`;
    }),
  );
  const moved = traits.map(({ position, pos }) => sql`COALESCE(n.${pos}, p.${position}) AS ${pos}`);
  const joins = traits.flatMap(({ columns }, i) =>
    columns.some(isByRow)
      ? [sql`\nLEFT JOIN ${temp.stage} ${rowAlias(i)} ON ${rowAlias(i)}.${meta.seq} = v.${seqOf(i)}`]
      : [],
  );
  return sql`CREATE TEMP TABLE ${temp.rows} AS
SELECT ${list([
    key.of(sql`v`),
    ...values,
    sql`CAST('U' AS CHAR(1)) AS ${meta.op}`,
    sql`v.${meta.seq}`,
    sql`CASE WHEN n.fresh THEN v.${meta.pos} ELSE n.known END AS ${meta.pos}`,
    ...moved,
  ])}
FROM ${temp.values} v JOIN ${temp.news} n ON n.${meta.seq} = v.${meta.seq} JOIN ${temp.fates} f ON f.${meta.seq} = v.${meta.seq}
LEFT JOIN ${positions.path} p ON ${key.equal(sql`p`, sql`v`)} LEFT JOIN ${target.path} t ON ${key.equal(sql`t`, sql`v`)}${join(joins, sql``)}
WHERE f.fate IN ('upsert', 'filled')`;
};

const isByRow = ({ type, name }: LoadColumn): boolean => BY_ROW.has(parseRedshiftType(type, name).base);
const seqOf = (i: number): Sql => identifier(`shuttle_q${i}`);
const rowAlias = (i: number): Sql => identifier(`s${i}`);
