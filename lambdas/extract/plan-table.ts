import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { currentKey, statementKey } from '../core/batch/object-keys';
import { batchIdOf } from '../core/batch/run-id';
import { MAX_INLINE_BYTES, previewOf } from '../core/statement/statement';
import { defineHandler } from '../runtime/define-handler';
import { methodSchema, planItemSchema, runSchema, type TablePlan } from './contract';
import { loadUnit } from './load-unit';
import { renderUnit } from './render-unit';

/**
 * Renders the SQL of one attempt to read a table, and remembers which version of current.json it starts from.
 *
 * If the process dies at any line: at most the statement's text lies in S3, and the retry writes the same again. The
 * ETag that it reads is the fence of the commit: whoever commits in between makes this attempt's commit fail.
 */
export const planTableInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  /** Counts the renderings, from 1. */
  attempt: z.number().int().positive(),
  redriveCount: z.number().int().nonnegative(),
  /** Set once a count or a fallback has decided. */
  method: methodSchema.nullable(),
});

export const planTable = async (
  { run, item, attempt, redriveCount, method }: z.output<typeof planTableInputSchema>,
  clients: { objects: Objects },
): Promise<TablePlan> => {
  const unit = await loadUnit(item, clients.objects);
  const chosen = method ?? unit.method;
  const batchId = batchIdOf(run.runId, redriveCount, attempt);
  const current = await clients.objects.read(currentKey(run.root, unit.destination));
  const { sqls, countIndex, dataIndex } = renderUnit(run, unit, chosen, batchId);
  const step = chosen === 'count' ? 'count' : 'read';
  return {
    table: unit.table,
    method: chosen,
    batchId,
    attempt,
    currentEtag: current?.etag ?? null,
    statement: { step, mode: 'TRANSACTION', sql: await placed(sqls) },
    countIndex,
    dataIndex,
    mayUnload: unit.methodIsAuto,
  };

  async function placed(texts: string[]) {
    const json = JSON.stringify(texts);
    if (Buffer.byteLength(json) <= MAX_INLINE_BYTES) return { sqls: texts };
    const at = statementKey(run.root, run.runId, unit.destination, step, `${redriveCount}-${attempt}`);
    await clients.objects.write(at, json);
    return { ...at, preview: previewOf(texts) };
  }
};

export const handler = defineHandler(planTableInputSchema, (input) => planTable(input, { objects: objects() }));
