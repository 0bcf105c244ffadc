import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import {
  manifestDocument,
  manifestOf,
  type Part,
  parseUnloadManifest,
  partsOf,
  rowsOf,
  sizeOf,
} from '../core/batch/manifest';
import { batchPrefix, manifestKey, type ObjectLocation } from '../core/batch/object-keys';
import { ManifestInvalid, RowsMismatch } from '../core/errors';
import { unloadManifestLocation } from '../core/sql/unload';
import { defineHandler } from '../runtime/define-handler';
import { checkFiles } from './check-files';
import { finishedStatementSchema, planItemSchema, runSchema, tablePlanSchema, type VerifiedBatch } from './contract';
import { loadUnit } from './load-unit';
import { readCount, rowsOfStatement } from './read-count';

/**
 * Proves an UNLOAD complete and moves its manifest out of the data: rows in the manifest = rows counted in the same
 * transaction, every file is there with its size, and nothing else lies beside them.
 *
 * If the process dies at any line: the copy under manifests/ is written before the original is deleted, so that one of
 * the two is always there, and the retry starts from whichever it finds. Nothing refers to either before the commit.
 */
export const verifyUnloadInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  plan: tablePlanSchema,
  statement: finishedStatementSchema,
});

export const verifyUnload = async (
  { run, item, plan, statement }: z.output<typeof verifyUnloadInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<VerifiedBatch> => {
  const unit = await loadUnit(item, clients.objects);
  const prefix = batchPrefix(run.root, unit.destination, plan.batchId);
  const original = unloadManifestLocation(prefix);
  const kept = manifestKey(run.root, unit.destination, plan.batchId);

  const counted = await readCount(clients.data, statement.statementId, plan.countIndex);
  const parts = await readParts(clients.objects, original, kept, counted, unit.table);
  const rows = rowsOf(parts);
  // Not documented: whether pg_last_unload_count tells of an UNLOAD in the same, still open transaction. Where it knows of
  // none, the Data API's own number for the UNLOAD is compared.
  const knowsNone = unit.verify === 'manifest' && counted === 0 && rows > 0;
  const agreed = knowsNone ? await rowsOfStatement(clients.data, statement.statementId, plan.dataIndex) : counted;
  if (rows !== agreed) {
    throw new RowsMismatch(`${unit.table}: ${agreed} rows were counted and ${rows} unloaded, in one transaction`);
  }
  await checkFiles(clients.objects, prefix, parts, unit.table, original.key);
  await clients.objects.writeDocument(manifestDocument, kept, manifestOf(parts));
  // Athena and Spark would read a manifest among the data as a broken Parquet file.
  await clients.objects.delete(original);
  return { manifest: kept, rows, sizeBytes: sizeOf(parts), files: parts.length, quarantined: 0 };
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

export const handler = defineHandler(verifyUnloadInputSchema, (input) =>
  verifyUnload(input, { data: redshiftData(), objects: objects() }),
);
