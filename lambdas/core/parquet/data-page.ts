import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import type { GrowingBytes } from './growing-bytes';

export type ValueEncoding = 'PLAIN' | 'PLAIN_DICTIONARY';

/**
 * Appends a data page of Parquet 1.0 (DATA_PAGE, not V2), which is what UNLOAD writes and every reader takes: the
 * definition levels and the values, compressed together.
 *
 * @param defined a 1 for each value and a 0 for each null, by row
 * @param values without the nulls, encoded
 * @returns the uncompressed size with the header
 */
export const appendDataPage = (
  out: GrowingBytes,
  defined: Uint8Array,
  values: Uint8Array,
  encoding: ValueEncoding,
): number => {
  const body = new ByteWriter(16 + defined.length + values.length);
  body.appendUint32(0);
  const levels = writeRleBitPackedHybrid(body, defined as unknown as number[], 1);
  body.view.setUint32(0, levels, true);
  body.appendBytes(values);
  const page = body.getBytes();
  return append(out, page, {
    type: 'DATA_PAGE',
    data_page_header: {
      num_values: defined.length,
      encoding,
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  });
};

/** Appends a dictionary page: its PLAIN values, compressed. Returns the uncompressed size with the header. */
export const appendDictionaryPage = (out: GrowingBytes, values: Uint8Array, count: number): number =>
  append(out, values, {
    type: 'DICTIONARY_PAGE',
    dictionary_page_header: { num_values: count, encoding: 'PLAIN_DICTIONARY' },
  });

type PageHeader = Parameters<typeof writePageHeader>[1];

const append = (
  out: GrowingBytes,
  page: Uint8Array,
  kind: Omit<PageHeader, 'uncompressed_page_size' | 'compressed_page_size'>,
): number => {
  const compressed = snappyCompress(page);
  const header = new ByteWriter(64);
  writePageHeader(header, {
    ...kind,
    uncompressed_page_size: page.length,
    compressed_page_size: compressed.length,
  });
  out.append(header.getBytes());
  out.append(compressed);
  return header.offset + page.length;
};
