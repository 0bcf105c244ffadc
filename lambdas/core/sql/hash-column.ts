import { formatRedshiftType, type RedshiftType } from '../catalog/redshift-type';
import { TypeNotSupported } from '../errors';
import { integer } from './literal';
import { type Sql, sql } from './sql';

/** SHA-256 as hex digits. */
export const HASH_LENGTH = 64;

/**
 * The SHA-256, in lower-case hex, of a column's text; NULL stays NULL. Equal values have equal hashes in every run, by
 * either method and whatever the session's settings, so that hashed columns still join. No salt goes in: whoever can
 * guess a value can check the guess.
 *
 * @throws TypeNotSupported for a type whose text is not exact or not settled; names the column and what to do
 */
export const hashedColumn = (type: RedshiftType, column: Sql, name: string): Sql =>
  sql`CASE WHEN ${column} IS NULL THEN NULL ELSE CAST(SHA2(${hashText(type, column, name)}, 256) AS VARCHAR(${integer(HASH_LENGTH)})) END`;

const hashText = (type: RedshiftType, c: Sql, name: string): Sql => {
  switch (type.base) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return sql`CAST(${c} AS VARCHAR(20))`;
    case 'oid':
      return sql`CAST(CAST(${c} AS BIGINT) AS VARCHAR(20))`;
    case 'numeric':
      return sql`CAST(${c} AS VARCHAR(64))`;
    case 'boolean':
      return sql`CASE WHEN ${c} THEN 'true' ELSE 'false' END`;
    case 'date':
      return sql`TO_CHAR(${c}, 'YYYY-MM-DD') || ${era(c)}`;
    case 'timestamp':
      return timestampText(c);
    case 'timestamptz':
      return timestampText(sql`(${c} AT TIME ZONE 'UTC')`);
    case 'char':
      return sql`RTRIM(CAST(${c} AS VARCHAR(${integer(type.length)})))`;
    case 'varchar':
      return c;
    case 'name':
      return sql`CAST(${c} AS VARCHAR(128))`;
    case '"char"':
      return sql`CAST(${c} AS VARCHAR(4))`;
    case 'time':
    case 'timetz':
      return sql`CAST(${c} AS VARCHAR(32))`;
    case 'varbyte':
      return sql`LOWER(FROM_VARBYTE(${c}, 'hex'))`;
    case 'geometry':
    case 'geography':
      return sql`ST_AsHexEWKB(${c})`;
    case 'real':
    case 'double precision':
      return refuse(type, name, 'Redshift has no exact text of a float');
    case 'interval year to month':
    case 'interval day to second':
      return refuse(type, name, 'its text follows the settings of the session');
    case 'super':
      return refuse(type, name, 'equal documents can have several texts');
    case 'hllsketch':
      return refuse(type, name, 'it has no text');
  }
};

const timestampText = (c: Sql): Sql => sql`TO_CHAR(${c}, 'YYYY-MM-DD HH24:MI:SS.US') || ${era(c)}`;

/** TO_CHAR alone prints 44 BC as it prints the year 44. */
const era = (c: Sql): Sql => sql`CASE WHEN ${c} < '0001-01-01' THEN ' BC' ELSE '' END`;

const refuse = (type: RedshiftType, name: string, why: string): never => {
  throw new TypeNotSupported(
    `column ${JSON.stringify(name)} is ${formatRedshiftType(type)} and cannot be hashed: ${why}. List it under ` +
      'columns.drop instead, or hash a cast of it in a view',
  );
};
