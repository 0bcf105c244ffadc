import { identifier } from '../identifier';
import { type Sql, sql } from '../sql';
import type { LoadColumn } from './plan';
import { list, meta } from './tables';
import { typeSql } from './type-sql';

/** Columns that every staged row has, by type. */
export const META_TYPES: readonly [name: Sql, type: Sql][] = [
  [meta.op, sql`CHAR(1)`],
  [meta.pos, sql`VARCHAR(64)`],
  [meta.at, sql`TIMESTAMP`],
  [meta.seq, sql`BIGINT`],
  [meta.absent, sql`VARCHAR(65535)`],
];
export const metaNames = META_TYPES.map(([name]) => name);

export const createTable = (
  table: Sql,
  columns: readonly { name: string; type: string }[],
  extra: readonly (readonly [Sql, Sql])[],
  distKey: string | undefined,
): Sql => {
  const definitions = [
    ...columns.map(({ name, type }) => sql`${identifier(name)} ${typeSql(type, name)}`),
    ...extra.map(([name, type]) => sql`${name} ${type}`),
  ];
  const isThere = distKey !== undefined && columns.some(({ name }) => name === distKey);
  return sql`CREATE TEMP TABLE ${table} (${list(definitions)})${isThere ? sql` DISTKEY (${identifier(distKey)})` : sql``}`;
};

/** The files' own columns, each once: with the target's type where all values fit it. */
export const filesColumns = (columns: readonly LoadColumn[]): { name: string; type: string }[] => {
  const types = new Map<string, string>();
  for (const { from, fromType, type, take } of columns) {
    if (take !== 'none') types.set(from, take === 'all' ? type : fromType);
  }
  return [...types].map(([name, type]) => ({ name, type }));
};
