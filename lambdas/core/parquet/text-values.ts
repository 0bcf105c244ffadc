import { ByteWriter } from 'hyparquet-writer';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import type { Bounds } from './bounds';
import type { ValueEncoding } from './data-page';
import { GrowingBytes } from './growing-bytes';
import type { PageValues } from './page-values';
import type { ValueVector } from './value-vector';

/** A dictionary of more is given up: readers hold it in memory for the whole row group, and so does this. */
const MAX_DICTIONARY_BYTES = 256 * 1024;
const MAX_DICTIONARY_ENTRIES = 32_768;
/** From this many values on, a dictionary must have at most one entry for two values. */
const MIN_VALUES_TO_JUDGE = 1_024;

/**
 * Texts: numbers into a dictionary as long as the texts repeat, then the texts themselves. A column that gave its
 * dictionary up writes its later row groups without.
 */
export class TextValues implements PageValues {
  private readonly plain = new GrowingBytes();
  private readonly numbers = new Map<string, number>();
  private readonly entries = new GrowingBytes();
  private indexes: number[] = [];
  private seen = 0;
  private usesDictionary = true;
  private hasDictionaryPages = false;

  append(vector: ValueVector, bounds: Bounds): void {
    for (const text of vector.texts) {
      if (!this.usesDictionary) {
        bounds.addText(text);
        this.plain.lengthAndText(text);
        continue;
      }
      let number = this.numbers.get(text);
      if (number === undefined) {
        number = this.numbers.size;
        this.numbers.set(text, number);
        this.entries.lengthAndText(text);
        bounds.addText(text);
      }
      this.indexes.push(number);
    }
    this.seen += vector.texts.length;
  }

  get openBytes(): number {
    return this.plain.length + this.indexes.length * 2;
  }

  /** An index counts as the 8 bytes that an array element may take; the texts in the map as their UTF-8 once more. */
  get bufferedBytes(): number {
    return this.plain.length + this.indexes.length * 8 + this.entries.length * 2;
  }

  get mustEnd(): boolean {
    return (
      this.usesDictionary &&
      (this.entries.length > MAX_DICTIONARY_BYTES ||
        this.numbers.size > MAX_DICTIONARY_ENTRIES ||
        (this.seen >= MIN_VALUES_TO_JUDGE && this.numbers.size * 2 > this.seen))
    );
  }

  take(): { values: Uint8Array; encoding: ValueEncoding } {
    if (!this.usesDictionary) {
      const values = this.plain.bytes;
      this.plain.clear();
      return { values, encoding: 'PLAIN' };
    }
    const width = Math.max(1, 32 - Math.clz32(this.numbers.size - 1));
    const page = new ByteWriter(16 + this.indexes.length * 2);
    page.appendUint8(width);
    writeRleBitPackedHybrid(page, this.indexes, width);
    this.usesDictionary = !this.mustEnd;
    this.hasDictionaryPages = true;
    this.indexes = [];
    return { values: page.getBytes(), encoding: 'PLAIN_DICTIONARY' };
  }

  dictionary(): { values: Uint8Array; count: number } | undefined {
    return this.hasDictionaryPages ? { values: this.entries.bytes, count: this.numbers.size } : undefined;
  }

  clear(): void {
    this.plain.clear();
    this.entries.clear();
    this.numbers.clear();
    this.indexes = [];
    this.seen = 0;
    this.hasDictionaryPages = false;
  }
}
