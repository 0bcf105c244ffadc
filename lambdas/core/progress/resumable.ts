import { mapColumns } from '../catalog/column-mapping';
import type { CatalogColumn } from '../catalog/table';
import { schemaVersion } from '../catalog/table-schema';
import type { Fingerprint, Loading } from './checkpoint';

/**
 * What is under way in chunks, where a read of now fits to it: the same key, filter and choice of columns, the same
 * columns in the files, and the same key set where keys that are gone are looked for.
 *
 * @param identity of the key set, see key-set-identity.ts; undefined where none is written
 */
export const resumable = (
  loading: Loading | undefined,
  fingerprint: Fingerprint,
  columns: readonly CatalogColumn[],
  identity: string | undefined,
): Loading | undefined => {
  if (!loading || JSON.stringify(loading.fingerprint) !== JSON.stringify(fingerprint)) return undefined;
  if (loading.schemaVersion !== schemaVersion(mapColumns(columns))) return undefined;
  return identity === undefined || loading.keySet?.identity === identity ? loading : undefined;
};
