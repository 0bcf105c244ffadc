import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type PipelineRoot, planKey } from '../core/batch/object-keys';
import { type RetiredRuns, retireRunFolders } from '../run/retire-run-folders';
import { defineHandler } from '../runtime/define-handler';
import { type Run, runSchema } from './contract';

/**
 * Deletes what former runs left below `runs/`, beyond `keep.runs`: plans, read plans, records, reports. No committed batch
 * needs them.
 *
 * If the process dies at any line: the plan of an old run is gone, or more of it, and what is left is deleted later, as
 * retireRunFolders says. A run that is half deleted has no plan any more, wherever its plan is kept, so that
 * `retryFailedOf` refuses it.
 */
export const retireRunsInputSchema = z.object({ run: runSchema, now: z.string() });

export const retireRuns = (
  { run, now }: z.output<typeof retireRunsInputSchema>,
  clients: { objects: Objects },
): Promise<RetiredRuns> =>
  retireRunFolders(
    {
      run,
      now,
      roots: rootsOf(run),
      marker: (runId) => planKey(run.planRoot, runId),
      needed: async () => new Set(),
    },
    clients.objects,
  );

/** Where runs have folders: where the plan is kept when the data go to another region, and beside the data. */
const rootsOf = ({ root, planRoot }: Run): PipelineRoot[] =>
  planRoot.bucket === root.bucket ? [root] : [planRoot, root];

export const handler = defineHandler(retireRunsInputSchema, (input) => retireRuns(input, { objects: objects() }));
