import type { ParquetType } from '../catalog/parquet-type';
import { compareUtf8 } from './compare-utf8';
import type { ValueVector } from './value-vector';

/** The least and the greatest value of a column chunk, as the footer's statistics take them. */
export interface Bounds {
  /** Takes the fixed-width values of a vector in. */
  add(vector: ValueVector): void;
  /** Takes one text in. */
  addText(text: string): void;
  /** Absent where there is no value that has an order (all null, all NaN), or none is kept for the type. */
  limits(): { min_value?: Limit; max_value?: Limit };
}
type Limit = number | bigint | boolean | string;

/** Bounds in the order that Parquet defines for the type. */
export const boundsFor = (type: ParquetType): Bounds => {
  switch (type.physical) {
    case 'BOOLEAN':
      return new NumberBounds(
        1,
        (bytes, at) => bytes[at] ?? 0,
        (value) => value === 1,
      );
    case 'INT32':
      return new NumberBounds(4, (bytes, at) => bytes.readInt32LE(at));
    case 'FLOAT':
      return new NumberBounds(4, (bytes, at) => bytes.readFloatLE(at), undefined, true);
    case 'DOUBLE':
      return new NumberBounds(8, (bytes, at) => bytes.readDoubleLE(at), undefined, true);
    case 'INT64':
      return new LongBounds();
    case 'FIXED_LEN_BYTE_ARRAY':
      return new DecimalBounds(type.typeLength);
    case 'BYTE_ARRAY':
      // A prefix of a JSON document bounds nothing that a reader could use.
      return type.logical === 'STRING' ? new TextBounds() : none;
  }
};

const none: Bounds = { add() {}, addText() {}, limits: () => ({}) };

class NumberBounds implements Bounds {
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private any = false;

  constructor(
    private readonly width: number,
    private readonly read: (bytes: Buffer, at: number) => number,
    private readonly show: (value: number) => Limit = (value) => value,
    private readonly signedZero = false,
  ) {}

  add(vector: ValueVector): void {
    for (let at = 0; at < vector.byteLength; at += this.width) {
      const value = this.read(vector.bytes, at);
      // NaN is neither, and has no place in the order.
      if (value <= this.min) this.min = value;
      if (value >= this.max) this.max = value;
      if (value <= 0 || value > 0) this.any = true;
    }
  }

  addText(): void {}

  limits() {
    if (!this.any) return {};
    // The two zeros are equal, so that either may be among the values: the wider one is stated.
    const min = this.signedZero && this.min === 0 ? -0 : this.min;
    const max = this.signedZero && this.max === 0 ? 0 : this.max;
    return { min_value: this.show(min), max_value: this.show(max) };
  }
}

/** INT64 as signed upper and unsigned lower halves: a bigint for each value would cost an allocation. */
class LongBounds implements Bounds {
  private minHigh = Number.POSITIVE_INFINITY;
  private minLow = 0;
  private maxHigh = Number.NEGATIVE_INFINITY;
  private maxLow = 0;

  add({ bytes, byteLength }: ValueVector): void {
    for (let at = 0; at < byteLength; at += 8) {
      const low = bytes.readUInt32LE(at);
      const high = bytes.readInt32LE(at + 4);
      if (high < this.minHigh || (high === this.minHigh && low < this.minLow)) {
        this.minHigh = high;
        this.minLow = low;
      }
      if (high > this.maxHigh || (high === this.maxHigh && low > this.maxLow)) {
        this.maxHigh = high;
        this.maxLow = low;
      }
    }
  }

  addText(): void {}

  limits() {
    if (this.maxHigh === Number.NEGATIVE_INFINITY) return {};
    return { min_value: long(this.minHigh, this.minLow), max_value: long(this.maxHigh, this.maxLow) };
  }
}

const long = (high: number, low: number): bigint => BigInt(high) * 2n ** 32n + BigInt(low);

/** Two's complement, big endian: the first byte is signed, the others are not. */
class DecimalBounds implements Bounds {
  private readonly min: Buffer;
  private readonly max: Buffer;
  private any = false;

  constructor(private readonly width: number) {
    this.min = Buffer.alloc(width);
    this.max = Buffer.alloc(width);
  }

  add({ bytes, byteLength }: ValueVector): void {
    for (let at = 0; at < byteLength; at += this.width) {
      if (!this.any || this.compare(bytes, at, this.min) < 0) bytes.copy(this.min, 0, at, at + this.width);
      if (!this.any || this.compare(bytes, at, this.max) > 0) bytes.copy(this.max, 0, at, at + this.width);
      this.any = true;
    }
  }

  addText(): void {}

  limits() {
    return this.any ? { min_value: this.unscaled(this.min), max_value: this.unscaled(this.max) } : {};
  }

  private compare(bytes: Buffer, at: number, other: Buffer): number {
    const first = bytes.readInt8(at) - other.readInt8(0);
    if (first !== 0) return first;
    for (let i = 1; i < this.width; i++) {
      const difference = (bytes[at + i] ?? 0) - (other[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  private unscaled(bytes: Buffer): bigint {
    return BigInt.asIntN(8 * this.width, BigInt(`0x${bytes.toString('hex')}`));
  }
}

class TextBounds implements Bounds {
  private min: string | undefined;
  private max: string | undefined;

  add(): void {}

  addText(text: string): void {
    if (this.min === undefined || compareUtf8(text, this.min) < 0) this.min = text;
    if (this.max === undefined || compareUtf8(text, this.max) > 0) this.max = text;
  }

  limits() {
    return this.min === undefined || this.max === undefined ? {} : { min_value: this.min, max_value: this.max };
  }
}
