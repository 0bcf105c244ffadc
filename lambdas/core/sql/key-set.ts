import { type ObjectLocation, s3Url } from '../batch/object-keys';
import { mapColumn } from '../catalog/column-mapping';
import { parseRedshiftType } from '../catalog/redshift-type';
import type { CatalogColumn } from '../catalog/table';
import { PrimaryKeyInvalid } from '../errors';
import { identifier } from './identifier';
import { literal } from './literal';
import { filtered, type RowSource } from './read-table';
import { join, type Sql, sql } from './sql';
import { type UnloadOptions, unload } from './unload';

/** What a key set is taken of, and what it is compared with. */
export interface KeySetRequest {
  /** The table's number in its batch: temp tables of several must not meet. */
  member: number;
  source: Pick<RowSource, 'schema' | 'name' | 'where'>;
  /** The primary key, in key order. */
  columns: readonly CatalogColumn[];
  /** Where the key set goes, and the keys that are gone. */
  to: ObjectLocation;
  goneTo: ObjectLocation;
  /** The manifest of the last key set; without one there is nothing to be gone. */
  last?: ObjectLocation | undefined;
  unload: Omit<UnloadOptions, 'query' | 'to'>;
}

/** A statement, and what is to be found again of it. */
export interface KeySetStatement {
  sql: Sql;
  role?: 'gone' | 'keys' | 'keyCounts';
}

/**
 * Finds the keys that are gone since the last key set, and writes the new one: all in the engine, in the transaction that
 * reads the rows. Keys lie in temp tables as they lie in the files (integers as BIGINT, TIMESTAMPTZ as UTC wall clock,
 * hashed columns as hashes), so that COPY of the last set compares like with like. Keys with a NULL are in no set.
 *
 * Redshift takes texts for equal that differ in trailing blanks; readers of the files do not. So keys are told apart by
 * their length in bytes as well.
 *
 * The last statement gives one row: keys of the last set, keys now, keys gone.
 *
 * @throws PrimaryKeyInvalid without a column, or for one by which rows cannot be told apart exactly
 */
export const keySetStatements = (request: KeySetRequest): KeySetStatement[] => {
  const { member, source, to, goneTo, last } = request;
  const columns = keyColumns(request.columns);
  const table = (what: string): Sql => identifier(`shuttle_${what}_${member}`);
  const [keys, lastKeys, gone] = [table('keys'), table('last_keys'), table('gone')];
  const names = join(
    columns.map(({ name }) => name),
    sql`, `,
  );
  const select = join(
    columns.map(({ value, name }) => sql`${value} AS ${name}`),
    sql`, `,
  );
  const present = join(
    columns.map(({ name }) => sql`${name} IS NOT NULL`),
    sql` AND `,
  );
  const all = (from: Sql): Sql => sql`SELECT ${names} FROM ${from}`;
  const write = (from: Sql, target: ObjectLocation): Sql => unload({ query: all(from), to: target, ...request.unload });
  const count = (from: Sql): Sql => sql`(SELECT COUNT(*) AS keys FROM ${from})`;
  const lengths = columns.filter(({ isText }) => isText).map(({ name }) => sql`OCTET_LENGTH(${name})`);
  const found = sql`SELECT ${select} FROM ${filtered(source, present)}`;
  const create: KeySetStatement = {
    sql: sql`CREATE TEMP TABLE ${keys} AS SELECT ${names} FROM (${found}) found GROUP BY ${join([names, ...lengths], sql`, `)}`,
  };
  if (last === undefined) {
    return [
      create,
      { sql: write(keys, to), role: 'keys' },
      {
        sql: sql`SELECT CAST(0 AS BIGINT) AS last_keys, CAST(n.keys AS BIGINT) AS now_keys, CAST(0 AS BIGINT) AS gone_keys FROM ${count(keys)} n`,
        role: 'keyCounts',
      },
    ];
  }
  const same = join(
    columns.flatMap(({ name, isText }) => {
      const equal = sql`n.${name} = l.${name}`;
      return isText ? [equal, sql`OCTET_LENGTH(n.${name}) = OCTET_LENGTH(l.${name})`] : [equal];
    }),
    sql` AND `,
  );
  const [first] = columns;
  const old = join(
    columns.map(({ name }) => sql`l.${name}`),
    sql`, `,
  );
  const role = request.unload.iamRole === 'default' ? sql`default` : literal(request.unload.iamRole);
  return [
    create,
    { sql: sql`CREATE TEMP TABLE ${lastKeys} (LIKE ${keys})` },
    { sql: sql`COPY ${lastKeys} FROM ${literal(s3Url(last))}\nIAM_ROLE ${role}\nFORMAT AS PARQUET\nMANIFEST` },
    {
      sql: sql`CREATE TEMP TABLE ${gone} AS SELECT ${old} FROM ${lastKeys} l LEFT JOIN ${keys} n ON ${same} WHERE n.${first.name} IS NULL`,
    },
    { sql: write(gone, goneTo), role: 'gone' },
    { sql: write(keys, to), role: 'keys' },
    {
      sql: sql`SELECT CAST(l.keys AS BIGINT) AS last_keys, CAST(n.keys AS BIGINT) AS now_keys, CAST(g.keys AS BIGINT) AS gone_keys
FROM ${count(lastKeys)} l CROSS JOIN ${count(keys)} n CROSS JOIN ${count(gone)} g`,
      role: 'keyCounts',
    },
  ];
};

