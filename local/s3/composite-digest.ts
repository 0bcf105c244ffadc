import { createHash } from 'node:crypto';
import { type ChecksumAlgorithm, createDigester } from './checksum';
import type { Part } from './uploads';

/** MD5 of the parts' MD5s, with their number. */
export function compositeEtag(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}

/** Checksum of the parts' checksums, with their number. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly Part[]): string {
  const digester = createDigester(algorithm);
  for (const { checksums } of parts) digester.update(Buffer.from(checksums[algorithm] ?? '', 'base64'));
  return `${digester.digest().toString('base64')}-${parts.length}`;
}
