import type { SchemaElement } from 'hyparquet';

/**
 * What a reader makes of a column: the type that Spark gives it by its annotation, and the physical type that carries
 * it. A decimal counts as FIXED_LEN_BYTE_ARRAY where a writer chose the shorter INT32 or INT64 that Parquet allows for
 * it: every reader goes by the annotation.
 */
export const fileTypeOf = (element: SchemaElement): { spark: string; physical: string } => {
  const { type: physical = '?', converted_type: converted, logical_type: logical, precision, scale } = element;
  switch (converted ?? logical?.type) {
    case undefined:
      return { spark: PLAIN[physical] ?? '?', physical };
    case 'INT_64':
      return { spark: 'bigint', physical };
    case 'DATE':
      return { spark: 'date', physical };
    case 'TIMESTAMP_MICROS':
      return { spark: 'timestamp', physical };
    case 'UTF8':
    case 'JSON':
      return { spark: 'string', physical };
    case 'DECIMAL': {
      const holds = { INT32: 9, INT64: 18 }[physical as string] ?? 38;
      const spark = `decimal(${precision},${scale})`;
      return { spark, physical: (precision ?? 99) <= holds ? 'FIXED_LEN_BYTE_ARRAY' : physical };
    }
    default:
      return { spark: `unknown ${converted}`, physical };
  }
};

const PLAIN: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  INT64: 'bigint',
  FLOAT: 'float',
  DOUBLE: 'double',
};
