import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { dataPrefix } from '../core/batch/object-keys';
import { isRunOfExecution, runOfBatch } from '../core/batch/run-id';
import { runOfStatement, statementNamePrefix } from '../core/statement/token';
import { defineHandler } from '../runtime/define-handler';
import { releaseLock } from './release-lock';

/**
 * Cleans up after an execution that ended without its last steps: stopped, timed out, or failed where no Catch sees it.
 * Cancels the run's statements and aborts its multipart uploads; the last pass frees its lock.
 *
 * If the process dies at any line: every effect is one that may be repeated, and the retry does what is left. It is
 * called twice, a minute apart, because a step that was under way when the execution ended may still submit something.
 */
export const cleanUpRunInputSchema = z.object({
  pipeline: z.string(),
  root: z.object({ bucket: z.string(), prefix: z.string() }),
  executionArn: z.string(),
  last: z.boolean(),
});

export interface CleanedRun {
  cancelled: number;
  abortedUploads: number;
  lockReleased: boolean;
}

export const cleanUpRun = async (
  { pipeline, root, executionArn, last }: z.output<typeof cleanUpRunInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<CleanedRun> => {
  const isOwn = (runId: string | undefined) => runId !== undefined && isRunOfExecution(runId, executionArn);
  const running = await clients.data.running(statementNamePrefix(pipeline));
  const own = running.filter(({ name }) => isOwn(runOfStatement(name)));
  for (const { statementId } of own) await clients.data.cancel(statementId);
  const abortedUploads = await clients.objects.abortUploads(dataPrefix(root), (key) => isOwn(runOfPart(key)));
  const lockReleased = last && (await releaseLock(clients.objects, root, executionArn));
  return { cancelled: own.length, abortedUploads, lockReleased };
};

/** The run that a part's key belongs to. */
const runOfPart = (key: string): string | undefined => {
  const batchId = /\/batch=([^/]+)\//.exec(key)?.[1];
  return batchId === undefined ? undefined : runOfBatch(batchId);
};

export const handler = defineHandler(cleanUpRunInputSchema, (input) =>
  cleanUpRun(input, { data: redshiftData(), objects: objects() }),
);
