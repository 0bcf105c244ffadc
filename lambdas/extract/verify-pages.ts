import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { manifestDocument, manifestOf, type Part, rowsOf, sizeOf } from '../core/batch/manifest';
import { batchPrefix, manifestKey, type ObjectLocation, quarantinePrefix } from '../core/batch/object-keys';
import { tailBatchId } from '../core/batch/run-id';
import { RowsMismatch } from '../core/errors';
import { defineHandler } from '../runtime/define-handler';
import { checkFiles } from './check-files';
import {
  type CopiedPart,
  copiedPartSchema,
  finishedStatementSchema,
  runSchema,
  tablePlanSchema,
  type VerifiedTable,
  type VerifiedUnit,
} from './contract';
import { rowsOfStatement } from './read-count';
import { NumbersReader } from './read-numbers';
import { loadReadPlan } from './read-plan';
import { resetOf, verifiedTable, verifyKeys } from './verify-read';

/**
 * Proves a paged table complete: rows written + rows quarantined = rows counted in the same transaction, or for a view
 * the rows that the Data API says the result has. Every part must be there with its size. Parts that nobody told of, by an
 * invocation whose answer was lost, are deleted; one that ends only now leaves a file that no manifest lists, until the
 * next run deletes it. Then lists the parts in a manifest.
 *
 * If the process dies at any line: the manifests are written or not, the same each time; nothing refers to them yet.
 */
export const verifyPagesInputSchema = z.object({
  run: runSchema,
  plan: tablePlanSchema,
  statement: finishedStatementSchema,
  parts: z.array(copiedPartSchema),
});

export const verifyPages = async (
  { run, plan: { readAt }, statement, parts: copied }: z.output<typeof verifyPagesInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<VerifiedUnit> => {
  const plan = await loadReadPlan({ readAt }, clients.objects);
  const [read] = plan.reads;
  if (!read) throw new RangeError('a read plan has a table');
  const { unit, statements } = read;
  const found = await new NumbersReader(clients.data, statement.statementId).read(read);
  const resets = resetOf(read, found);
  if (resets.length > 0) return { tables: [], resets };
  const keys = await verifyKeys(run, plan, read, found, clients.objects);
  const counted = found.rows ?? (await rowsOfStatement(clients.data, statement.statementId, statements.data));
  const rows = await verifyLane('rows', plan.batchId, counted);
  const tail =
    statements.tail === undefined ? undefined : await verifyLane('tail', tailBatchId(plan.batchId), found.tail);
  return {
    tables: [
      {
        ...verifiedTable(read, found, keys),
        rows,
        ...(tail && tail.rows + tail.quarantined > 0 && { tail }),
      },
    ],
    resets,
  };

  async function verifyLane(lane: CopiedPart['lane'], batchId: string, expected: number | undefined) {
    const own = copied.filter((part) => part.lane === lane);
    const parts: Part[] = own
      .filter((part) => part.rows > 0)
      .map((part) => ({ bucket: run.root.bucket, key: part.key, rows: part.rows, sizeBytes: part.sizeBytes }));
    const quarantined = own.reduce((sum, part) => sum + part.quarantined, 0);
    const written = rowsOf(parts);
    if (written + quarantined !== expected) {
      throw new RowsMismatch(
        `${unit.table}: ${expected} rows were counted, ${written} written and ${quarantined} quarantined, in one transaction`,
      );
    }
    const prefix = batchPrefix(run.root, unit.destination, batchId);
    const names = own.map(({ name }) => name);
    await deleteUnlisted(prefix, names, clients.objects);
    await deleteUnlisted(quarantinePrefix(run.root, unit.destination, batchId), names, clients.objects);
    await checkFiles(clients.objects, prefix, parts, unit.table);
    const manifest = manifestKey(run.root, unit.destination, batchId);
    await clients.objects.writeDocument(manifestDocument, manifest, manifestOf(parts));
    const batch: VerifiedTable['rows'] = {
      manifest,
      rows: written,
      sizeBytes: sizeOf(parts),
      files: parts.length,
      quarantined,
    };
    return batch;
  }
};

/** Deletes the objects under a prefix whose names do not begin with one of these. */
const deleteUnlisted = async (prefix: ObjectLocation, names: readonly string[], store: Objects): Promise<void> => {
  const stray: ObjectLocation[] = [];
  for await (const { key } of store.list(prefix)) {
    const rest = key.slice(prefix.key.length);
    if (!names.some((name) => rest.startsWith(name))) stray.push({ bucket: prefix.bucket, key });
  }
  await store.deleteAll(stray);
};

export const handler = defineHandler(verifyPagesInputSchema, (input) =>
  verifyPages(input, { data: redshiftData(), objects: objects() }),
);
