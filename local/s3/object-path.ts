import { join } from 'node:path';
import { S3Error } from './errors';

/** Longest key in bytes of UTF-8 (S3 user guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;
/** Longest file name of the usual file systems, in bytes. */
const MAX_SEGMENT_BYTES = 255;

/** Bucket names of 3 to 63 characters; none starts with a dot, so `.meta` and the like cannot clash with one. */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');

/** @throws S3Error KeyTooLongError above 1,024 bytes */
export function checkKeyLength(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', undefined, { Size: String(bytes), MaxSizeAllowed: String(MAX_KEY_BYTES) });
  }
}

/** Says why a key cannot be the path of a file, or undefined when it can. */
export function keyProblem(key: string): string | undefined {
  if (key.includes('\0')) return 'a key with a NUL character cannot be a file';
  if (/\p{Surrogate}/u.test(key)) return 'a key that is not well-formed Unicode cannot be a file';
  for (const segment of key.split('/')) {
    if (segment === '') {
      return 'a key that starts or ends with "/", or holds "//", cannot be a file (folders need no marker object)';
    }
    if (segment === '.' || segment === '..') return 'a key with a "." or ".." segment cannot be a file';
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
      return `a key segment of more than ${MAX_SEGMENT_BYTES} bytes cannot be a file name`;
    }
  }
  return undefined;
}

/** `<root>/<bucket>/<key>`; the key must have no `keyProblem`. */
export const objectPath = (root: string, bucket: string, key: string): string => join(root, bucket, ...key.split('/'));
