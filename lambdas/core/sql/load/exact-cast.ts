import { parseRedshiftType } from '../../catalog/redshift-type';
import { type Sql, sql } from '../sql';
import { typeSql } from './type-sql';

/** Bases that Redshift casts to SUPER: https://docs.aws.amazon.com/redshift/latest/dg/r_SUPER_type.html */
const TO_SUPER = new Set<string>([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
  'boolean',
  'varchar',
  'char',
]);

/** A value of one type as another that holds it (see core/load/type-room.ts), where a plain cast does not exist, too. */
export const exactCast = (value: Sql, from: string, to: string): Sql => {
  if (from === to) return value;
  const source = parseRedshiftType(from).base;
  const target = parseRedshiftType(to).base;
  if (target === 'varchar' && source === 'boolean') {
    return sql`CASE WHEN ${value} THEN 'true' WHEN NOT ${value} THEN 'false' END`;
  }
  if (target === 'super' && !TO_SUPER.has(source)) return sql`CAST(CAST(${value} AS VARCHAR(64)) AS SUPER)`;
  return sql`CAST(${value} AS ${typeSql(to)})`;
};
