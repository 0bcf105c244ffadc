import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { lockKey, type ObjectLocation, type PipelineRoot, runPrefix, runsPrefix } from '../core/batch/object-keys';
import { lockDocument } from '../core/progress/lock';
import { retirableRuns } from '../core/progress/run-retention';
import { defineHandler } from '../runtime/define-handler';
import { type Run, runSchema } from './contract';

/**
 * Deletes what former runs left below `runs/`, beyond `keep.runs`: plans, read plans, records, reports. No committed batch
 * needs them.
 *
 * If the process dies at any line: some objects of old runs are gone, the folders of the rest are still listed, and the
 * retry or the next run deletes them. A run that is half deleted has no plan any more, which goes before its records, so
 * that `retryFailedOf` refuses it. Only the holder of the pipeline's lock deletes: a redriven execution that lost it might
 * meet a run that is under way.
 */
export const retireRunsInputSchema = z.object({ run: runSchema, now: z.string() });

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

export const retireRuns = async (
  { run, now }: z.output<typeof retireRunsInputSchema>,
  clients: { objects: Objects },
): Promise<RetiredRuns> => {
  const store = clients.objects;
  const retired: RetiredRuns = { runs: 0, deleted: 0, left: 0 };
  const lock = await store.readDocument(lockDocument, lockKey(run.root));
  if (lock?.content.executionArn !== run.executionArn) return retired;
  for (const root of rootsOf(run)) {
    const folders: string[] = [];
    for await (const folder of store.folders(runsPrefix(root))) folders.push(folder);
    for (const runId of retirableRuns(folders, run.keepRuns, { runId: run.runId, now })) {
      const budget = MAX_OBJECTS - retired.deleted;
      const files = budget > 0 ? await firstOf(store, runPrefix(root, runId), budget + 1) : [];
      const done = budget > 0 && files.length <= budget;
      await store.deleteAll(files.slice(0, budget));
      retired.deleted += Math.min(files.length, budget);
      if (done) retired.runs++;
      else retired.left++;
    }
  }
  return retired;
};

/** Where runs have folders: where the plan is kept when the data go to another region, and beside the data. */
const rootsOf = ({ root, planRoot }: Run): PipelineRoot[] =>
  planRoot.bucket === root.bucket ? [root] : [planRoot, root];

const firstOf = async (store: Objects, prefix: ObjectLocation, count: number): Promise<ObjectLocation[]> => {
  const found: ObjectLocation[] = [];
  for await (const { key } of store.list(prefix)) {
    found.push({ bucket: prefix.bucket, key });
    if (found.length === count) break;
  }
  return found;
};

export const handler = defineHandler(retireRunsInputSchema, (input) => retireRuns(input, { objects: objects() }));
