import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { readKey, statementKey } from '../core/batch/object-keys';
import { MAX_INLINE_BYTES, previewOf } from '../core/statement/statement';
import { defineHandler } from '../runtime/define-handler';
import { methodSchema, planItemSchema, runSchema, type TablePlan, verifiedUnitSchema } from './contract';
import { loadUnit } from './load-unit';
import { planRead } from './plan-read';
import { unitName } from './unit-name';

/**
 * Decides what one attempt to read a unit reads, renders its SQL, and remembers which version of current.json it starts
 * from.
 *
 * If the process dies at any line: at most the read plan and the statement's text lie in S3, and the retry writes them
 * again. The ETag that it reads is the fence of the commit: whoever commits in between makes this attempt's commit fail.
 */
export const planTableInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  /** Counts the renderings, from 1. */
  attempt: z.number().int().positive(),
  redriveCount: z.number().int().nonnegative(),
  /** Set once a count or a fallback has decided. */
  method: methodSchema.nullable(),
  /** Tables whose source has shown to be rebuilt. */
  resets: verifiedUnitSchema.shape.resets,
  now: z.string(),
});

export const planTable = async (
  { item, ...planning }: z.output<typeof planTableInputSchema>,
  clients: { objects: Objects },
): Promise<TablePlan> => {
  const { run, redriveCount, attempt } = planning;
  const unit = await loadUnit(item, clients.objects);
  const plan = await planRead({ ...planning, unit }, clients.objects);
  const step = plan.method === 'count' ? 'count' : 'read';
  const name = unitName(unit);
  const readAt = readKey(run.root, run.runId, name, `${redriveCount}-${attempt}`);
  await clients.objects.write(readAt, JSON.stringify(plan));
  return {
    label: plan.label,
    method: plan.method,
    batchId: plan.batchId,
    attempt,
    readAt,
    statement: { step, mode: 'TRANSACTION', sql: await placed(plan.sqls) },
    mayUnload: unit.tables.every(({ methodIsAuto }) => methodIsAuto),
  };

  async function placed(texts: string[]) {
    const json = JSON.stringify(texts);
    if (Buffer.byteLength(json) <= MAX_INLINE_BYTES) return { sqls: texts };
    const at = statementKey(run.root, run.runId, name, step, `${redriveCount}-${attempt}`);
    await clients.objects.write(at, json);
    return { ...at, preview: previewOf(texts) };
  }
};

export const handler = defineHandler(planTableInputSchema, (input) => planTable(input, { objects: objects() }));