/**
 * Counts rows whose primary key holds a NULL, and rows beyond the first of each key, by what Redshift takes for equal:
 * it enforces neither. One row: null_keys, duplicate_keys.
 *
 * @throws PrimaryKeyInvalid as keySetStatements
 */
export const keyCheck = (
  source: Pick<RowSource, 'schema' | 'name' | 'where'>,
  primaryKey: readonly CatalogColumn[],
): Sql => {
  const columns = keyColumns(primaryKey);
  const anyNull = join(
    columns.map(({ name }) => sql`${name} IS NULL`),
    sql` OR `,
  );
  const present = join(
    columns.map(({ name }) => sql`${name} IS NOT NULL`),
    sql` AND `,
  );
  const grouped = join(
    columns.map(({ name }) => name),
    sql`, `,
  );
  return sql`SELECT CAST(n.row_count AS BIGINT) AS null_keys, CAST(COALESCE(d.row_count, 0) AS BIGINT) AS duplicate_keys
FROM (SELECT COUNT(*) AS row_count FROM ${filtered(source, anyNull)}) n
CROSS JOIN (SELECT SUM(k.row_count - 1) AS row_count FROM (SELECT COUNT(*) AS row_count FROM ${filtered(source, present)} GROUP BY ${grouped} HAVING COUNT(*) > 1) k) d`;
};

/** Types by which rows cannot be told apart exactly, or not at all. */
const REFUSED: Readonly<Record<string, string>> = {
  real: 'a float has no exact text, and equal ones may differ',
  'double precision': 'a float has no exact text, and equal ones may differ',
  super: 'documents cannot be compared',
  geometry: 'shapes cannot be compared',
  geography: 'shapes cannot be compared',
  hllsketch: 'sketches cannot be compared',
  'interval year to month': 'its text follows the settings of the session',
  'interval day to second': 'its text follows the settings of the session',
};

interface KeyColumn {
  /** The column in the table; the same name stands in the key set. */
  name: Sql;
  /** As the files hold it. */
  value: Sql;
  /** Whether trailing blanks count. */
  isText: boolean;
}

const keyColumns = (columns: readonly CatalogColumn[]): [KeyColumn, ...KeyColumn[]] => {
  const [first, ...others] = columns;
  if (first === undefined) {
    throw new PrimaryKeyInvalid(
      'no primary key is known: name its columns as primaryKey, or set deletes: ignore and checkKey: false',
    );
  }
  return [keyColumn(first), ...others.map(keyColumn)];
};

const keyColumn = (column: CatalogColumn): KeyColumn => {
  const { base } = parseRedshiftType(column.type, column.name);
  const why = REFUSED[base];
  if (why !== undefined) {
    throw new PrimaryKeyInvalid(
      `column ${JSON.stringify(column.name)} is ${base} and cannot be part of a primary key: ${why}. Name other columns ` +
        'as primaryKey, or set deletes: ignore and checkKey: false',
    );
  }
  return {
    name: identifier(column.name),
    value: mapColumn(column).unloadSelect,
    isText: base === 'varchar' && !column.hash,
  };
};
