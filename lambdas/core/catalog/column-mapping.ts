import { HASH_LENGTH, hashedColumn } from '../sql/hash-column';
import { identifier } from '../sql/identifier';
import { integer, literal } from '../sql/literal';
import { type Sql, sql } from '../sql/sql';
import { byteArray, date, decimal, type FileType, int64, primitive, timestamp } from './parquet-type';
import { formatRedshiftType, parseRedshiftType, type RedshiftType } from './redshift-type';
import type { CatalogColumn } from './table';

/** How the page SELECT delivers a value, and so how it is parsed. */
export type PageForm =
  | 'boolean'
  | 'integer'
  | 'integer-text'
  | 'decimal-text'
  | 'float'
  | 'double'
  | 'date-text'
  | 'timestamp-text'
  | 'text';

/**
 * `hex`: lower-case hex of the bytes. `hex-ewkb`: hex of the EWKB form, as ST_GeomFromEWKB and COPY take it. `sha256`:
 * lower-case hex of the hash of the value's text, from which nothing can be read back.
 */
export type TextEncoding = 'hex' | 'hex-ewkb' | 'sha256';

/** How one column leaves Redshift and lies in Parquet. */
export interface ColumnMapping extends FileType {
  /** The name in the Parquet file: as Redshift stores it. */
  name: string;
  /** In the one spelling of formatRedshiftType. That of a hashed column is the hash's. */
  redshiftType: string;
  nullable: boolean;
  encoding?: TextEncoding;
  /** UNLOAD cannot write the column to Parquet. */
  pagesOnly?: true;
  /** The expression for UNLOAD, without alias. */
  unloadSelect: Sql;
  /** The expression for a result read page by page, without alias. */
  pageSelect: Sql;
  pageForm: PageForm;
}

type Shape = Omit<ColumnMapping, 'name' | 'redshiftType' | 'nullable'>;

/**
 * Maps a column so that both methods write the same values and nothing is lost.
 *
 * @throws TypeNotSupported for a type that cannot leave Redshift in a Parquet file, or cannot be hashed where it should;
 *   names the column and what to do
 */
export const mapColumn = (column: CatalogColumn): ColumnMapping => {
  const type = parseRedshiftType(column.type, column.name);
  const { name, nullable } = column;
  if (column.hash) {
    const hashed = text(hashedColumn(type, identifier(name), name));
    const redshiftType = formatRedshiftType({ base: 'varchar', length: HASH_LENGTH });
    return { name, redshiftType, nullable, ...hashed, encoding: 'sha256' };
  }
  return { name, redshiftType: formatRedshiftType(type), nullable, ...shapeOf(type, identifier(name)) };
};

/** mapColumn for each, in order. */
export const mapColumns = (columns: readonly CatalogColumn[]): ColumnMapping[] => columns.map(mapColumn);

