import type { Objects } from '../clients/objects';
import { lockKey, type ObjectLocation, type PipelineRoot, runPrefix, runsPrefix } from '../core/batch/object-keys';
import { lockDocument } from '../core/progress/lock';
import type { Keep } from '../core/progress/retention';
import { retirableRuns, staysByAge } from '../core/progress/run-retention';

export interface RetiredRuns {
  /** Folders of runs that are empty now. */
  runs: number;
  /** Objects deleted. */
  deleted: number;
  /** Folders that the next run goes on with. */
  left: number;
}

/** Objects that one run deletes: 20 lists and 20 calls of DeleteObjects, some 30 seconds. */
export const MAX_OBJECTS = 20_000;

/** Folders that one run empties. Runs that found nothing new leave a few objects each: 3 calls a folder, a minute or two. */
export const MAX_RUNS = 500;

/** The run that asks, and what it knows of former ones. */
export interface Retiring {
  run: { runId: string; executionArn: string; root: PipelineRoot; keepRuns: Keep };
  now: string;
  /** Where runs have folders, in the order in which they are emptied. */
  roots: readonly PipelineRoot[];
  /** The object without which `retryFailedOf` refuses a run; it is no more than one of its folders' own. */
  marker: (runId: string) => ObjectLocation;
  /** Runs that stay however old they are. Asked for only while the lock is held. */
  needed: () => Promise<ReadonlySet<string>>;
}

/**
 * Empties the folders of former runs below `runs/`, beyond `keep.runs`, oldest first.
 *
 * A run's marker goes before all else of it, in a call of its own: one call of DeleteObjects may delete some keys and leave
 * others, and a run without records would look like one in which every table failed.
 *
 * If the process dies at any line: the marker of an old run is gone, or more of it; what is left of its folder is still
 * listed, and the retry or the next run deletes it. Only the holder of the pipeline's lock deletes: a redriven execution
 * that lost it might meet a run that is under way.
 */
export const retireRunFolders = async (
  { run, now, roots, marker, needed }: Retiring,
  store: Objects,
): Promise<RetiredRuns> => {
  const retired: RetiredRuns = { runs: 0, deleted: 0, left: 0 };
  const lock = await store.readDocument(lockDocument, lockKey(run.root));
  if (lock?.content.executionArn !== run.executionArn) return retired;
  const kept = await needed();
  for (const root of roots) {
    const folders = await oldFolders(root, run.keepRuns, now, store);
    for (const runId of retirableRuns(folders, run.keepRuns, { runId: run.runId, now })) {
      if (kept.has(runId)) continue;
      const budget = MAX_OBJECTS - retired.deleted;
      if (budget === 0 || retired.runs === MAX_RUNS) {
        retired.left++;
        continue;
      }
      const files = await firstOf(store, runPrefix(root, runId), budget + 1);
      await store.deleteAll([marker(runId)]);
      await store.deleteAll(files.slice(0, budget));
      retired.deleted += Math.min(files.length, budget);
      if (files.length <= budget) retired.runs++;
      else retired.left++;
    }
  }
  return retired;
};

/** The folders that may be old enough. A run may come every minute: no more of the others are listed than come in a page. */
const oldFolders = async (root: PipelineRoot, keepRuns: Keep, now: string, store: Objects): Promise<string[]> => {
  const folders: string[] = [];
  for await (const folder of store.folders(runsPrefix(root))) {
    if (staysByAge(folder, keepRuns, now)) break;
    folders.push(folder);
  }
  return folders;
};

const firstOf = async (store: Objects, prefix: ObjectLocation, count: number): Promise<ObjectLocation[]> => {
  const found: ObjectLocation[] = [];
  for await (const { key } of store.list(prefix)) {
    found.push({ bucket: prefix.bucket, key });
    if (found.length === count) break;
  }
  return found;
};
