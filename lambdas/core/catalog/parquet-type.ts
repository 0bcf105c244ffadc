/**
 * A column of the Parquet file. Always optional (nullable) in the file, whatever the table says.
 *
 * Decimals are FIXED_LEN_BYTE_ARRAY of the least length that holds the precision: of the physical types that Parquet
 * allows for a decimal it is the one that Hive and Impala read as well as Spark and Athena (see Spark's
 * spark.sql.parquet.writeLegacyFormat), and Redshift's own COPY refuses any other length ("invalid type length",
 * https://github.com/G-Research/ParquetSharp/issues/252). Which one UNLOAD writes is not documented; readers go by the
 * annotation.
 */
export type ParquetType =
  | { physical: 'BOOLEAN' | 'INT64' | 'FLOAT' | 'DOUBLE' }
  | { physical: 'INT32'; logical: 'DATE' }
  | { physical: 'INT64'; logical: 'TIMESTAMP_MICROS' }
  | { physical: 'BYTE_ARRAY'; logical: 'STRING' | 'JSON' }
  | { physical: 'FIXED_LEN_BYTE_ARRAY'; logical: 'DECIMAL'; precision: number; scale: number; typeLength: number };

/** A column's type in the file, with the names that Spark's DDL and the Glue catalogue give to it. */
export interface FileType {
  parquet: ParquetType;
  sparkType: string;
  glueType: string;
}

export const int64: FileType = { parquet: { physical: 'INT64' }, sparkType: 'bigint', glueType: 'bigint' };
export const date: FileType = { parquet: { physical: 'INT32', logical: 'DATE' }, sparkType: 'date', glueType: 'date' };
/**
 * Microseconds since 1970 of the wall clock, with isAdjustedToUTC false: Redshift has no zone left in what it exports
 * (TIMESTAMPTZ was made UTC), and readers that ask for `timestamp` take it as UTC either way. The files carry the older
 * annotation TIMESTAMP_MICROS as well: without it Redshift misreads the column (https://github.com/apache/arrow/issues/38000).
 */
export const timestamp: FileType = {
  parquet: { physical: 'INT64', logical: 'TIMESTAMP_MICROS' },
  sparkType: 'timestamp',
  glueType: 'timestamp',
};

export const primitive = (physical: 'BOOLEAN' | 'FLOAT' | 'DOUBLE', type: string): FileType => ({
  parquet: { physical },
  sparkType: type,
  glueType: type,
});

export const byteArray = (logical: 'STRING' | 'JSON'): FileType => ({
  parquet: { physical: 'BYTE_ARRAY', logical },
  sparkType: 'string',
  glueType: 'string',
});

export const decimal = (precision: number, scale: number): FileType => {
  const type = `decimal(${precision},${scale})`;
  const typeLength = decimalBytes(precision);
  return {
    parquet: { physical: 'FIXED_LEN_BYTE_ARRAY', logical: 'DECIMAL', precision, scale, typeLength },
    sparkType: type,
    glueType: type,
  };
};

/** The least number of bytes that hold every unscaled value of the precision in two's complement: 1 (2 digits) to 16 (38). */
const decimalBytes = (precision: number): number => {
  let bytes = 1;
  while (2n ** BigInt(8 * bytes - 1) <= 10n ** BigInt(precision) - 1n) bytes++;
  return bytes;
};
