import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { currentKey, recordKey } from '../core/batch/object-keys';
import { isBatchOfRun } from '../core/batch/run-id';
import { checkpointDocument } from '../core/progress/checkpoint';
import { causeText } from '../core/progress/failure-cause';
import { recordDocument } from '../core/progress/run-record';
import { defineHandler } from '../runtime/define-handler';
import { planItemSchema, runSchema } from './contract';
import { loadUnit } from './load-unit';

/**
 * Records that a table failed, and why.
 *
 * If the process dies at any line: the record is there or not, and the retry writes the same. A commit that did happen,
 * whose step failed afterwards, is never recorded as a failure: current.json decides.
 */
export const recordFailureInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  attempt: z.number(),
  error: z.object({ Error: z.string(), Cause: z.string().nullish() }),
  startedAt: z.string(),
  now: z.string(),
});

export interface RecordedFailure {
  error: string;
  cause: string;
}

/** A Fail state's cause holds 32,768 characters. */
const MAX_CAUSE = 8_000;

export const recordFailure = async (
  { run, item, attempt, error, startedAt, now }: z.output<typeof recordFailureInputSchema>,
  clients: { objects: Objects },
): Promise<RecordedFailure> => {
  const unit = await loadUnit(item, clients.objects);
  const failure = { error: error.Error, cause: causeText(error.Cause ?? '').slice(0, MAX_CAUSE) };
  const location = recordKey(run.root, run.runId, unit.destination);
  const current = await clients.objects.readDocument(checkpointDocument, currentKey(run.root, unit.destination));
  const batch = current?.content.batches.find(({ batchId }) => isBatchOfRun(batchId, run.runId));
  await clients.objects.writeDocument(
    recordDocument,
    location,
    batch
      ? {
          formatVersion: 1,
          status: 'committed',
          table: unit.table,
          destination: unit.destination,
          why: unit.why,
          batch,
          statementId: '',
          polls: 0,
          attempts: attempt,
          startedAt,
          endedAt: now,
        }
      : {
          formatVersion: 1,
          status: 'failed',
          table: unit.table,
          ...failure,
          attempts: attempt,
          startedAt,
          endedAt: now,
        },
  );
  return failure;
};

export const handler = defineHandler(recordFailureInputSchema, (input) => recordFailure(input, { objects: objects() }));
