import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { manifestDocument, manifestOf, type Part, rowsOf, sizeOf } from '../core/batch/manifest';
import { batchPrefix, manifestKey } from '../core/batch/object-keys';
import { RowsMismatch } from '../core/errors';
import { defineHandler } from '../runtime/define-handler';
import { checkFiles } from './check-files';
import {
  copiedPartSchema,
  finishedStatementSchema,
  planItemSchema,
  runSchema,
  tablePlanSchema,
  type VerifiedBatch,
} from './contract';
import { loadUnit } from './load-unit';
import { readCount, rowsOfStatement } from './read-count';

/**
 * Proves a paged table complete: rows written + rows quarantined = rows counted in the same transaction, or for a view
 * the rows that the Data API says the result has. Every part must be there with its size: an invocation whose answer was
 * lost may still run, and overwrite a part by one that ends at another page. Then lists the parts in a manifest.
 *
 * If the process dies at any line: the manifest is written or not, the same each time; nothing refers to it yet.
 */
export const verifyPagesInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  plan: tablePlanSchema,
  statement: finishedStatementSchema,
  parts: z.array(copiedPartSchema),
});

export const verifyPages = async (
  { run, item, plan, statement, parts: copied }: z.output<typeof verifyPagesInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<VerifiedBatch> => {
  const unit = await loadUnit(item, clients.objects);
  const parts: Part[] = copied
    .filter((part) => part.rows > 0)
    .map(({ key, rows, sizeBytes }) => ({ bucket: run.root.bucket, key, rows, sizeBytes }));
  const quarantined = copied.reduce((sum, part) => sum + part.quarantined, 0);
  const rows = rowsOf(parts);
  const counted =
    plan.countIndex > 0
      ? await readCount(clients.data, statement.statementId, plan.countIndex)
      : await rowsOfStatement(clients.data, statement.statementId, plan.dataIndex);
  if (rows + quarantined !== counted) {
    throw new RowsMismatch(
      `${unit.table}: ${counted} rows were counted, ${rows} written and ${quarantined} quarantined, in one transaction`,
    );
  }
  await checkFiles(clients.objects, batchPrefix(run.root, unit.destination, plan.batchId), parts, unit.table);
  const manifest = manifestKey(run.root, unit.destination, plan.batchId);
  await clients.objects.writeDocument(manifestDocument, manifest, manifestOf(parts));
  return { manifest, rows, sizeBytes: sizeOf(parts), files: parts.length, quarantined };
};

export const handler = defineHandler(verifyPagesInputSchema, (input) =>
  verifyPages(input, { data: redshiftData(), objects: objects() }),
);
