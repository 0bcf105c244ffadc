import { identifier, qualified } from './identifier';
import { integer } from './literal';
import { join, type Sql, sql } from './sql';

/** Which rows of which relation. */
export interface RowSource {
  schema: string;
  name: string;
  /** A checked boolean expression. */
  where?: Sql;
  limit?: number;
}

/** A column as it is read: its expression and the name it gets. */
export interface ReadColumn {
  select: Sql;
  name: string;
}

const filter = (source: RowSource): Sql => (source.where === undefined ? sql`` : sql` WHERE ${source.where}`);

/** `"schema"."table" WHERE ...`: the source's own filter and another predicate, each by itself. */
export const filtered = (source: Pick<RowSource, 'schema' | 'name' | 'where'>, predicate: Sql): Sql => {
  const table = qualified(source.schema, source.name);
  if (source.where === undefined) return sql`${table} WHERE ${predicate}`;
  return sql`${table} WHERE (${source.where}) AND (${predicate})`;
};

/** The same source with a predicate more. */
export const narrowed = (source: RowSource, predicate: Sql): RowSource => ({
  ...source,
  where: source.where === undefined ? predicate : sql`(${source.where}) AND (${predicate})`,
});

/**
 * The SELECT that reads a table. A LIMIT is nested, since UNLOAD refuses it in the outer SELECT; the columns inside it
 * are named, so that the outer expressions find them.
 */
export const selectRows = (source: RowSource, columns: readonly ReadColumn[]): Sql => {
  const list = join(
    columns.map(({ select, name }) => sql`${select} AS ${identifier(name)}`),
    sql`, `,
  );
  const table = qualified(source.schema, source.name);
  if (source.limit === undefined) return sql`SELECT ${list} FROM ${table}${filter(source)}`;
  const names = join(
    columns.map(({ name }) => identifier(name)),
    sql`, `,
  );
  return sql`SELECT ${list} FROM (SELECT ${names} FROM ${table}${filter(source)} LIMIT ${integer(source.limit)}) limited`;
};

/** The number of rows that selectRows reads. */
export const countRows = (source: RowSource): Sql => {
  const table = qualified(source.schema, source.name);
  if (source.limit === undefined) return sql`SELECT COUNT(*) AS row_count FROM ${table}${filter(source)}`;
  return sql`SELECT COUNT(*) AS row_count FROM (SELECT 1 AS one FROM ${table}${filter(source)} LIMIT ${integer(source.limit)}) limited`;
};

/** Counts up to a bound and no further: cheap, whatever the table's size. */
export const countUpTo = (source: RowSource, bound: number): Sql =>
  countRows({ ...source, limit: Math.min(bound, source.limit ?? bound) });

/** The rows that the session's last UNLOAD wrote. */
export const lastUnloadCount = (): Sql => sql`SELECT pg_last_unload_count() AS row_count`;
