import { createHash } from 'node:crypto';

/**
 * The name of a run, from what Step Functions knows of its execution, so that every step and every retry derives the
 * same one. Sorts by start time: `20260105T030000Z-1a2b3c4d5e6f`.
 *
 * @param startedAt ISO 8601 time from `$states.context.Execution.StartTime`
 * @throws RangeError for a time that is none
 */
export const runIdOf = (executionArn: string, startedAt: string): string => {
  const time = new Date(startedAt);
  if (Number.isNaN(time.getTime())) throw new RangeError(`not a time: ${startedAt}`);
  const stamp = time
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `${stamp}-${digestOf(executionArn)}`;
};

/** When a run started, in milliseconds since 1970, to the second; undefined for what is no run's name. */
export const startOfRun = (runId: string): number | undefined => {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]+$/.exec(runId);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, ...number[]];
  const time = Date.UTC(year, (month ?? 1) - 1, day, hour, minute, second);
  return Number.isNaN(time) ? undefined : time;
};

/** Whether a run is that of an execution, which needs no agreement on its start time. */
export const isRunOfExecution = (runId: string, executionArn: string): boolean =>
  runId.endsWith(`-${digestOf(executionArn)}`);

const digestOf = (executionArn: string): string => createHash('sha256').update(executionArn).digest('hex').slice(0, 12);

/**
 * The name of a batch: one for each attempt to read a table, because an UNLOAD that failed half-way leaves files under
 * its prefix. `20260105T030000Z-1a2b3c4d5e6f-0-1` is the first attempt of a run that was never redriven.
 */
export const batchIdOf = (runId: string, redriveCount: number, attempt: number): string =>
  `${runId}-${redriveCount}-${attempt}`;

/** The batch of the rows that the next run reads anew, beside those that stay. */
export const tailBatchId = (batchId: string): string => `${batchId}-tail`;

/** The run that a batch belongs to; undefined for what is no batch's name. */
export const runOfBatch = (batchId: string): string | undefined => /^(.+)-\d+-\d+(-tail)?$/.exec(batchId)?.[1];

/** Whether a batch was read by this run. */
export const isBatchOfRun = (batchId: string, runId: string): boolean => runOfBatch(batchId) === runId;

/** Whether a batch was read by this run or an earlier one. Of two runs of one second, the lock lets only one read. */
export const isBatchUpTo = (batchId: string, runId: string): boolean => {
  const run = runOfBatch(batchId);
  return run !== undefined && startOf(run) <= startOf(runId);
};

const startOf = (runId: string): string => runId.slice(0, runId.indexOf('-'));
