import type { Objects } from '../clients/objects';
import type { Part } from '../core/batch/manifest';
import type { ObjectLocation } from '../core/batch/object-keys';
import { ManifestInvalid, PartMissing } from '../core/errors';

/**
 * Compares the parts of a batch with what lies in S3: every part is there with its size, and nothing else beside them.
 *
 * @param prefix the batch's own
 * @param besides a key that may lie there too
 * @throws PartMissing, ManifestInvalid
 */
export const checkFiles = async (
  store: Objects,
  prefix: ObjectLocation,
  parts: readonly Part[],
  table: string,
  besides?: string,
): Promise<void> => {
  const sizes = await checkParts(store, prefix, parts, table);
  if (besides !== undefined) sizes.delete(besides);
  // An UNLOAD may leave empty files that its manifest does not list, and an empty one files without rows.
  const stray = [...sizes].find(([, size]) => size > 0);
  if (stray !== undefined && parts.length > 0) {
    throw new ManifestInvalid(`${table}: ${stray[0]} lies among the data but is not in the manifest`);
  }
};

/**
 * Every part is there with its size.
 *
 * @returns the sizes of what else lies under the prefix, by key
 * @throws PartMissing
 */
export const checkParts = async (
  store: Objects,
  prefix: ObjectLocation,
  parts: readonly Part[],
  table: string,
): Promise<Map<string, number>> => {
  const sizes = new Map<string, number>();
  for await (const { key, sizeBytes } of store.list(prefix)) sizes.set(key, sizeBytes);
  for (const part of parts) {
    const size = part.bucket === prefix.bucket ? sizes.get(part.key) : undefined;
    if (size !== part.sizeBytes) {
      throw new PartMissing(
        `${table}: the manifest lists ${part.key} with ${part.sizeBytes} bytes, S3 has ${size === undefined ? 'no such object' : `${size} bytes`}`,
      );
    }
    sizes.delete(part.key);
  }
  return sizes;
};
