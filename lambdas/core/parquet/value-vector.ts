/**
 * The values of one column of one result page. What Parquet calls PLAIN is written at once: nulls take no room, fixed
 * widths lie side by side. It is reused from page to page, so that a value costs no allocation.
 */
export class ValueVector {
  rows = 0;
  /** 1 for a value, 0 for null, by row. */
  defined = new Uint8Array(0);
  /** Values that are not null. */
  count = 0;
  /** Fixed-width values, PLAIN; BOOLEAN takes one byte each here. */
  bytes = Buffer.alloc(0);
  byteLength = 0;
  /** Values of a text column. */
  texts: string[] = [];

  /** Empties it for a page. `width` is the bytes of a value, 0 for text. */
  reset(rows: number, width: number): void {
    this.rows = rows;
    this.count = 0;
    this.byteLength = 0;
    this.texts = [];
    if (this.defined.length < rows) this.defined = new Uint8Array(rows);
    if (this.bytes.length < rows * width) this.bytes = Buffer.alloc(rows * width);
  }

  putByte(value: number): void {
    this.bytes[this.byteLength++] = value;
  }

  putInt32(value: number): void {
    this.byteLength = this.bytes.writeInt32LE(value, this.byteLength);
  }

  putFloat(value: number): void {
    this.byteLength = this.bytes.writeFloatLE(value, this.byteLength);
  }

  putDouble(value: number): void {
    this.byteLength = this.bytes.writeDoubleLE(value, this.byteLength);
  }

  /** An integer within ±2^53 as INT64. */
  putSafeInteger(value: number): void {
    const high = Math.floor(value / 2 ** 32);
    this.putHalves(high, value - high * 2 ** 32);
  }

  /** An INT64 of its signed upper and unsigned lower 32 bits. */
  putHalves(high: number, low: number): void {
    this.bytes.writeUInt32LE(low, this.byteLength);
    this.byteLength = this.bytes.writeInt32LE(high, this.byteLength + 4);
  }

  /** A number within ±2^53 in two's complement, big endian, in `width` bytes. */
  putSafeBigEndian(value: number, width: number): void {
    let rest = value;
    for (let at = this.byteLength + width - 1; at >= this.byteLength; at--) {
      const next = Math.floor(rest / 256);
      this.bytes[at] = rest - next * 256;
      rest = next;
    }
    this.byteLength += width;
  }
}
