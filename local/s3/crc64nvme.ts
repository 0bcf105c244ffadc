import type { Digester } from './checksum';

/** NVMe polynomial, reflected: 0x9a6c9329ac4bc9b5, in two halves because a Number holds 53 bits. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const SLICES = 8;
const HIGH = new Int32Array(SLICES * 256);
const LOW = new Int32Array(SLICES * 256);

const at = (array: Int32Array | Uint8Array, index: number): number => array[index] as number;

for (let i = 0; i < 256; i++) {
  let high = 0;
  let low = i;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) {
      low ^= POLYNOMIAL_LOW;
      high ^= POLYNOMIAL_HIGH;
    }
  }
  HIGH[i] = high;
  LOW[i] = low;
}
for (let i = 256; i < HIGH.length; i++) {
  const high = at(HIGH, i - 256);
  const low = at(LOW, i - 256);
  LOW[i] = ((low >>> 8) | (high << 24)) ^ at(LOW, low & 255);
  HIGH[i] = (high >>> 8) ^ at(HIGH, low & 255);
}

const littleEndian = (bytes: Uint8Array, i: number): number =>
  at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16) | (at(bytes, i + 3) << 24);

/** CRC-64/NVME, eight bytes a step. */
export class Crc64Nvme implements Digester {
  private high = -1;
  private low = -1;

  update(chunk: Uint8Array): void {
    let { high, low } = this;
    const end = chunk.length;
    let i = 0;
    for (; i + 8 <= end; i += 8) {
      const a = low ^ littleEndian(chunk, i);
      const b = high ^ littleEndian(chunk, i + 4);
      low = eight(LOW, a, b);
      high = eight(HIGH, a, b);
    }
    for (; i < end; i++) {
      const index = (low ^ at(chunk, i)) & 255;
      low = ((low >>> 8) | (high << 24)) ^ at(LOW, index);
      high = (high >>> 8) ^ at(HIGH, index);
    }
    this.high = high;
    this.low = low;
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.high >>> 0, 0);
    bytes.writeUInt32BE(~this.low >>> 0, 4);
    return bytes;
  }
}

const eight = (table: Int32Array, a: number, b: number): number =>
  at(table, 1792 + (a & 255)) ^
  at(table, 1536 + ((a >>> 8) & 255)) ^
  at(table, 1280 + ((a >>> 16) & 255)) ^
  at(table, 1024 + (a >>> 24)) ^
  at(table, 768 + (b & 255)) ^
  at(table, 512 + ((b >>> 8) & 255)) ^
  at(table, 256 + ((b >>> 16) & 255)) ^
  at(table, b >>> 24);
