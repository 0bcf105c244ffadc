import type { Objects } from '../clients/objects';
import type { ObjectLocation } from '../core/batch/object-keys';
import { DocumentInvalid } from '../core/errors';
import type { StoredDocument } from '../core/progress/stored-document';

/** Objects that are read or written at a time: enough for thousands in a minute, few enough for S3. */
const AT_A_TIME = 32;

/** Does something for each of many, some at a time; ends with the first error. */
export const forEachOf = async <T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) await work(items[at] as T, at);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, items.length) }, worker));
};

/**
 * Reads one document of each group, in the order of the groups.
 *
 * @throws DocumentInvalid where one is missing: the Map that writes them has succeeded
 */
export const readGroups = async <T>(
  document: StoredDocument<T>,
  locations: readonly ObjectLocation[],
  store: Objects,
): Promise<T[]> => {
  const found: T[] = new Array(locations.length);
  await forEachOf(locations, async (location, index) => {
    const stored = await store.readDocument(document, location);
    if (!stored) throw new DocumentInvalid(`${location.key} is gone: start the pipeline again`);
    found[index] = stored.content;
  });
  return found;
};

/** Documents of groups that are held at a time: each may tell of thousands of tables. */
const IN_HAND = 8;

/**
 * As readGroups, but only some are held at a time.
 *
 * @throws DocumentInvalid where one is missing
 */
export async function* groupsInTurn<T>(
  document: StoredDocument<T>,
  locations: readonly ObjectLocation[],
  store: Objects,
): AsyncGenerator<T> {
  for (let at = 0; at < locations.length; at += IN_HAND) {
    yield* await readGroups(document, locations.slice(at, at + IN_HAND), store);
  }
}
