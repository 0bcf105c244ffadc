import type { ParquetType } from '../catalog/parquet-type';
import { type Bounds, boundsFor } from './bounds';
import { appendDataPage, appendDictionaryPage } from './data-page';
import { GrowingBytes } from './growing-bytes';
import { BooleanValues, FixedValues, type PageValues } from './page-values';
import { TextValues } from './text-values';
import type { ValueVector } from './value-vector';

/** A finished column chunk: its bytes, valid until clear(), and what the footer says of it. */
export interface FinishedChunk {
  /** The dictionary page; empty where there is none. */
  dictionaryPage: Uint8Array;
  dataPages: Uint8Array;
  uncompressedBytes: number;
  rows: number;
  nulls: number;
  limits: ReturnType<Bounds['limits']>;
}

/**
 * One column of the row group that is being written. Values go into an open page; a full page is compressed at once,
 * so that a column holds at most one page, and its dictionary, uncompressed.
 */
export class ColumnChunk {
  private readonly defined = new GrowingBytes();
  private readonly values: PageValues;
  private readonly pages = new GrowingBytes();
  private readonly dictionaryPage = new GrowingBytes(0);
  private bounds: Bounds;
  private rows = 0;
  private nulls = 0;
  private uncompressedBytes = 0;

  /** @param pageBytes uncompressed bytes at which a page is closed */
  constructor(
    private readonly type: ParquetType,
    private readonly pageBytes: number,
  ) {
    this.bounds = boundsFor(type);
    if (type.physical === 'BYTE_ARRAY') this.values = new TextValues();
    else this.values = type.physical === 'BOOLEAN' ? new BooleanValues() : new FixedValues();
  }

  /** Bytes that wait in memory, compressed or not. */
  get bufferedBytes(): number {
    return this.defined.length + this.values.bufferedBytes + this.pages.length;
  }

  append(vector: ValueVector): void {
    this.defined.append(vector.defined, vector.rows);
    this.rows += vector.rows;
    this.nulls += vector.rows - vector.count;
    this.values.append(vector, this.bounds);
    if (this.values.mustEnd || this.values.openBytes + this.defined.length >= this.pageBytes) this.closePage();
  }

  /** Closes the open page and states what the chunk is. clear() begins the next row group. */
  finish(): FinishedChunk {
    if (this.defined.length > 0) this.closePage();
    const dictionary = this.values.dictionary();
    if (dictionary !== undefined) {
      this.uncompressedBytes += appendDictionaryPage(this.dictionaryPage, dictionary.values, dictionary.count);
    }
    return {
      dictionaryPage: this.dictionaryPage.bytes,
      dataPages: this.pages.bytes,
      uncompressedBytes: this.uncompressedBytes,
      rows: this.rows,
      nulls: this.nulls,
      limits: this.bounds.limits(),
    };
  }

  clear(): void {
    this.values.clear();
    this.pages.clear();
    this.dictionaryPage.clear();
    this.bounds = boundsFor(this.type);
    this.rows = 0;
    this.nulls = 0;
    this.uncompressedBytes = 0;
  }

  private closePage(): void {
    const { values, encoding } = this.values.take();
    this.uncompressedBytes += appendDataPage(this.pages, this.defined.bytes, values, encoding);
    this.defined.clear();
  }
}
