import type { ParquetWriter } from 'hyparquet-writer';
import type { ColumnMapping } from '../catalog/column-mapping';
import type { ParquetType } from '../catalog/parquet-type';
import type { FinishedChunk } from './column-chunk';

export type SchemaElement = ParquetWriter['schema'][number];
export type RowGroup = ParquetWriter['row_groups'][number];

/** The footer's schema: the root and a leaf for each column. Both the older and the newer annotation are given. */
export const schemaElements = (columns: readonly Pick<ColumnMapping, 'name' | 'parquet'>[]): SchemaElement[] => [
  { name: 'schema', num_children: columns.length },
  ...columns.map(({ name, parquet }): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...leaf(parquet) })),
];

const leaf = (parquet: ParquetType): Omit<SchemaElement, 'name'> => {
  if (!('logical' in parquet)) return { type: parquet.physical };
  switch (parquet.logical) {
    case 'DATE':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
    case 'TIMESTAMP_MICROS':
      return {
        type: 'INT64',
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
      };
    case 'STRING':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
    case 'JSON':
      return { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } };
    case 'DECIMAL': {
      const { precision, scale, typeLength } = parquet;
      return {
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: typeLength,
        converted_type: 'DECIMAL',
        precision,
        scale,
        logical_type: { type: 'DECIMAL', precision, scale },
      };
    }
  }
};

/**
 * The footer's entry for a row group whose first byte stands at `offset`, its columns one after the other.
 *
 * @param chunks in the order of the columns
 */
export const rowGroupOf = (
  columns: readonly Pick<ColumnMapping, 'name' | 'parquet'>[],
  chunks: readonly FinishedChunk[],
  offset: number,
): RowGroup => {
  let at = offset;
  let uncompressed = 0;
  const entries = chunks.map((chunk, i) => {
    const column = columns[i];
    if (column === undefined) throw new RangeError('more column chunks than columns');
    const start = at;
    const dataStart = start + chunk.dictionaryPage.length;
    at = dataStart + chunk.dataPages.length;
    uncompressed += chunk.uncompressedBytes;
    const hasDictionary = dataStart > start;
    return {
      file_offset: BigInt(start),
      meta_data: {
        type: column.parquet.physical,
        encodings: hasDictionary ? encodingsWithDictionary : plainEncodings,
        path_in_schema: [column.name],
        codec: 'SNAPPY' as const,
        num_values: BigInt(chunk.rows),
        total_uncompressed_size: BigInt(chunk.uncompressedBytes),
        total_compressed_size: BigInt(at - start),
        data_page_offset: BigInt(dataStart),
        ...(hasDictionary ? { dictionary_page_offset: BigInt(start) } : {}),
        statistics: { null_count: BigInt(chunk.nulls), ...chunk.limits },
      },
    };
  });
  return {
    columns: entries,
    total_byte_size: BigInt(uncompressed),
    num_rows: BigInt(chunks[0]?.rows ?? 0),
    file_offset: BigInt(offset),
    total_compressed_size: BigInt(at - offset),
  };
};

const plainEncodings: ('PLAIN' | 'RLE')[] = ['PLAIN', 'RLE'];
/** A dictionary may have been given up in the middle, so that PLAIN pages follow. */
const encodingsWithDictionary: ('PLAIN' | 'PLAIN_DICTIONARY' | 'RLE')[] = ['PLAIN', 'PLAIN_DICTIONARY', 'RLE'];
