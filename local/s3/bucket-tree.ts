import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { notSupportedLocally, S3Error } from './errors';
import { pageOfKeys } from './listing';
import { checkKeyLength, isBucketName, keyProblem, objectPath } from './object-path';

/** The visible tree: a folder a bucket, a file an object. Every method is synchronous, and so one step for all others. */
export class BucketTree {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
    mkdirSync(this.root, { recursive: true });
  }

  buckets(): { name: string; createdAt: number }[] {
    return readdirSync(this.root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isBucketName(entry.name))
      .map(({ name }) => ({ name, createdAt: statSync(join(this.root, name)).birthtimeMs }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  hasBucket(bucket: string): boolean {
    return (
      isBucketName(bucket) && (statSync(join(this.root, bucket), { throwIfNoEntry: false })?.isDirectory() ?? false)
    );
  }

  /** @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou */
  createBucket(bucket: string): void {
    if (!isBucketName(bucket)) throw new S3Error('InvalidBucketName', undefined, { BucketName: bucket });
    if (this.hasBucket(bucket)) throw new S3Error('BucketAlreadyOwnedByYou', undefined, { BucketName: bucket });
    mkdirSync(join(this.root, bucket));
  }

  /** @throws S3Error NoSuchBucket, BucketNotEmpty */
  deleteBucket(bucket: string): void {
    const folder = this.bucketFolder(bucket);
    if (pageOfKeys(folder, { maxKeys: 1 }).keys.length > 0) throw new S3Error('BucketNotEmpty');
    rmSync(folder, { recursive: true });
  }

  /** @throws S3Error NoSuchBucket */
  bucketFolder(bucket: string): string {
    if (!this.hasBucket(bucket)) throw new S3Error('NoSuchBucket', undefined, { BucketName: bucket });
    return join(this.root, bucket);
  }

  /**
   * The file of an object, whether it exists or not.
   * @throws S3Error NotSupportedLocally for a key that cannot be a file
   */
  pathOf(bucket: string, key: string): string {
    const problem = keyProblem(key);
    if (problem !== undefined) throw notSupportedLocally(`${problem}: ${JSON.stringify(key)}`);
    return objectPath(this.root, bucket, key);
  }

  /** @throws S3Error NoSuchBucket, KeyTooLongError, NotSupportedLocally: what can be said before a body is read */
  checkWritable(bucket: string, key: string): void {
    this.bucketFolder(bucket);
    checkKeyLength(key);
    this.pathOf(bucket, key);
  }

  /** Makes a finished file visible in one step. @throws S3Error NotSupportedLocally */
  protected moveIn(from: string, bucket: string, key: string): void {
    const target = this.pathOf(bucket, key);
    try {
      moveInto(from, target);
    } catch (error) {
      this.pruneFolders(bucket, target);
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENAMETOOLONG') throw notSupportedLocally(`the path of key ${JSON.stringify(key)} is too long`);
      if (['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY'].includes(code ?? '')) {
        throw notSupportedLocally(
          `key ${JSON.stringify(key)} and another key would be file and folder of one name, such as "a" beside "a/b"`,
        );
      }
      throw error;
    }
  }

  /** Removes the folders that hold no object any more. */
  private pruneFolders(bucket: string, path: string): void {
    const top = join(this.root, bucket);
    try {
      for (let folder = dirname(path); folder !== top; folder = dirname(folder)) rmdirSync(folder);
    } catch {
      // Not empty: this is where to stop.
    }
  }

  protected removeObject(bucket: string, key: string): void {
    const path = this.pathOf(bucket, key);
    unlinkSync(path);
    this.pruneFolders(bucket, path);
  }
}

/** Makes the folders only where they are missing: mostly an object has neighbours. */
function moveInto(from: string, target: string): void {
  try {
    renameSync(from, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(from, target);
  }
}
