import { formatRedshiftType, parseRedshiftType } from '../../catalog/redshift-type';
import { TypeNotSupported } from '../../errors';
import { integer } from '../literal';
import { type Sql, sql } from '../sql';

const plain: Readonly<Record<string, Sql>> = {
  smallint: sql`SMALLINT`,
  integer: sql`INTEGER`,
  bigint: sql`BIGINT`,
  real: sql`REAL`,
  'double precision': sql`DOUBLE PRECISION`,
  boolean: sql`BOOLEAN`,
  date: sql`DATE`,
  timestamp: sql`TIMESTAMP`,
  timestamptz: sql`TIMESTAMPTZ`,
  time: sql`TIME`,
  timetz: sql`TIMETZ`,
  'interval year to month': sql`INTERVAL YEAR TO MONTH`,
  'interval day to second': sql`INTERVAL DAY TO SECOND`,
  super: sql`SUPER`,
  geometry: sql`GEOMETRY`,
  geography: sql`GEOGRAPHY`,
  hllsketch: sql`HLLSKETCH`,
  // Types of catalogs, which no table of a user should have: as they are in files.
  oid: sql`BIGINT`,
  name: sql`VARCHAR(128)`,
  '"char"': sql`VARCHAR(4)`,
};

/**
 * A type as DDL and casts take it, with its length.
 *
 * @throws TypeNotSupported
 */
export const typeSql = (text: string, column?: string): Sql => {
  const type = parseRedshiftType(text, column);
  switch (type.base) {
    case 'numeric':
      return sql`NUMERIC(${integer(type.precision)},${integer(type.scale)})`;
    case 'char':
      return sql`CHAR(${integer(type.length)})`;
    case 'varchar':
      return sql`VARCHAR(${integer(type.length)})`;
    case 'varbyte':
      return sql`VARBYTE(${integer(type.length)})`;
    default: {
      const known = plain[type.base];
      if (known === undefined) throw new TypeNotSupported(`type ${formatRedshiftType(type)} cannot be loaded`);
      return known;
    }
  }
};
