import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c';
import { Crc64Nvme } from './crc64nvme';

/** Names as in `x-amz-checksum-<name>`. */
export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm =>
  (CHECKSUM_ALGORITHMS as readonly string[]).includes(name);

/** Length of each digest in bytes, to tell a malformed value from a wrong one. */
export const CHECKSUM_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

/** A digest fed chunk by chunk; `digest` ends it. */
export interface Digester {
  update(chunk: Uint8Array): void;
  digest(): Buffer;
}

const big32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

function running(step: (chunk: Uint8Array, value: number) => number): Digester {
  let value = 0;
  return {
    update: (chunk) => {
      value = step(chunk, value);
    },
    digest: () => big32(value),
  };
}

export function createDigester(algorithm: ChecksumAlgorithm | 'md5'): Digester {
  switch (algorithm) {
    case 'crc32':
      return running((chunk, value) => crc32(chunk, value));
    case 'crc32c':
      return running(crc32c);
    case 'crc64nvme':
      return new Crc64Nvme();
    default: {
      const hash = createHash(algorithm);
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
    }
  }
}

/** Base64 digest of bytes at hand. */
export function checksumOf(algorithm: ChecksumAlgorithm | 'md5', bytes: Uint8Array): string {
  const digester = createDigester(algorithm);
  digester.update(bytes);
  return digester.digest().toString('base64');
}
