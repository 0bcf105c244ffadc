import { type FileMetaData, parquetMetadata, type SchemaElement } from 'hyparquet';
import { decimal, type ParquetType } from '../../lambdas/core/catalog/parquet-type';

/** The footer as another implementation reads it. */
export const footerOf = (file: Buffer): FileMetaData =>
  parquetMetadata(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer);

/** The footer's columns in the terms of schema.json. Throws for anything that schema.json cannot say. */
export const parquetTypesOf = (footer: FileMetaData): { name: string; parquet: ParquetType }[] =>
  footer.schema.slice(1).map((element) => ({ name: element.name, parquet: parquetTypeOf(element) }));

/**
 * The same of a file by another writer, which chooses among what the format allows
 * (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md): a decimal of up to 9 digits in an INT32 and of up
 * to 18 in an INT64 count as the FIXED_LEN_BYTE_ARRAY of schema.json, and the older annotation alone as the newer one.
 * Everything else, precision and scale above all, must be what schema.json says.
 */
export const equivalentTypesOf = (footer: FileMetaData): { name: string; parquet: ParquetType }[] =>
  footer.schema.slice(1).map((element) => ({ name: element.name, parquet: parquetTypeOf(asShuttleWrites(element)) }));

const asShuttleWrites = (element: SchemaElement): SchemaElement => {
  const { type, converted_type: converted, logical_type: logical, precision = -1, scale = -1 } = element;
  if (converted === 'DECIMAL') {
    const holds = { INT32: 9, INT64: 18 }[type as string] ?? 0;
    const annotated = { ...element, logical_type: logical ?? { type: 'DECIMAL' as const, precision, scale } };
    const { physical, typeLength } = decimal(precision, scale).parquet as Extract<ParquetType, { precision: number }>;
    return precision <= holds ? { ...annotated, type: physical, type_length: typeLength } : annotated;
  }
  if (type === 'INT64' && converted === 'INT_64') {
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  }
  if (logical) return element;
  if (converted === 'UTF8') return { ...element, logical_type: { type: 'STRING' } };
  if (converted === 'JSON' || converted === 'DATE') return { ...element, logical_type: { type: converted } };
  return element;
};

const parquetTypeOf = (element: SchemaElement): ParquetType => {
  const { type, converted_type: converted, logical_type: logical } = element;
  switch (`${type} ${converted ?? '-'} ${logical?.type ?? '-'}`) {
    case 'BOOLEAN - -':
      return { physical: 'BOOLEAN' };
    case 'INT64 - -':
      return { physical: 'INT64' };
    case 'FLOAT - -':
      return { physical: 'FLOAT' };
    case 'DOUBLE - -':
      return { physical: 'DOUBLE' };
    case 'INT32 DATE DATE':
      return { physical: 'INT32', logical: 'DATE' };
    case 'INT64 TIMESTAMP_MICROS TIMESTAMP':
      if (logical?.type !== 'TIMESTAMP' || logical.unit !== 'MICROS' || logical.isAdjustedToUTC) break;
      return { physical: 'INT64', logical: 'TIMESTAMP_MICROS' };
    case 'BYTE_ARRAY UTF8 STRING':
      return { physical: 'BYTE_ARRAY', logical: 'STRING' };
    case 'BYTE_ARRAY JSON JSON':
      return { physical: 'BYTE_ARRAY', logical: 'JSON' };
    case 'FIXED_LEN_BYTE_ARRAY DECIMAL DECIMAL': {
      const { precision = -1, scale = -1, type_length: typeLength = -1 } = element;
      if (logical?.type !== 'DECIMAL' || logical.precision !== precision || logical.scale !== scale) break;
      return { physical: 'FIXED_LEN_BYTE_ARRAY', logical: 'DECIMAL', precision, scale, typeLength };
    }
  }
  throw new Error(`the footer has a column that schema.json cannot say: ${JSON.stringify(element)}`);
};
