import { createHash } from 'node:crypto';
import { type BigIntStats, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChecksumAlgorithm } from './checksum';

/** What a writer says about an object. */
export interface ObjectAttributes {
  /** Response headers kept with the object, lower case: content-type, cache-control, x-amz-meta-* and so on. */
  headers?: Record<string, string>;
  checksums?: Partial<Record<ChecksumAlgorithm, string>>;
  checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
  tags?: Record<string, string>;
}

export interface Metadata extends ObjectAttributes {
  key: string;
  /** Without quotes; absent until somebody asks for it (files published or put there by hand). */
  etag?: string;
  /** Milliseconds since the epoch. */
  lastModified: number;
  /** Size and modification time of the file described: other values mean that somebody replaced it by hand. */
  file: { size: string; mtimeNs: string };
}

export const fileMark = (stat: BigIntStats): Metadata['file'] => ({
  size: String(stat.size),
  mtimeNs: String(stat.mtimeNs),
});

/** The metadata of objects, outside the visible tree: `<root>/.meta/<bucket>/<xx>/<hash of the key>.json`. */
export class MetadataFolder {
  private readonly folder: string;

  constructor(root: string) {
    this.folder = join(root, '.meta');
  }

  /** The metadata of a key, or undefined when there is none or it describes another file than `stat`. */
  read(bucket: string, key: string, stat: BigIntStats): Metadata | undefined {
    try {
      const metadata = JSON.parse(readFileSync(this.pathOf(bucket, key), 'utf8')) as Metadata;
      const mark = fileMark(stat);
      return metadata.file.size === mark.size && metadata.file.mtimeNs === mark.mtimeNs ? metadata : undefined;
    } catch (error) {
      // A torn file is left by a crash; its object is then one without metadata.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  write(bucket: string, metadata: Metadata): void {
    const path = this.pathOf(bucket, metadata.key);
    const text = JSON.stringify(metadata);
    try {
      writeFileSync(path, text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  remove(bucket: string, key: string): void {
    rmSync(this.pathOf(bucket, key), { force: true });
  }

  removeBucket(bucket: string): void {
    rmSync(join(this.folder, bucket), { recursive: true, force: true });
  }

  /** By hash, because `a.json` of key `a` would clash with the folder of key `a.json/b`. */
  private pathOf(bucket: string, key: string): string {
    const hash = createHash('sha256').update(key).digest('hex');
    return join(this.folder, bucket, hash.slice(0, 2), `${hash}.json`);
  }
}
