import { compareUtf8 } from '../parquet/compare-utf8';
import type { BatchObject } from './object-batch';

/** Objects that one function call shapes. */
export interface ObjectGroup {
  /** Counted from 0; names the parts that come of it. */
  group: number;
  objects: BatchObject[];
  sizeBytes: number;
}

/**
 * How much one call takes on. Bytes: what a function streams within its time, with room for files that unpack to ten
 * times their size; keys: an item of a Map travels in the state, which holds 256 KiB.
 */
export const GROUP_LIMITS = { bytes: 16_000_000, objects: 500, keyBytes: 100_000 };

/**
 * Packs objects into groups: neighbours by key together, since they mostly are of one table, which then has fewer parts;
 * an object over the limit of bytes by itself. The same objects give the same groups, so that a repeated call writes the
 * same parts.
 */
export const groupObjects = (objects: readonly BatchObject[], limits = GROUP_LIMITS): ObjectGroup[] => {
  const groups: ObjectGroup[] = [];
  let open: (ObjectGroup & { keyBytes: number }) | undefined;
  for (const object of [...objects].sort((a, b) => compareUtf8(a.key, b.key))) {
    // As JSON writes it, with the ETag and numbers beside it.
    const keyBytes = Buffer.byteLength(JSON.stringify(object));
    const isFull =
      open === undefined ||
      open.objects.length >= limits.objects ||
      open.sizeBytes + object.sizeBytes > limits.bytes ||
      open.keyBytes + keyBytes > limits.keyBytes;
    if (open === undefined || isFull) {
      open = { group: groups.length, objects: [], sizeBytes: 0, keyBytes: 0 };
      groups.push(open);
    }
    open.objects.push(object);
    open.sizeBytes += object.sizeBytes;
    open.keyBytes += keyBytes;
  }
  return groups.map(({ group, objects: members, sizeBytes }) => ({ group, objects: members, sizeBytes }));
};
