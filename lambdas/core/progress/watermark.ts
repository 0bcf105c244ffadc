import { OUTSIDE_YEARS } from '../catalog/column-mapping';
import { formatRedshiftType } from '../catalog/redshift-type';
import type { KeyType } from '../catalog/replication-key';
import { DocumentInvalid, ReplicationKeyInvalid } from '../errors';
import { compareUtf8 } from '../parquet/compare-utf8';
import { isWellFormed } from '../parquet/well-formed';
import { integer, literal } from '../sql/literal';
import { type Sql, sql } from '../sql/sql';
import { isNumberKey, keyOfNumber, numberOfKey } from './key-number';

const outside = literal(OUTSIDE_YEARS);
const timestampFormat = literal('YYYY-MM-DD HH24:MI:SS.US');

/**
 * Turns an expression of the key's type into its text at full precision, whatever the session's settings: a watermark is
 * the database's own text, never a number that passed through a client. NULL stays NULL.
 *
 * Outside the years 1 to 9999 the text says just that: TO_CHAR drops the era (44 BC prints as 0044).
 */
export const watermarkText =
  (type: KeyType) =>
  (value: Sql): Sql => {
    switch (type.base) {
      case 'date':
        return sql`CASE WHEN ${value} NOT BETWEEN '0001-01-01' AND '9999-12-31' THEN ${outside} ELSE TO_CHAR(${value}, 'YYYY-MM-DD') END`;
      case 'timestamp':
        return timestampText(value, sql``);
      case 'timestamptz':
        return timestampText(sql`(${value} AT TIME ZONE 'UTC')`, sql` || '+00'`);
      case 'numeric':
        return sql`CAST(${value} AS VARCHAR(64))`;
      case 'varchar':
        return value;
      case 'char':
        return sql`RTRIM(CAST(${value} AS VARCHAR(${integer(type.length)})))`;
      default:
        return sql`CAST(${value} AS VARCHAR(20))`;
    }
  };

const timestampText = (value: Sql, zone: Sql): Sql =>
  sql`CASE WHEN ${value} NOT BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN ${outside} ELSE TO_CHAR(${value}, ${timestampFormat})${zone} END`;

/**
 * Checks a text that watermarkText gave, and puts it into the one spelling of its value.
 *
 * @throws ReplicationKeyInvalid for a value outside the years 1 to 9999
 * @throws DocumentInvalid for a text that is no value of the type
 */
export const parseWatermark = (type: KeyType, text: string): string => {
  if (!isNumberKey(type)) {
    const fits = isWellFormed(text) && !text.includes('\0') && Buffer.byteLength(text) <= type.length;
    return fits ? text : notOfType(type, text);
  }
  if (text === OUTSIDE_YEARS) {
    throw new ReplicationKeyInvalid(
      `the greatest value of the replication key lies ${OUTSIDE_YEARS}, where its text is ambiguous: leave such rows out ` +
        'with where, correct them in the table, or set mode: full',
    );
  }
  const number = numberOfKey(type, text);
  return (number === undefined ? undefined : keyOfNumber(type, number)) ?? notOfType(type, text);
};

const notOfType = (type: KeyType, text: string): never => {
  throw new DocumentInvalid(
    `${JSON.stringify(text.slice(0, 80))} is not a watermark of type ${formatRedshiftType(type)}`,
  );
};

/**
 * The watermark as a literal of the key's own type, so that comparing needs no conversion of the column.
 *
 * @throws as parseWatermark
 */
export const watermarkLiteral = (type: KeyType, text: string): Sql =>
  sql`CAST(${literal(parseWatermark(type, text))} AS ${typeName(type)})`;

const typeName = (type: KeyType): Sql => {
  switch (type.base) {
    case 'date':
      return sql`DATE`;
    case 'timestamp':
      return sql`TIMESTAMP`;
    case 'timestamptz':
      return sql`TIMESTAMPTZ`;
    case 'smallint':
      return sql`SMALLINT`;
    case 'integer':
      return sql`INTEGER`;
    case 'bigint':
      return sql`BIGINT`;
    case 'numeric':
      return sql`NUMERIC(${integer(type.precision)}, ${integer(type.scale)})`;
    case 'varchar':
      return sql`VARCHAR(${integer(type.length)})`;
    case 'char':
      return sql`CHAR(${integer(type.length)})`;
  }
};

/**
 * Orders two watermarks as Redshift orders the values: negative, zero or positive. Texts go by their UTF-8 bytes without
 * trailing blanks, which is Redshift's order unless a column was declared COLLATE CASE_INSENSITIVE.
 *
 * @throws as parseWatermark
 */
export const compareWatermarks = (type: KeyType, a: string, b: string): number => {
  const [left, right] = [parseWatermark(type, a), parseWatermark(type, b)];
  if (!isNumberKey(type)) return compareUtf8(withoutBlanks(left), withoutBlanks(right));
  const difference = (numberOfKey(type, left) ?? 0n) - (numberOfKey(type, right) ?? 0n);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
};

const withoutBlanks = (text: string): string => text.replace(/ +$/, '');
