import { S3Error } from './errors';

/** Conditions of a write. `ifNoneMatch` can only be `*`, as on AWS. */
export interface WriteConditions {
  ifMatch?: string;
  ifNoneMatch?: '*';
}

/** Conditions of a read. Dates are milliseconds since the epoch. */
export interface ReadConditions {
  ifMatch?: string;
  ifNoneMatch?: string;
  ifModifiedSince?: number;
  ifUnmodifiedSince?: number;
}

interface Version {
  etag: string;
  /** Milliseconds since the epoch. */
  lastModified: number;
}

const failed = (condition: string): S3Error => new S3Error('PreconditionFailed', undefined, { Condition: condition });

/** `"a", W/"b"` or `*` against an ETag without quotes. */
function matches(header: string, etag: string): boolean {
  return header.split(',').some((one) => {
    const value = one
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return value === '*' || value === etag;
  });
}

/**
 * Judges a write against the object that it would replace.
 * @throws S3Error PreconditionFailed, or NoSuchKey for `ifMatch` on a missing object
 */
export function checkWrite(conditions: WriteConditions, current: { etag: string } | undefined, key: string): void {
  if (conditions.ifNoneMatch !== undefined && current !== undefined) throw failed('If-None-Match');
  if (conditions.ifMatch === undefined) return;
  if (current === undefined) throw new S3Error('NoSuchKey', undefined, { Key: key });
  if (!matches(conditions.ifMatch, current.etag)) throw failed('If-Match');
}

/**
 * Judges a read; an ETag condition makes the date of the same kind void (RFC 9110, 13.2.2).
 * @throws S3Error PreconditionFailed or NotModified
 */
export function checkRead(conditions: ReadConditions, current: Version): void {
  const seconds = Math.floor(current.lastModified / 1000) * 1000; // HTTP dates have no milliseconds
  if (conditions.ifMatch !== undefined) {
    if (!matches(conditions.ifMatch, current.etag)) throw failed('If-Match');
  } else if (conditions.ifUnmodifiedSince !== undefined && seconds > conditions.ifUnmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  if (conditions.ifNoneMatch !== undefined) {
    if (matches(conditions.ifNoneMatch, current.etag)) throw new S3Error('NotModified');
  } else if (conditions.ifModifiedSince !== undefined && seconds <= conditions.ifModifiedSince) {
    throw new S3Error('NotModified');
  }
}
