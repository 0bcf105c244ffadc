import type { Objects } from '../../lambdas/clients/objects';
import type { PipelineRoot } from '../../lambdas/core/batch/object-keys';
import { type AppliedTable, appliedTableDocument } from '../../lambdas/core/collect/applied-table';
import { type CollectState, collectStateDocument } from '../../lambdas/core/collect/collect-state';
import { collectStateKey } from '../../lambdas/core/collect/object-batch';
import { type LoadReport, type LoadTableReport, loadReportDocument } from '../../lambdas/core/load-report/load-report';
import { forEachName } from './for-each-name';
import { type RunStatus, readRuns } from './read-runs';

/** What S3 says of a load pipeline. */
export interface LoadState {
  runs: readonly RunStatus<LoadReport>[];
  /** Which objects were taken, what is pending and what is owed; none where the source is an extract pipeline. */
  collected?: CollectState;
  /** Of an extract pipeline's tables, by their names there. */
  applied: readonly AppliedTable[];
  /** By the reports of these runs: each table as the newest run left it. */
  tables: readonly TableOfRun[];
}

/** A table with the last batch that was applied in one of the runs. */
export interface TableOfRun {
  runId: string;
  table: LoadTableReport;
  last?: LoadTableReport['batches'][number];
}

/** @param count of runs */
export const readLoad = async (store: Objects, root: PipelineRoot, count: number): Promise<LoadState> => {
  const runs = await readRuns(store, root, count, loadReportDocument);
  const collected = (await store.readDocument(collectStateDocument, collectStateKey(root)))?.content;
  const applied: AppliedTable[] = [];
  const prefix = { bucket: root.bucket, key: `${root.prefix}collect/tables/` };
  await forEachName(names(store, prefix), async (key) => {
    const stored = await store.readDocument(appliedTableDocument, { bucket: root.bucket, key });
    if (stored) applied.push(stored.content);
  });
  return { runs, applied, tables: newest(runs), ...(collected && { collected }) };
};

async function* names(store: Objects, prefix: { bucket: string; key: string }): AsyncGenerator<string> {
  for await (const { key } of store.list(prefix)) yield key;
}

/** Runs come newest first; dry runs changed nothing. */
const newest = (runs: readonly RunStatus<LoadReport>[]): TableOfRun[] => {
  const found = new Map<string, TableOfRun>();
  for (const { runId, report } of runs) {
    if (!report || report.status === 'dry run') continue;
    for (const table of report.tables) {
      const last = table.batches.at(-1);
      const known = found.get(table.table);
      if (known === undefined) found.set(table.table, { runId, table, ...(last && { last }) });
      else if (known.last === undefined && last) found.set(table.table, { ...known, last });
    }
  }
  return [...found.values()].sort((a, b) => (a.table.table < b.table.table ? -1 : 1));
};
