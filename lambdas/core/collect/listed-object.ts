/** An object as a listing of the bucket shows it. */
export interface ListedObject {
  key: string;
  /** Without quotes. */
  etag: string;
  sizeBytes: number;
  /** ISO 8601 in UTC, as `Date.toISOString` writes it, so that it sorts as text. */
  lastModified: string;
  storageClass?: string | undefined;
}

/** Why an object is passed over whatever the state says. */
export type Ignored = 'folder' | 'hidden' | 'empty';

/**
 * Whether an object is none to load: the empty object that consoles make for a folder; a name that begins with `_` or `.`
 * anywhere below the prefix, as Spark, Hive and Athena hide them (`_SUCCESS`, `_temporary/`, `.part.crc`); an object
 * without content.
 *
 * @param prefix the source's own, whose folders are not judged
 */
export const ignoredBecause = ({ key, sizeBytes }: ListedObject, prefix: string): Ignored | undefined => {
  if (key.endsWith('/')) return 'folder';
  const names = key.slice(prefix.length).split('/');
  if (names.some((name) => name.startsWith('_') || name.startsWith('.'))) return 'hidden';
  return sizeBytes === 0 ? 'empty' : undefined;
};

/** Classes of which an object has to be restored before it can be read. */
const ARCHIVES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export const isArchived = ({ storageClass }: ListedObject): boolean => ARCHIVES.has(storageClass ?? '');
