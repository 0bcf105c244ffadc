import type { Objects } from '../../lambdas/clients/objects';
import { lockKey, type PipelineRoot, reportKey, runsPrefix } from '../../lambdas/core/batch/object-keys';
import { isRunOfExecution, startOfRun } from '../../lambdas/core/batch/run-id';
import { lockDocument } from '../../lambdas/core/progress/lock';
import { type Report, reportDocument } from '../../lambdas/core/progress/report';

/** A run, newest first in a list. */
export interface RunStatus {
  runId: string;
  /** `under way`: it holds the lock. `no report`: it ended before its report, or was a dry run that is not over. */
  status: Report['status'] | 'under way' | 'no report';
  /** Milliseconds since 1970. */
  startedAt: number;
  seconds?: number;
  totals?: Report['totals'];
  error?: string;
}

/** The last runs of a pipeline, the newest first. */
export const readRuns = async (store: Objects, root: PipelineRoot, count: number): Promise<RunStatus[]> => {
  const starts = new Map<string, number>();
  for await (const runId of store.folders(runsPrefix(root))) {
    const startedAt = startOfRun(runId);
    if (startedAt !== undefined) starts.set(runId, startedAt);
  }
  const lock = await store.readDocument(lockDocument, lockKey(root));
  const newest = [...starts].reverse().slice(0, count);
  return Promise.all(
    newest.map(async ([runId, startedAt]): Promise<RunStatus> => {
      const report = (await store.readDocument(reportDocument, reportKey(root, runId)))?.content;
      if (report) {
        const { status, totals, error } = report;
        const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
        return { runId, status, startedAt, seconds, totals, ...(error !== undefined && { error }) };
      }
      const holds = lock !== undefined && isRunOfExecution(runId, lock.content.executionArn);
      return { runId, status: holds ? 'under way' : 'no report', startedAt };
    }),
  );
};
