import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { dataPrefix } from '../core/batch/object-keys';
import { runIdOf } from '../core/batch/run-id';
import { statementNamePrefix } from '../core/statement/token';
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
  execution: z.object({
    arn: z.string(),
    /** ISO text, or milliseconds since the epoch as EventBridge gives them. */
    startedAt: z.union([z.string(), z.number()]),
  }),
  last: z.boolean(),
});

export interface CleanedRun {
  runId: string;
  cancelled: number;
  abortedUploads: number;
  lockReleased: boolean;
}

export const cleanUpRun = async (
  { pipeline, root, execution, last }: z.output<typeof cleanUpRunInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<CleanedRun> => {
  const runId = runIdOf(execution.arn, new Date(execution.startedAt).toISOString());
  const running = await clients.data.running(statementNamePrefix(pipeline, runId));
  for (const { statementId } of running) await clients.data.cancel(statementId);
  const abortedUploads = await clients.objects.abortUploads(dataPrefix(root), (key) =>
    key.includes(`/batch=${runId}-`),
  );
  const lockReleased = last && (await releaseLock(clients.objects, root, execution.arn));
  return { runId, cancelled: running.length, abortedUploads, lockReleased };
};

export const handler = defineHandler(cleanUpRunInputSchema, (input) =>
  cleanUpRun(input, { data: redshiftData(), objects: objects() }),
);
