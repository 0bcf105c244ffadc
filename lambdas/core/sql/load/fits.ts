import { parseRedshiftType, type RedshiftType } from '../../catalog/redshift-type';
import { integer, literal } from '../literal';
import { type Sql, sql } from '../sql';
import { typeSql } from './type-sql';

/** What of a column's values goes into a column of another type. */
export interface Fit {
  /** Whether a value that is not NULL fits exactly. Never raises an error. */
  test: Sql;
  /** The value as the target has it; only to be evaluated where the test holds. */
  value: Sql;
}

const NEVER: Sql = sql`(1 = 0)`;
const RANGES: Readonly<Record<string, [low: string, high: string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
};
const NUMBER_38 = sql`NUMERIC(38,0)`;

/** Bases whose values have one exact text, by a cast. */
const EXACT_TEXT = new Set<string>(['smallint', 'integer', 'bigint', 'numeric', 'boolean', 'date', 'varchar', 'char']);

/**
 * Tells which values of a column fit a type that cannot hold them all. Only values that come through unchanged fit: no
 * number is rounded, no text cut. What cannot be told exactly does not fit.
 *
 * Guarded by CASE in steps, since Redshift may evaluate the sides of an AND in any order.
 */
export const valueFit = (from: string, to: string, value: Sql): Fit => {
  const source = parseRedshiftType(from);
  const target = parseRedshiftType(to);
  if (!EXACT_TEXT.has(source.base)) return { test: NEVER, value: sql`CAST(NULL AS ${typeSql(to)})` };
  const text = source.base === 'varchar' ? value : textOf(source, value);
  return { test: fits(target, text), value: converted(target, text, to) };
};

/** A number without the zeros that its scale adds. Redshift has no cast of BOOLEAN to text. */
const textOf = (source: RedshiftType, value: Sql): Sql => {
  if (source.base === 'boolean') return sql`CASE WHEN ${value} THEN 'true' WHEN NOT ${value} THEN 'false' END`;
  const text = sql`CAST(${value} AS VARCHAR(65535))`;
  return source.base === 'numeric' && source.scale > 0 ? sql`RTRIM(RTRIM(${text}, '0'), '.')` : text;
};

const converted = (target: RedshiftType, text: Sql, to: string): Sql => {
  if (target.base === 'boolean') return sql`(${text} = 'true')`;
  return sql`CAST(${text} AS ${typeSql(to)})`;
};

const matches = (text: Sql, pattern: string): Sql => sql`(${text} ~ ${literal(pattern)})`;

const guarded = (guard: Sql, test: Sql): Sql => sql`(CASE WHEN ${guard} THEN ${test} ELSE ${NEVER} END)`;

const fits = (target: RedshiftType, text: Sql): Sql => {
  switch (target.base) {
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const [low, high] = RANGES[target.base] as [string, string];
      const number = sql`CAST(${text} AS ${NUMBER_38})`;
      const inRange = sql`${number} BETWEEN CAST(${literal(low)} AS ${NUMBER_38}) AND CAST(${literal(high)} AS ${NUMBER_38})`;
      return guarded(matches(text, '^[-+]?[0-9]{1,37}$'), inRange);
    }
    case 'numeric': {
      const whole = target.precision - target.scale;
      const digits = whole === 0 ? '0?' : `[0-9]{1,${whole}}`;
      const decimals = target.scale === 0 ? '' : `([.][0-9]{1,${target.scale}})?`;
      return matches(text, `^[-+]?${digits}${decimals}$`);
    }
    // A double tells apart what 15 digits tell, a real 6.
    case 'real':
      return matches(text, '^[-+]?[0-9]{1,3}([.][0-9]{1,3})?$');
    case 'double precision':
      return matches(text, '^[-+]?[0-9]{1,9}([.][0-9]{1,6})?$');
    case 'boolean':
      return sql`(${text} IN ('true', 'false'))`;
    case 'date':
      return guarded(matches(text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'), sql`TRY_CAST(${text} AS DATE) IS NOT NULL`);
    case 'timestamp':
      return guarded(
        matches(text, '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?$'),
        sql`TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL`,
      );
    case 'varchar':
      return sql`(OCTET_LENGTH(${text}) <= ${integer(target.length)})`;
    case 'char':
      return guarded(matches(text, '^[ -~]*$'), sql`OCTET_LENGTH(${text}) <= ${integer(target.length)}`);
    default:
      return NEVER;
  }
};
