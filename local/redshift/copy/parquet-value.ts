import type { Column } from '../catalog/relation';
import { notSupportedLocally, redshiftError } from '../errors';
import { duckString } from '../sql/string-literal';
import { storageType } from '../types';
import type { ParquetColumn } from './parquet-schema';

const MAX_SUPER_STRING_BYTES = 65_535;

/**
 * The value of a Parquet column `sql` as its target column stores it; undefined when Redshift finds the two
 * incompatible. Spectrum goes by the physical type: an INT32 does not load into BIGINT, nor a double into NUMERIC.
 * @throws RedshiftError when SUPER lacks SERIALIZETOJSON
 */
export function parquetValue(sql: string, from: ParquetColumn, to: Column, toJson: boolean): string | undefined {
  const { type } = to;
  const isPlainInteger = from.converted === undefined || /^INT_/.test(from.converted);
  switch (type.name) {
    case 'int2':
      // "Column type: SMALLINT, Parquet schema: optional int32" is an error that public reports quote.
      return from.physical === 'INT32' && /^INT_(8|16)$/.test(from.converted ?? '') ? cast(sql, to) : undefined;
    case 'int4':
      return from.physical === 'INT32' && isPlainInteger ? cast(sql, to) : undefined;
    case 'int8':
      return from.physical === 'INT64' && isPlainInteger ? sql : undefined;
    case 'float4':
      return from.physical === 'FLOAT' ? sql : undefined;
    case 'float8':
      return from.physical === 'DOUBLE' ? sql : undefined;
    case 'bool':
      return from.physical === 'BOOLEAN' ? sql : undefined;
    case 'date':
      return from.converted === 'DATE' ? sql : undefined;
    case 'numeric':
      return from.converted === 'DECIMAL' ? truncated(sql, from.scale, to) : undefined;
    case 'timestamp':
      return isTimestamp(from) ? `CAST(${isInstant(from) ? inUtc(sql) : sql} AS TIMESTAMP)` : undefined;
    case 'timestamptz':
      return isTimestamp(from) ? (isInstant(from) ? sql : inUtc(sql)) : undefined;
    case 'varchar':
    case 'bpchar':
      return isText(from) ? fitted(sql, from, to) : undefined;
    case 'varbyte':
      return from.physical === 'BYTE_ARRAY' && from.converted === undefined
        ? `rs_copy_fit_bytes(${sql}, ${duckString(to.name)}, ${type.length ?? 64_000})`
        : undefined;
    case 'super':
      return superValue(sql, from, toJson);
    default:
      throw notSupportedLocally(`COPY of Parquet into a ${type.name.toUpperCase()} column`);
  }
}

const cast = (sql: string, to: Column): string => `CAST(${sql} AS ${storageType(to.type)})`;

/** COPY cuts digits behind the scale where INSERT rounds. The text of a decimal has exactly its scale's digits. */
function truncated(sql: string, scale: number, to: Column): string {
  const surplus = scale - (to.type.scale ?? 0);
  if (surplus <= 0) return cast(sql, to);
  const cut = to.type.scale ? surplus : surplus + 1;
  return cast(`left(CAST(${sql} AS VARCHAR), -${cut})`, to);
}

const isText = (from: ParquetColumn): boolean =>
  from.physical === 'BYTE_ARRAY' && [undefined, 'UTF8', 'JSON', 'ENUM'].includes(from.converted);

const isTimestamp = (from: ParquetColumn): boolean =>
  from.physical === 'INT96' ||
  (from.physical === 'INT64' && /^TIMESTAMP/.test(from.converted ?? '')) ||
  (from.physical === 'INT64' && /^TimestampType/.test(from.logical ?? '') && !/NANOS=Nano/.test(from.logical ?? ''));

const isInstant = (from: ParquetColumn): boolean => from.duck === 'TIMESTAMP WITH TIME ZONE';

/** An instant as UTC shows it, or the instant at which UTC shows a timestamp; the session's zone plays no part. */
const inUtc = (sql: string): string => `(${sql} AT TIME ZONE 'UTC')`;

/** Longer than the column is an error, even if only by blanks: a scan compares lengths. */
function fitted(sql: string, from: ParquetColumn, to: Column): string {
  const text = from.converted === undefined ? `decode(${sql})` : `CAST(${sql} AS VARCHAR)`;
  const fit = `rs_copy_fit(${text}, ${duckString(to.name)}, ${to.type.length ?? 1})`;
  return to.type.name === 'bpchar' ? `rtrim(${fit}, ' ')` : fit;
}

const JSON_LEAVES = new Set(['INT32', 'INT64', 'DOUBLE', 'FLOAT', 'BOOLEAN', 'BYTE_ARRAY']);

function superValue(sql: string, from: ParquetColumn, toJson: boolean): string | undefined {
  if (!toJson) throw redshiftError('SUPER column in COPY query requires SERIALIZETOJSON option', '0A000');
  if (from.physical === 'GROUP') {
    const odd = from.leaves.find(
      (leaf) => !JSON_LEAVES.has(leaf.physical) || !/^(UTF8|INT_\d+)?$/.test(leaf.converted ?? ''),
    );
    if (odd)
      throw notSupportedLocally(`SERIALIZETOJSON of ${odd.converted ?? odd.physical} inside column "${from.name}"`);
    return `to_json(${sql})`;
  }
  if (from.converted === 'UTF8') return `to_json(rs_copy_fit_super(${sql}, ${MAX_SUPER_STRING_BYTES}))`;
  if (from.converted === 'JSON') {
    throw notSupportedLocally(
      `COPY of the JSON column "${from.name}" into SUPER: it is not documented whether Redshift parses it; load it as VARCHAR and use JSON_PARSE`,
    );
  }
  return /^(INT_\d+)?$/.test(from.converted ?? '') && from.physical !== 'BYTE_ARRAY' && JSON_LEAVES.has(from.physical)
    ? `to_json(${sql})`
    : undefined;
}
