import { startOfRun } from '../batch/run-id';
import type { Keep } from './retention';

/** Nothing younger is deleted, whatever is configured: people look at it, and a dry run holds no lock. */
const MIN_AGE_MS = 24 * 3_600_000;

/**
 * Which folders of runs may be deleted, oldest first: beyond the newest so many, or older than so many seconds. Never the
 * run that asks, and nothing that is no run.
 *
 * @param folders names below `runs/`, sorted; a run's sorts by its start
 * @param now ISO 8601
 */
export const retirableRuns = (
  folders: readonly string[],
  keep: Keep,
  { runId, now }: { runId: string; now: string },
): string[] => {
  const runs = folders.flatMap((folder) => {
    const startedAt = startOfRun(folder);
    return startedAt === undefined ? [] : [{ folder, ageMs: Date.parse(now) - startedAt }];
  });
  const beyond =
    'count' in keep
      ? runs.slice(0, Math.max(0, runs.length - keep.count))
      : runs.filter(({ ageMs }) => ageMs > keep.seconds * 1000);
  return beyond.filter(({ folder, ageMs }) => folder !== runId && ageMs > MIN_AGE_MS).map(({ folder }) => folder);
};

/**
 * Whether a run stays because it is young, whatever else there is: then those that sort behind it stay as well. Never of a
 * count, for which all have to be known.
 */
export const staysByAge = (folder: string, keep: Keep, now: string): boolean => {
  const startedAt = startOfRun(folder);
  if (startedAt === undefined || 'count' in keep) return false;
  return Date.parse(now) - startedAt <= Math.max(keep.seconds * 1000, MIN_AGE_MS);
};
