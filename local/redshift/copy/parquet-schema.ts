import type { Duck } from '../duck';
import { asNumber, asString } from '../duck';
import { duckString } from '../sql/string-literal';

/** A top-level column of a Parquet file. */
export interface ParquetColumn {
  name: string;
  /** `INT32`, `BYTE_ARRAY`, ...; `GROUP` for a nested column. */
  physical: string;
  /** The old annotation, which writers still set: `UTF8`, `DECIMAL`, `INT_16`, `TIMESTAMP_MICROS` ... */
  converted: string | undefined;
  /** The new annotation as DuckDB prints it: `TimestampType(...)`. */
  logical: string | undefined;
  /** The type that DuckDB reads it as. */
  duck: string;
  /** Of a decimal. */
  scale: number;
  repetition: string;
  /** Of a nested column: the leaves below it. */
  leaves: ParquetColumn[];
}

/** The columns of one file in their order. */
export async function readParquetSchema(file: string, duck: Duck): Promise<ParquetColumn[]> {
  const rows = await duck.rows(
    `SELECT name, type, repetition_type, num_children, converted_type, logical_type, scale, duckdb_type FROM parquet_schema(${duckString(file)})`,
  );
  let at = 1;
  const read = (): ParquetColumn => {
    const row = rows[at++] ?? {};
    const children = asNumber(row.num_children) ?? 0;
    const column: ParquetColumn = {
      name: asString(row.name) ?? '',
      physical: children > 0 ? 'GROUP' : (asString(row.type) ?? ''),
      converted: asString(row.converted_type),
      logical: asString(row.logical_type),
      duck: asString(row.duckdb_type) ?? '',
      scale: asNumber(row.scale) ?? 0,
      repetition: asString(row.repetition_type) ?? 'OPTIONAL',
      leaves: [],
    };
    for (let i = 0; i < children; i++) {
      const child = read();
      column.leaves.push(...(child.physical === 'GROUP' ? child.leaves : [child]));
    }
    return column;
  };
  return Array.from({ length: asNumber(rows[0]?.num_children) ?? 0 }, read);
}

/** A column as Redshift prints it in a mismatch: `optional int32 a [i:0 d:1 r:0]`. */
export function describeParquetColumn(column: ParquetColumn, index: number): string {
  const repetition = column.repetition.toLowerCase();
  const levels = `d:${repetition === 'required' ? 0 : 1} r:${repetition === 'repeated' ? 1 : 0}`;
  return `${repetition} ${column.physical.toLowerCase()} ${column.name} [i:${index} ${levels}]`;
}
