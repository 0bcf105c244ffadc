import type { Bounds } from './bounds';
import type { ValueEncoding } from './data-page';
import { GrowingBytes } from './growing-bytes';
import type { ValueVector } from './value-vector';

/** The values of the open data page of one column, nulls left out. */
export interface PageValues {
  append(vector: ValueVector, bounds: Bounds): void;
  /** Bytes of the open page. */
  readonly openBytes: number;
  /** Bytes in memory, a dictionary included. */
  readonly bufferedBytes: number;
  /** Whether the open page must end here, since the encoding changes. */
  readonly mustEnd: boolean;
  /** Ends the open page and returns what it holds, valid until the next append. */
  take(): { values: Uint8Array; encoding: ValueEncoding };
  /** The dictionary that pages of this row group refer to. */
  dictionary(): { values: Uint8Array; count: number } | undefined;
  /** Begins the next row group. */
  clear(): void;
}

/** Values of a fixed width, as the vector has them. */
export class FixedValues implements PageValues {
  protected readonly values = new GrowingBytes();
  readonly mustEnd: boolean = false;

  append(vector: ValueVector, bounds: Bounds): void {
    bounds.add(vector);
    this.values.append(vector.bytes, vector.byteLength);
  }

  get openBytes(): number {
    return this.values.length;
  }

  get bufferedBytes(): number {
    return this.values.length;
  }

  take(): { values: Uint8Array; encoding: ValueEncoding } {
    const values = this.values.bytes;
    this.values.clear();
    return { values, encoding: 'PLAIN' };
  }

  dictionary(): undefined {
    return undefined;
  }

  clear(): void {
    this.values.clear();
  }
}

/** Booleans: a byte each while they are collected, a bit each in the page, the first in the lowest bit. */
export class BooleanValues extends FixedValues {
  override take(): { values: Uint8Array; encoding: ValueEncoding } {
    const flags = this.values.bytes;
    const bits = new Uint8Array(Math.ceil(flags.length / 8));
    for (let i = 0; i < flags.length; i++) bits[i >> 3] = (bits[i >> 3] ?? 0) | ((flags[i] ?? 0) << (i & 7));
    this.values.clear();
    return { values: bits, encoding: 'PLAIN' };
  }
}
