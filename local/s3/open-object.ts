import { type BigIntStats, closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createDigester } from './checksum';
import { S3Error } from './errors';
import type { Metadata, ObjectAttributes } from './metadata';

/** Up to this size one read is far cheaper than a stream. */
const SMALL_BYTES = 1024 * 1024;

/** What is known of a stored object. */
export interface ObjectInfo extends ObjectAttributes {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** Milliseconds since the epoch. */
  lastModified: number;
}

/** What an object holds, or a range of it. */
export type Content = Buffer | Readable;

/** A file held open: a later overwrite or delete does not change what is read. End it with `read` or `close`. */
export class ObjectFile {
  readonly stat: BigIntStats;
  private readonly fd: number;

  /** @throws the file system's error; EISDIR for a folder */
  constructor(path: string) {
    this.fd = openSync(path, 'r');
    this.stat = fstatSync(this.fd, { bigint: true });
    if (this.stat.isFile()) return;
    closeSync(this.fd);
    throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
  }

  get size(): number {
    return Number(this.stat.size);
  }

  /** Bytes from `start` to `end`, both inclusive, at once where they are few; closes the file when they are read. */
  read(start = 0, end = this.size - 1): Content {
    if (end - start >= SMALL_BYTES) return createReadStream('', { fd: this.fd, autoClose: true, start, end });
    const bytes = Buffer.alloc(Math.max(0, end - start + 1));
    const length = readSync(this.fd, bytes, 0, bytes.length, start);
    this.close();
    return bytes.subarray(0, length);
  }

  /** MD5 in hex; leaves the file open. */
  async md5(): Promise<string> {
    const md5 = createDigester('md5');
    if (this.size <= SMALL_BYTES) {
      const bytes = Buffer.alloc(this.size);
      md5.update(bytes.subarray(0, readSync(this.fd, bytes, 0, bytes.length, 0)));
      return md5.digest().toString('hex');
    }
    for await (const chunk of createReadStream('', { fd: this.fd, autoClose: false, start: 0 })) md5.update(chunk);
    return md5.digest().toString('hex');
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** An object opened for reading. End it with `read` or `close`. */
export interface OpenObject {
  info: ObjectInfo;
  /** Bytes from `start` to `end`, both inclusive. */
  read(start?: number, end?: number): Content;
  close(): void;
}

export function infoOf(bucket: string, metadata: Metadata): ObjectInfo {
  const { file, etag, ...rest } = metadata;
  if (etag === undefined) throw new S3Error('InternalError', `no ETag was computed for ${metadata.key}`);
  return { ...rest, bucket, etag, size: Number(file.size) };
}
