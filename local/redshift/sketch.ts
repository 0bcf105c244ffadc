import { createHash } from 'node:crypto';

/** Indices of a sparse sketch have 26 bits, those of a dense one 15 (`logm`). */
const SPARSE_BITS = 26;
const DENSE_BITS = 15;
const DENSE_REGISTERS = 2 ** DENSE_BITS;
const REGISTER_BITS = 6;
/** What the developer guide gives as the largest sketch: 6 bits a register behind a header of 4 bytes. */
const DENSE_BYTES = 24_580;
const HEADER = Buffer.from([0, 16, 0, 16]);
/** A pair of index and value takes 4 bytes: from here on the dense form is the smaller. */
const MOST_PAIRS = (DENSE_BYTES - HEADER.length) / 4;

interface Printed {
  version: 1;
  logm: number;
  sparse: { indices: number[]; values: number[] };
}

/**
 * A HyperLogLog sketch of values in the two forms in which Redshift prints one: sparse as JSON, dense as Base64. The hash
 * is the laptop's own (SHA-1), and so are the registers and Redshift's rule for when a sketch becomes dense.
 */
export function sketchOf(values: readonly string[]): string {
  const hashes = values.map((value) => createHash('sha1').update(value).digest());
  const pairs = [...registers(hashes, SPARSE_BITS)].sort(([a], [b]) => a - b);
  if (pairs.length < MOST_PAIRS) {
    const sparse = { indices: pairs.map(([index]) => index), values: pairs.map(([, value]) => value) };
    return JSON.stringify({ version: 1, logm: DENSE_BITS, sparse } satisfies Printed);
  }
  return denseText(registers(hashes, DENSE_BITS));
}

/** An estimate of how many different values a printed sketch has seen. */
export function cardinality(printed: string): number {
  if (printed.startsWith('{')) {
    const { sparse } = JSON.parse(printed) as Printed;
    return linearCount(2 ** SPARSE_BITS, sparse.indices.length);
  }
  const values = denseRegisters(printed);
  const alpha = 0.7213 / (1 + 1.079 / DENSE_REGISTERS);
  const harmonic = values.reduce((sum, value) => sum + 2 ** -value, 0);
  const estimate = (alpha * DENSE_REGISTERS ** 2) / harmonic;
  const used = values.filter((value) => value > 0).length;
  return estimate <= 2.5 * DENSE_REGISTERS && used < DENSE_REGISTERS
    ? linearCount(DENSE_REGISTERS, used)
    : Math.round(estimate);
}

/** By how many of the registers are in use. */
const linearCount = (registerCount: number, used: number): number =>
  Math.round(-registerCount * Math.log1p(-used / registerCount));

/** The highest value by register: the position of the first bit that is set behind the index. */
function registers(hashes: readonly Buffer[], bits: number): Map<number, number> {
  const highest = new Map<number, number>();
  for (const hash of hashes) {
    const high = hash.readUInt32BE(0);
    const index = high >>> (32 - bits);
    const rest = (high << bits) >>> 0;
    const zeros = rest === 0 ? 32 - bits + Math.clz32(hash.readUInt32BE(4)) : Math.clz32(rest);
    highest.set(index, Math.max(highest.get(index) ?? 0, zeros + 1));
  }
  return highest;
}

function denseText(values: ReadonlyMap<number, number>): string {
  const bytes = Buffer.alloc(DENSE_BYTES);
  HEADER.copy(bytes);
  for (const [index, value] of values) {
    for (let bit = 0; bit < REGISTER_BITS; bit++) {
      if ((value >> bit) & 1) setBit(bytes, HEADER.length * 8 + index * REGISTER_BITS + bit);
    }
  }
  return bytes.toString('base64');
}

function setBit(bytes: Buffer, position: number): void {
  const byte = position >> 3;
  bytes[byte] = (bytes[byte] ?? 0) | (1 << (position & 7));
}

function denseRegisters(printed: string): number[] {
  const bytes = Buffer.from(printed, 'base64');
  return Array.from({ length: DENSE_REGISTERS }, (_, index) => {
    const position = HEADER.length * 8 + index * REGISTER_BITS;
    const pair = (bytes[position >> 3] ?? 0) | ((bytes[(position >> 3) + 1] ?? 0) << 8);
    return (pair >> (position & 7)) & (2 ** REGISTER_BITS - 1);
  });
}
