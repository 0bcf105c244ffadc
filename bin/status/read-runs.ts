import type { Objects } from '../../lambdas/clients/objects';
import { lockKey, type PipelineRoot, reportKey, runsPrefix } from '../../lambdas/core/batch/object-keys';
import { isRunOfExecution, startOfRun } from '../../lambdas/core/batch/run-id';
import { lockDocument } from '../../lambdas/core/progress/lock';
import type { StoredDocument } from '../../lambdas/core/progress/stored-document';

/** What the reports of both directions have. */
interface RunReport {
  status: 'succeeded' | 'failed' | 'dry run';
  startedAt: string;
  endedAt: string;
}

/** A run, newest first in a list. */
export interface RunStatus<Report extends RunReport> {
  runId: string;
  /** `under way`: it holds the lock. `no report`: it ended before its report, or was a dry run that is not over. */
  status: RunReport['status'] | 'under way' | 'no report';
  /** Milliseconds since 1970. */
  startedAt: number;
  seconds?: number;
  report?: Report;
}

/**
 * The last runs of a pipeline, the newest first.
 *
 * @param document of the reports that its direction writes
 */
export const readRuns = async <Report extends RunReport>(
  store: Objects,
  root: PipelineRoot,
  count: number,
  document: StoredDocument<Report>,
): Promise<RunStatus<Report>[]> => {
  const starts = new Map<string, number>();
  for await (const runId of store.folders(runsPrefix(root))) {
    const startedAt = startOfRun(runId);
    if (startedAt !== undefined) starts.set(runId, startedAt);
  }
  const lock = await store.readDocument(lockDocument, lockKey(root));
  const newest = [...starts].reverse().slice(0, count);
  return Promise.all(
    newest.map(async ([runId, startedAt]): Promise<RunStatus<Report>> => {
      const report = (await store.readDocument(document, reportKey(root, runId)))?.content;
      if (report) {
        const seconds = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
        return { runId, status: report.status, startedAt, seconds, report };
      }
      const holds = lock !== undefined && isRunOfExecution(runId, lock.content.executionArn);
      return { runId, status: holds ? 'under way' : 'no report', startedAt };
    }),
  );
};
