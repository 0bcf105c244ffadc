import { type BigIntStats, rmSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { BucketTree } from './bucket-tree';
import type { ChecksumAlgorithm } from './checksum';
import { noSuchKey, S3Error } from './errors';
import { type KeyPage, type PageQuery, pageOfKeys } from './listing';
import { fileMark, type Metadata, MetadataFolder, type ObjectAttributes } from './metadata';
import { keyProblem } from './object-path';
import { infoOf, ObjectFile, type ObjectInfo, type OpenObject } from './open-object';
import { checkWrite, type WriteConditions } from './preconditions';
import { type Body, type StagedBody, StagingFolder } from './staging-folder';

export type { ObjectInfo, OpenObject } from './open-object';

export interface PutOptions extends WriteConditions, ObjectAttributes {
  /** Checksums to compute and keep with the object. */
  algorithms?: readonly ChecksumAlgorithm[];
  /** Judges the body when it is stored and not yet visible; throws to refuse it. */
  verify?: (staged: StagedBody) => void;
  /** Instead of the MD5 of the content. */
  etag?: string;
}

export interface ListPage extends Omit<KeyPage, 'keys'> {
  objects: ObjectInfo[];
}

/**
 * Objects as plain files `<root>/<bucket>/<key>`. One process may open a root as often as it likes; a condition is
 * judged in the same turn of the event loop that publishes the file, so of racing writers exactly one wins.
 */
export class LocalStore extends BucketTree {
  readonly staging: StagingFolder;
  private readonly metadata: MetadataFolder;

  /** @param now milliseconds since the epoch, for LastModified */
  constructor(
    root: string,
    readonly now: () => number = Date.now,
  ) {
    super(root);
    this.staging = new StagingFolder(this.root);
    this.metadata = new MetadataFolder(this.root);
  }

  /** @throws S3Error NoSuchBucket, BucketNotEmpty */
  override deleteBucket(bucket: string): void {
    super.deleteBucket(bucket);
    this.metadata.removeBucket(bucket);
  }

  /**
   * Stores an object; it becomes visible whole or not at all.
   * @throws S3Error as `checkWritable`; PreconditionFailed; NoSuchKey for `ifMatch` on a missing object
   */
  async put(bucket: string, key: string, body: Body, options: PutOptions = {}): Promise<ObjectInfo> {
    const { algorithms = [], verify, ...rest } = options;
    this.checkWritable(bucket, key);
    const staged = await this.staging.stage(body, algorithms);
    try {
      verify?.(staged);
      const checksums = algorithms.length > 0 ? { checksums: staged.checksums } : {};
      return await this.publish(bucket, key, staged.path, { etag: staged.md5, ...checksums, ...rest });
    } catch (error) {
      rmSync(staged.path, { force: true });
      throw error;
    }
  }

  /** Moves a finished file in as an object; its ETag is computed when somebody asks. @throws S3Error as `put` */
  async publishFile(bucket: string, key: string, path: string, options: Omit<PutOptions, 'verify'> = {}) {
    this.checkWritable(bucket, key);
    try {
      await this.publish(bucket, key, path, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      const copy = this.staging.newPath(); // another file system: only a copy can then be renamed
      await copyFile(path, copy);
      await this.publish(bucket, key, copy, options);
      rmSync(path);
    }
  }

  private async publish(bucket: string, key: string, from: string, options: PutOptions): Promise<ObjectInfo> {
    const { ifMatch, ifNoneMatch, algorithms: _, verify: __, ...attributes } = options;
    for (;;) {
      if (ifMatch !== undefined) await this.headIfAny(bucket, key); // leaves the ETag in the metadata
      // Nothing below awaits: condition and rename are one step for every other writer.
      const current = this.peek(bucket, key);
      if (ifMatch !== undefined && current !== undefined && current.etag === undefined) continue;
      const conditions = { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch && { ifNoneMatch }) };
      checkWrite(conditions, current && { etag: current.etag ?? '' }, key);
      const stat = statSync(from, { bigint: true });
      this.moveIn(from, bucket, key);
      const metadata: Metadata = { ...attributes, key, lastModified: this.now(), file: fileMark(stat) };
      this.metadata.write(bucket, metadata);
      return infoOf(bucket, { etag: '', ...metadata });
    }
  }

  /** What is known without reading the content. @throws S3Error NoSuchBucket */
  private peek(bucket: string, key: string): Metadata | undefined {
    this.bucketFolder(bucket);
    if (keyProblem(key) !== undefined) return undefined; // such an object was never stored
    try {
      const stat = statSync(this.pathOf(bucket, key), { bigint: true });
      return stat.isFile() ? this.known(bucket, key, stat) : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private known(bucket: string, key: string, stat: BigIntStats): Metadata {
    const made = { key, lastModified: Number(stat.mtimeMs), file: fileMark(stat) };
    return this.metadata.read(bucket, key, stat) ?? made;
  }

  /** @throws S3Error NoSuchBucket, NoSuchKey */
  async open(bucket: string, key: string): Promise<OpenObject> {
    let file: ObjectFile | undefined;
    this.bucketFolder(bucket);
    if (keyProblem(key) !== undefined) throw noSuchKey(key);
    try {
      file = new ObjectFile(this.pathOf(bucket, key));
      const metadata = this.known(bucket, key, file.stat);
      if (metadata.etag === undefined) {
        metadata.etag = await file.md5();
        const now = this.peek(bucket, key);
        if (now?.file.mtimeNs === metadata.file.mtimeNs && now.etag === undefined)
          this.metadata.write(bucket, metadata);
      }
      const held = file;
      return {
        info: infoOf(bucket, metadata),
        read: (start, end) => held.read(start, end),
        close: () => held.close(),
      };
    } catch (error) {
      file?.close();
      throw isMissing(error) ? noSuchKey(key) : error;
    }
  }

  /** @throws S3Error NoSuchBucket, NoSuchKey */
  async head(bucket: string, key: string): Promise<ObjectInfo> {
    const object = await this.open(bucket, key);
    object.close();
    return object.info;
  }

  async headIfAny(bucket: string, key: string): Promise<ObjectInfo | undefined> {
    return this.head(bucket, key).catch((error) => {
      if (error instanceof S3Error && error.code === 'NoSuchKey') return undefined;
      throw error;
    });
  }

  /** The whole content; for large objects use `open`. @throws S3Error NoSuchBucket, NoSuchKey */
  async get(bucket: string, key: string): Promise<Buffer> {
    const content = (await this.open(bucket, key)).read();
    return Buffer.isBuffer(content) ? content : buffer(content);
  }

  /** Deletes an object; a missing one is no error unless `ifMatch` is given. @throws S3Error as `put` */
  async delete(bucket: string, key: string, conditions: { ifMatch?: string } = {}): Promise<void> {
    const { ifMatch } = conditions;
    if (ifMatch !== undefined) await this.headIfAny(bucket, key);
    const current = this.peek(bucket, key);
    if (ifMatch !== undefined) checkWrite({ ifMatch }, current && { etag: current.etag ?? '' }, key);
    if (current === undefined) return;
    this.removeObject(bucket, key);
    this.metadata.remove(bucket, key);
  }

  /** Replaces the tags of an object. @throws S3Error NoSuchBucket, NoSuchKey */
  async setTags(bucket: string, key: string, tags: Record<string, string>): Promise<void> {
    await this.head(bucket, key);
    const metadata = this.peek(bucket, key);
    if (metadata === undefined) throw noSuchKey(key);
    this.metadata.write(bucket, { ...metadata, tags });
  }

  /** One page of a listing in UTF-8 byte order; all of it is seen at one moment. @throws S3Error NoSuchBucket */
  async list(bucket: string, query: PageQuery): Promise<ListPage> {
    const { keys, ...rest } = pageOfKeys(this.bucketFolder(bucket), query);
    const seen = keys.map((key) => this.peek(bucket, key));
    const objects: ObjectInfo[] = [];
    for (const one of seen) {
      if (one?.etag !== undefined) objects.push(infoOf(bucket, one));
      else if (one !== undefined) {
        const hashed = await this.headIfAny(bucket, one.key);
        if (hashed) objects.push(hashed);
      }
    }
    return { ...rest, objects };
  }
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
