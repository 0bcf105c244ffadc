import type { Objects } from '../clients/objects';
import type { ObjectLocation } from '../core/batch/object-keys';
import { DocumentInvalid } from '../core/errors';
import type { StoredDocument } from '../core/progress/stored-document';

/**
 * Writes a document that nobody may replace, and gives what is there afterwards: the own content, or that of whoever was
 * first. So all that come later build on the same.
 */
export const writeOnce = async <T>(
  document: StoredDocument<T>,
  location: ObjectLocation,
  content: T,
  store: Objects,
): Promise<T> => {
  const write = await store.writeIf(document, location, content, { ifAbsent: true });
  if (write.written) return content;
  const stored = await store.readDocument(document, location);
  if (!stored) throw new DocumentInvalid(`${location.key} was there and is gone: start the pipeline again`);
  return stored.content;
};
