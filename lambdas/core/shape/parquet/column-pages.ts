import type { DecodedArray } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert } from 'hyparquet/src/convert.js';
import { ObjectUnreadable } from '../../errors';
import { decoding } from './decoding';
import type { ChunkBytes } from './file-bytes';

export type ColumnDecoder = Parameters<typeof readPage>[2];

/** Most headers are shorter; those with long statistics are read again. */
const HEADER_BYTES = 4_096;
const MAX_HEADER_BYTES = 64 * 2 ** 20;
/** A page is decoded as a whole. Writers make pages of about one megabyte. */
const MAX_PAGE_BYTES = 2 ** 30;

/** Decodes a column of a row group page by page, so that a large row group is never held as values. */
export class ColumnPages {
  private dictionary: DecodedArray | undefined;
  /** The last row so far: the next page may go on with it. */
  private open: DecodedArray | undefined;

  /**
   * @param repeats whether a row may have several values, and go on in the next page
   * @param valueCount values of the whole column, NULLs included
   */
  constructor(
    private readonly bytes: ChunkBytes,
    private readonly decoder: ColumnDecoder,
    private readonly repeats: boolean,
    private readonly valueCount: number,
  ) {}

  /**
   * The values of the next rows, at least of one; undefined at the end of the column.
   * @throws ObjectUnreadable
   */
  async next(): Promise<DecodedArray | undefined> {
    // Some writers count a byte too many.
    while (this.bytes.left > 1) {
      const values = await this.page();
      if (values !== undefined && values.length > 0) return values;
    }
    const last = this.open;
    this.open = undefined;
    return last;
  }

  private async page(): Promise<DecodedArray | undefined> {
    const header = await this.header();
    const { compressed_page_size: size, uncompressed_page_size: unpacked } = header;
    if (!(size >= 0 && size <= MAX_PAGE_BYTES && unpacked >= 0 && unpacked <= MAX_PAGE_BYTES)) {
      throw new ObjectUnreadable(`broken Parquet: a page of ${unpacked} bytes`);
    }
    const bytes = await this.bytes.peek(size);
    if (bytes.length < size) throw new ObjectUnreadable('broken Parquet: a page is cut off');
    this.bytes.skip(size);
    if (header.type === 'INDEX_PAGE') return undefined;
    this.check(header);
    return decoding(`a page of ${this.decoder.type}`, () => {
      const { data } = readPage(readerOf(bytes), header, this.decoder, this.dictionary, this.open, 0);
      if (header.type !== 'DICTIONARY_PAGE') return this.repeats ? this.whole(data ?? []) : data;
      this.dictionary = data === undefined ? undefined : convert(data, this.decoder);
      return undefined;
    });
  }

  /** What the decoder takes for granted, and would read as other values. */
  private check({ data_page_header: v1, data_page_header_v2: v2 }: ReturnType<typeof parquetHeader>): void {
    const { encoding = '', num_values = 0 } = v1 ?? v2 ?? {};
    if (!(num_values >= 0 && num_values <= this.valueCount)) {
      throw new ObjectUnreadable(`broken Parquet: a page of ${num_values} values in a column of ${this.valueCount}`);
    }
    if (encoding.endsWith('_DICTIONARY') && this.dictionary === undefined) {
      throw new ObjectUnreadable('broken Parquet: a page without its dictionary');
    }
    const isNullable = this.decoder.schemaPath.slice(1).some(({ element }) => element.repetition_type !== 'REQUIRED');
    const levels = [
      ...(isNullable ? [v1?.definition_level_encoding] : []),
      ...(this.repeats ? [v1?.repetition_level_encoding] : []),
    ];
    if (levels.includes('BIT_PACKED')) throw new ObjectUnreadable('levels in BIT_PACKED, which is not supported');
  }

  /** The rows that no later page can add to. */
  private whole(rows: DecodedArray): DecodedArray {
    this.open = rows.slice(-1);
    return rows.slice(0, -1);
  }

  private async header(): Promise<ReturnType<typeof parquetHeader>> {
    for (let size = HEADER_BYTES; ; size *= 8) {
      const bytes = await this.bytes.peek(size);
      const reader = readerOf(bytes);
      try {
        const header = parquetHeader(reader);
        this.bytes.skip(reader.offset);
        return header;
      } catch (error) {
        // It may be longer than what was read.
        if (bytes.length < size || size >= MAX_HEADER_BYTES) {
          return decoding("a page's header", () => {
            throw error;
          });
        }
      }
    }
  }
}

const readerOf = (bytes: Uint8Array) => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  offset: 0,
});
