import { createHash } from 'node:crypto';
import { BIGINT, BLOB, type DuckDBBlobValue, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import { rowFunction } from './row-function';

const FNV_PRIME = 1_099_511_628_211n;

/** 64-bit FNV-1a; the seed of a chain is the hash so far. */
function fnv(bytes: Uint8Array, seed: bigint): bigint {
  let hash = BigInt.asUintN(64, seed);
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return BigInt.asIntN(64, hash);
}

/** An integer as Redshift keeps it: little-endian, in its type's width. */
function integerBytes(value: bigint, width: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes.subarray(0, width);
}

/** Registers the hashes that DuckDB lacks, for every connection of the instance. */
export function registerHashFunctions(connection: DuckDBConnection): void {
  const bytesOf = (value: unknown) => (value as DuckDBBlobValue).bytes;
  connection.registerScalarFunction(
    rowFunction('rs_sha2', [BLOB, INTEGER], VARCHAR, (source, bits) =>
      createHash(`sha${bits}`).update(bytesOf(source)).digest('hex'),
    ),
  );
  connection.registerScalarFunction(
    rowFunction('rs_fnv_bytes', [BLOB, BIGINT], BIGINT, (source, seed) => fnv(bytesOf(source), seed as bigint)),
  );
  connection.registerScalarFunction(
    rowFunction('rs_fnv_integer', [BIGINT, INTEGER, BIGINT], BIGINT, (value, width, seed) =>
      fnv(integerBytes(value as bigint, width as number), seed as bigint),
    ),
  );
}
