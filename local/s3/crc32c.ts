/** Castagnoli polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 4;
const TABLE = new Int32Array(SLICES * 256);

for (let i = 0; i < 256; i++) {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  TABLE[i] = value;
}
for (let i = 256; i < TABLE.length; i++) {
  const below = TABLE[i - 256] as number;
  TABLE[i] = (below >>> 8) ^ (TABLE[below & 255] as number);
}

const at = (array: Int32Array | Uint8Array, index: number): number => array[index] as number;

/** CRC-32C of a chunk, continuing from `value` (0 at the start). Four bytes a step keep gigabyte objects bearable. */
export function crc32c(chunk: Uint8Array, value = 0): number {
  const end = chunk.length;
  let crc = ~value;
  let i = 0;
  for (; i + 4 <= end; i += 4) {
    crc ^= at(chunk, i) | (at(chunk, i + 1) << 8) | (at(chunk, i + 2) << 16) | (at(chunk, i + 3) << 24);
    crc =
      at(TABLE, 768 + (crc & 255)) ^
      at(TABLE, 512 + ((crc >>> 8) & 255)) ^
      at(TABLE, 256 + ((crc >>> 16) & 255)) ^
      at(TABLE, crc >>> 24);
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ at(TABLE, (crc ^ at(chunk, i)) & 255);
  return ~crc >>> 0;
}
