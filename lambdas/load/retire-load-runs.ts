import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { lockKey, type ObjectLocation, runKey, runPrefix, runsPrefix } from '../core/batch/object-keys';
import { collectStateDocument } from '../core/collect/collect-state';
import { collectStateKey } from '../core/collect/object-batch';
import { neededRuns } from '../core/load/needed-runs';
import { lockDocument } from '../core/progress/lock';
import { retirableRuns, staysByAge } from '../core/progress/run-retention';
import { defineHandler } from '../runtime/define-handler';
import { type LoadRun, loadRunSchema } from './contract';

/**
 * Deletes what former runs left below `runs/`, beyond `keep.runs`: plans, manifests, SQL, records, reports.
 *
 * What is still needed of a former run, and where it is:
 * - staged parts and lists of objects of batches that are pending or owed: `staging/` and `collect/batches/`. FinishLoad
 *   deletes them once no table waits; this step touches neither.
 * - which objects were taken, what is pending and owed, the number of the next batch, what is applied of an extract:
 *   `collect/`. The target's own ledger is in the target. Neither is touched, so that `reload` needs no former run.
 * - names of columns: `tables/`. Rows that were not loaded: `quarantine/`, which people look at when they like. Not touched.
 * - why a table owes a batch, and `retryFailedOf` for it: the folder of the run that tried it last, and of the run that took
 *   the pending batch. Their folders stay, however old they are.
 * - `retryFailedOf` for batches of an extract pipeline: the run's records. It is refused once run.json is gone, which is
 *   deleted before all else of a run, in a call of its own. A run without input loads what every table lacks.
 * - `shuttle status` shows the reports that there are; `shuttle look` reads none.
 * - a transaction of a run that was stopped may still want its manifest: it fails then, and a later run has its batch or
 *   sends it again.
 *
 * If the process dies at any line: run.json of an old run is gone, or more of it; what is left of its folder is still
 * listed, and the retry or the next run deletes it. Only the holder of the pipeline's lock deletes: a redriven execution
 * that lost it might meet a run that is under way. Where the state of objects cannot be read, nothing is deleted.
 */
export const retireLoadRunsInputSchema = z.object({ run: loadRunSchema, now: z.string() });

export interface RetiredLoadRuns {
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

export const retireLoadRuns = async (
  { run, now }: z.output<typeof retireLoadRunsInputSchema>,
  clients: { objects: Objects },
): Promise<RetiredLoadRuns> => {
  const store = clients.objects;
  const retired: RetiredLoadRuns = { runs: 0, deleted: 0, left: 0 };
  const lock = await store.readDocument(lockDocument, lockKey(run.root));
  if (lock?.content.executionArn !== run.executionArn) return retired;
  const state = await store.readDocument(collectStateDocument, collectStateKey(run.root));
  const needed = neededRuns(state?.content);
  const folders = await oldFolders(run, now, store);
  for (const runId of retirableRuns(folders, run.keepRuns, { runId: run.runId, now })) {
    if (needed.has(runId)) continue;
    const budget = MAX_OBJECTS - retired.deleted;
    if (budget === 0 || retired.runs === MAX_RUNS) {
      retired.left++;
      continue;
    }
    const files = await firstOf(store, runPrefix(run.root, runId), budget + 1);
    await store.deleteAll([runKey(run.root, runId)]);
    await store.deleteAll(files.slice(0, budget));
    retired.deleted += Math.min(files.length, budget);
    if (files.length <= budget) retired.runs++;
    else retired.left++;
  }
  return retired;
};

/** The folders that may be old enough. A load may run every minute: no more of the others are listed than come in a page. */
const oldFolders = async ({ root, keepRuns }: LoadRun, now: string, store: Objects): Promise<string[]> => {
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

export const handler = defineHandler(retireLoadRunsInputSchema, (input) =>
  retireLoadRuns(input, { objects: objects() }),
);
