import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { runKey } from '../core/batch/object-keys';
import { collectStateDocument } from '../core/collect/collect-state';
import { collectStateKey } from '../core/collect/object-batch';
import { neededRuns } from '../core/load/needed-runs';
import { type RetiredRuns, retireRunFolders } from '../run/retire-run-folders';
import { defineHandler } from '../runtime/define-handler';
import { loadRunSchema } from './contract';

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
 * If the process dies at any line: run.json of an old run is gone, or more of it, and what is left is deleted later, as
 * retireRunFolders says. Where the state of objects cannot be read, nothing is deleted.
 */
export const retireLoadRunsInputSchema = z.object({ run: loadRunSchema, now: z.string() });

export const retireLoadRuns = (
  { run, now }: z.output<typeof retireLoadRunsInputSchema>,
  clients: { objects: Objects },
): Promise<RetiredRuns> =>
  retireRunFolders(
    {
      run,
      now,
      roots: [run.root],
      marker: (runId) => runKey(run.root, runId),
      needed: async () =>
        neededRuns((await clients.objects.readDocument(collectStateDocument, collectStateKey(run.root)))?.content),
    },
    clients.objects,
  );

export const handler = defineHandler(retireLoadRunsInputSchema, (input) =>
  retireLoadRuns(input, { objects: objects() }),
);
