import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ObjectStore } from '../../../local/redshift/objects';

/** Buckets as folders. */
export async function openFileObjects(
  buckets: readonly string[],
): Promise<ObjectStore & { root: string; close(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'objects-'));
  for (const bucket of buckets) await mkdir(join(root, bucket));
  const pathFor = (bucket: string, key: string) => join(root, bucket, key);
  return {
    root,
    pathFor,
    async publishFile(bucket, key, tempFile) {
      await mkdir(dirname(pathFor(bucket, key)), { recursive: true });
      await copyFile(tempFile, pathFor(bucket, key));
      await rm(tempFile);
    },
    exists: (bucket) =>
      stat(join(root, bucket)).then(
        () => true,
        () => false,
      ),
    async list(bucket, prefix) {
      const entries = await readdir(join(root, bucket), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(join(root, bucket), join(entry.parentPath, entry.name)))
        .filter((key) => key.startsWith(prefix))
        .sort();
    },
    get: (bucket, key) => readFile(pathFor(bucket, key)),
    remove: (bucket, key) => rm(pathFor(bucket, key)),
    close: () => rm(root, { recursive: true }),
  };
}
