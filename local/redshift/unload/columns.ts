import { toText } from '../compile/cast';
import { redshiftError } from '../errors';
import { duckName } from '../sql/string-literal';
import type { UnloadCommand } from '../sql/unload-command';
import { isFloat, isInteger, type RsType, sqlTypeName } from '../types';

export interface UnloadColumn {
  name: string;
  type: RsType;
}

const TEXT_ONLY = new Set([
  'time',
  'timetz',
  'varbyte',
  'geometry',
  'geography',
  'hllsketch',
  'intervaly2m',
  'intervald2s',
]);
const SHOWN: Record<string, string> = { varbyte: 'varbyte' };

/** @throws RedshiftError for a type that the format cannot hold: `UNLOAD varbyte column "x" is only supported for TEXT/CSV.` */
export function checkColumns(columns: readonly UnloadColumn[], format: UnloadCommand['format']): void {
  if (format === 'parquet' || format === 'json') {
    for (const { name, type } of columns) {
      if (TEXT_ONLY.has(type.name) && !(format === 'json' && type.name.startsWith('time'))) {
        throw redshiftError(
          `UNLOAD ${SHOWN[type.name] ?? sqlTypeName(type)} column "${name}" is only supported for TEXT/CSV.`,
          '0A000',
        );
      }
    }
  }
  if (format !== 'text' && format !== 'csv') {
    const names = new Set<string>();
    for (const { name } of columns) {
      if (names.has(name)) throw redshiftError(`UNLOAD: duplicate column name "${name}"`, '42701');
      names.add(name);
    }
  }
}

/** The value of a column as Parquet holds it: SUPER stays JSON, TIMESTAMPTZ in UTC without its zone. */
export function parquetValue({ name, type }: UnloadColumn): string {
  const column = duckName(name);
  if (type.name === 'timestamptz') return `(${column} AT TIME ZONE 'UTC')`;
  if (type.name === 'oid') return `CAST(${column} AS BIGINT)`;
  return column;
}

/** The value of a column as text files hold it. */
export function textValue({ name, type }: UnloadColumn): string {
  const column = duckName(name);
  if (type.name === 'bool') return `CASE ${column} WHEN TRUE THEN 't' WHEN FALSE THEN 'f' END`;
  if (type.name === 'super') return `CAST(${column} AS VARCHAR)`;
  if (type.name === 'hllsketch') return column;
  if (type.name === 'varbyte') return `lower(hex(${column}))`;
  return toText({ sql: column, type });
}

/** The value of a column in a JSON object, as JSON text. Digits are kept as they are; DuckDB's JSON writer would round. */
export function jsonValue(column: UnloadColumn): string {
  const { name, type } = column;
  const isBare = type.name === 'super' || type.name === 'numeric' || isInteger(type);
  const text = isBare
    ? `CAST(${duckName(name)} AS VARCHAR)`
    : `CAST(to_json(${isFloat(type) ? duckName(name) : textValue(column)}) AS VARCHAR)`;
  return `coalesce(${text}, 'null')`;
}

/** A column of a verbose manifest's schema. */
export function manifestElement({ name, type }: UnloadColumn): object {
  const base = sqlTypeName(type);
  if (type.name === 'numeric') return { name, type: { base, precision: type.precision, scale: type.scale } };
  if (type.length !== undefined) return { name, type: { base, max_length: type.length } };
  return { name, type: { base } };
}