const shapeOf = (type: RedshiftType, c: Sql): Shape => {
  switch (type.base) {
    case 'smallint':
    case 'integer':
    case 'oid': {
      // One integer type in the files: a column that is widened later keeps its Parquet type.
      const cast = sql`CAST(${c} AS BIGINT)`;
      return { unloadSelect: cast, pageSelect: cast, pageForm: 'integer', ...int64 };
    }
    case 'bigint':
      // SDKs parse longValue through a double, which rounds beyond 2^53: hence text. VARCHAR(20) holds -2^63.
      return { unloadSelect: c, pageSelect: sql`CAST(${c} AS VARCHAR(20))`, pageForm: 'integer-text', ...int64 };
    case 'numeric':
      // As text, and by a cast: the Data API's own text might be in scientific notation (0E-10).
      return {
        unloadSelect: c,
        pageSelect: sql`CAST(${c} AS VARCHAR(64))`,
        pageForm: 'decimal-text',
        ...decimal(type.precision, type.scale),
      };
    // Floats are not cast: Redshift's text of a float has 6 or 15 digits and loses bits. A JSON number of the Data API
    // has as many digits as needed. See page-field.ts for NaN and Infinity.
    case 'real':
      return { unloadSelect: c, pageSelect: c, pageForm: 'float', ...primitive('FLOAT', 'float') };
    case 'double precision':
      return { unloadSelect: c, pageSelect: c, pageForm: 'double', ...primitive('DOUBLE', 'double') };
    case 'boolean':
      return { unloadSelect: c, pageSelect: c, pageForm: 'boolean', ...primitive('BOOLEAN', 'boolean') };
    case 'date':
      return { unloadSelect: c, pageSelect: dateText(c), pageForm: 'date-text', ...date };
    case 'timestamp':
      return { unloadSelect: c, pageSelect: timestampText(c), pageForm: 'timestamp-text', ...timestamp };
    case 'timestamptz': {
      // UNLOAD drops the zone, so it is made UTC first: both methods hold the instant as a UTC wall clock.
      const utc = sql`(${c} AT TIME ZONE 'UTC')`;
      return { unloadSelect: utc, pageSelect: timestampText(utc), pageForm: 'timestamp-text', ...timestamp };
    }
    case 'char':
      // The padding means nothing. RTRIM of a CHAR may be a CHAR, which is padded again: hence the cast.
      return text(sql`RTRIM(CAST(${c} AS VARCHAR(${integer(type.length)})))`);
    case 'varchar':
      return text(c);
    case 'name':
      return text(sql`CAST(${c} AS VARCHAR(128))`);
    case '"char"':
      return text(sql`CAST(${c} AS VARCHAR(4))`);
    case 'time':
    case 'timetz':
      // UNLOAD refuses TIME in Parquet. The text is ISO with up to six decimals; TIMETZ is stored and printed in UTC.
      return text(sql`CAST(${c} AS VARCHAR(32))`);
    case 'interval year to month':
    case 'interval day to second':
      // The text follows the session's IntervalStyle, which the batch sets to `postgres`: `1 year 2 mons`.
      return text(sql`CAST(${c} AS VARCHAR(128))`);
    case 'super':
      // UNLOAD writes SUPER as a JSON string of up to 16 MB by itself. In a page it is serialised; JSON_SERIALIZE makes
      // the text 'null' of NULL, hence the CASE, and fails the statement for a value that no VARCHAR holds (65,535
      // bytes; a page's row holds 64 KB anyhow): such a table is for UNLOAD.
      return {
        unloadSelect: c,
        pageSelect: sql`CASE WHEN ${c} IS NULL THEN NULL ELSE JSON_SERIALIZE(${c}) END`,
        pageForm: 'text',
        ...byteArray('JSON'),
      };
    case 'varbyte':
      // The statement fails, and nothing is lost silently, when the hex text passes what a VARCHAR can hold.
      return { ...text(sql`LOWER(FROM_VARBYTE(${c}, 'hex'))`), encoding: 'hex' };
    case 'geometry':
    case 'geography':
      // EWKB keeps every bit of the coordinates and the SRID; WKT would round. Over 64 KB of hex Redshift raises an error.
      return { ...text(sql`ST_AsHexEWKB(${c})`), encoding: 'hex-ewkb' };
    case 'hllsketch':
      // Redshift prints a sketch as JSON, but documents no cast from it: a result holds that text, a Parquet UNLOAD cannot.
      return { ...text(c), pagesOnly: true };
  }
};

const text = (select: Sql): Shape => ({
  unloadSelect: select,
  pageSelect: select,
  pageForm: 'text',
  ...byteArray('STRING'),
});

/** What a page holds for a date or timestamp outside the years 1 to 9999, which Spark, Athena and SQL cannot show. */
export const OUTSIDE_YEARS = 'outside years 0001-9999';
const outside = literal(OUTSIDE_YEARS);

// TO_CHAR: the plain text follows the user's datestyle. The bounds are checked in SQL, since TO_CHAR drops the era
// (0044 BC prints as 0044). BETWEEN of NULL is NULL, and so is the value then.
const dateText = (c: Sql): Sql =>
  sql`CASE WHEN ${c} NOT BETWEEN '0001-01-01' AND '9999-12-31' THEN ${outside} ELSE TO_CHAR(${c}, 'YYYY-MM-DD') END`;

const timestampText = (c: Sql): Sql =>
  sql`CASE WHEN ${c} NOT BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN ${outside} ELSE TO_CHAR(${c}, 'YYYY-MM-DD HH24:MI:SS.US') END`;
