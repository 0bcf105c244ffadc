import type { Objects } from '../clients/objects';
import {
  manifestDocument,
  manifestOf,
  type Part,
  parseUnloadManifest,
  partsOf,
  rowsOf,
  sizeOf,
} from '../core/batch/manifest';
import { type BatchFolder, batchPrefix, manifestKey, type ObjectLocation } from '../core/batch/object-keys';
import { ManifestInvalid, RowsMismatch } from '../core/errors';
import type { BatchFiles } from '../core/progress/checkpoint';
import { unloadManifestLocation } from '../core/sql/unload';
import { checkFiles } from './check-files';
import type { Run } from './contract';

/** The files of one UNLOAD. */
export interface UnloadedFiles {
  /** For messages. */
  table: string;
  destination: { schema: string; name: string };
  batchId: string;
  folder: BatchFolder;
  /** Rows counted in the same transaction. */
  counted: number;
  /** Asked where the count is UNLOAD's own and knows of none. */
  otherCount?: () => Promise<number | undefined>;
}

/**
 * Proves an UNLOAD complete and moves its manifest out of the data: rows in the manifest = rows counted in the same
 * transaction, every file is there with its size, and nothing else lies beside them.
 *
 * If the process dies at any line: the copy under manifests/ is written before the original is deleted, so that one of
 * the two is always there, and the retry starts from whichever it finds. Nothing refers to either before the commit.
 *
 * @throws RowsMismatch, ManifestInvalid, PartMissing
 */
export const verifyFiles = async (
  run: Pick<Run, 'root'>,
  files: UnloadedFiles,
  store: Objects,
): Promise<BatchFiles> => {
  const { table, destination, batchId, folder, counted, otherCount } = files;
  const prefix = batchPrefix(run.root, destination, batchId, folder);
  const original = unloadManifestLocation(prefix);
  const kept = manifestKey(run.root, destination, batchId, folder);
  const parts = await readParts(store, original, kept, counted, table);
  const rows = rowsOf(parts);
  // Not documented: whether pg_last_unload_count tells of an UNLOAD in the same, still open transaction. Where it knows of
  // none, the Data API's own number for the UNLOAD is compared.
  const agreed = otherCount && counted === 0 && rows > 0 ? await otherCount() : counted;
  if (rows !== agreed) {
    const what = folder === 'data' ? 'rows' : folder === 'keys' ? 'keys' : 'gone keys';
    throw new RowsMismatch(`${table}: ${agreed} ${what} were counted and ${rows} unloaded, in one transaction`);
  }
  await checkFiles(store, prefix, parts, table, original.key);
  await store.writeDocument(manifestDocument, kept, manifestOf(parts));
  // Athena and Spark would read a manifest among the data as a broken Parquet file.
  await store.delete(original);
  return { manifest: kept, rows, sizeBytes: sizeOf(parts), files: parts.length };
};

/** For an empty result UNLOAD writes no file, and perhaps no manifest. */
const readParts = async (
  store: Objects,
  original: ObjectLocation,
  kept: ObjectLocation,
  counted: number,
  table: string,
): Promise<Part[]> => {
  const found = await store.read(original);
  if (found) return parseUnloadManifest(found.text, `${original.bucket}/${original.key}`);
  const copied = await store.readDocument(manifestDocument, kept);
  if (copied) return partsOf(copied.content);
  if (counted === 0) return [];
  throw new ManifestInvalid(
    `${table}: UNLOAD finished and ${counted} rows were counted, but ${original.key} is missing`,
  );
};
