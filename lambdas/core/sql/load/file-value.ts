import { formatRedshiftType, parseRedshiftType } from '../../catalog/redshift-type';
import { TypeNotSupported } from '../../errors';
import { type Sql, sql } from '../sql';
import type { ParquetFiles } from './apply-request';
import { typeSql } from './type-sql';

/** How a column of an extract's files is copied, and how its Redshift value comes back. */
export interface FileValue {
  /** The column type that COPY takes the file's column into. */
  copied: Sql;
  /** The Redshift type of `value`. */
  type: string;
  value(column: Sql): Sql;
}

const TEXT = sql`VARCHAR(65535)`;

/**
 * The way back of an extracted column (catalog/column-mapping.ts): integers lie as INT64, TIMESTAMPTZ as a UTC wall clock,
 * times and intervals as text, VARBYTE and shapes as hex, SUPER as JSON text.
 *
 * SUPER comes through a VARCHAR, since it is not documented whether COPY parses a JSON column of Parquet: a document over
 * 65,535 bytes fails the COPY.
 *
 * @throws TypeNotSupported for a column that no Redshift value can be made of
 */
export const fileValue = (column: ParquetFiles['columns'][number]): FileValue => {
  const type = parseRedshiftType(column.redshiftType, column.name);
  const redshiftType = formatRedshiftType(type);
  const as = (copied: Sql, value: (c: Sql) => Sql = (c) => c): FileValue => ({ copied, type: redshiftType, value });
  const cast = (c: Sql): Sql => sql`CAST(${c} AS ${typeSql(redshiftType)})`;
  if (column.encoding === 'sha256') return as(typeSql(redshiftType));
  switch (type.base) {
    case 'smallint':
    case 'integer':
      return as(sql`BIGINT`, cast);
    case 'oid':
      return { copied: sql`BIGINT`, type: 'bigint', value: (c) => c };
    case 'timestamptz':
      return as(sql`TIMESTAMP`, (c) => sql`(${c} AT TIME ZONE 'UTC')`);
    case 'char':
      return as(typeSql(formatRedshiftType({ base: 'varchar', length: type.length })), cast);
    case 'name':
      return { copied: sql`VARCHAR(128)`, type: 'varchar(128)', value: (c) => c };
    case '"char"':
      return { copied: sql`VARCHAR(4)`, type: 'varchar(4)', value: (c) => c };
    case 'time':
    case 'timetz':
    case 'interval year to month':
    case 'interval day to second':
      return as(sql`VARCHAR(128)`, cast);
    case 'super':
      return as(TEXT, (c) => sql`JSON_PARSE(${c})`);
    case 'varbyte':
      return as(TEXT, (c) => sql`TO_VARBYTE(${c}, 'hex')`);
    case 'geometry':
      return as(TEXT, (c) => sql`ST_GeomFromEWKB(${c})`);
    case 'geography':
    case 'hllsketch':
      throw new TypeNotSupported(
        `column ${JSON.stringify(column.name)} is ${type.base}, which cannot be loaded from files: exclude it from the extract`,
      );
    default:
      return as(typeSql(redshiftType));
  }
};
