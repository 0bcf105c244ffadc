import type { FlowTable } from './flow-catalog';
import type { Ended, Flow } from './flow-rig';

/** A small run that takes every way of reading: UNLOAD, pages, and a count before. */
export const SWEPT: FlowTable[] = [
  { name: 'public.unloaded', rows: 20, known: 1_000_000, parts: 2 },
  { name: 'public.counted', rows: 10, known: null },
];

/** The pipeline that reads one table at a time, so that the n-th call is the same one in each run. */
export const SWEPT_PIPELINE = 'narrow';

/** What is left of a run when it is over, without what differs from run to run: ids, times. */
export const finalState = (flow: Flow) => {
  const current = SWEPT.map(({ name }) => ({
    table: name,
    batches: flow.current(name, SWEPT_PIPELINE)?.batches.map(({ method, rows, files }) => ({ method, rows, files })),
  }));
  return {
    current,
    /** Files of the committed batches: each is where its manifest says. */
    missing: SWEPT.flatMap(({ name }) => missingFiles(flow, name)),
    lock: flow.keys('lock.json', SWEPT_PIPELINE),
  };
};

const missingFiles = (flow: Flow, table: string): string[] =>
  (flow.current(table, SWEPT_PIPELINE)?.batches ?? []).flatMap(({ batchId }) => {
    const manifest = flow.read<{ entries: { url: string; meta: { record_count: number } }[] }>(
      `tables/${table}/manifests/${batchId}.json`,
      SWEPT_PIPELINE,
    );
    if (!manifest) return [`the manifest of ${batchId}`];
    const prefix = `s3://${flow.bucket}/${flow.root(SWEPT_PIPELINE)}`;
    const keys = new Set(flow.keys('data/', SWEPT_PIPELINE));
    return manifest.entries.map(({ url }) => url.slice(prefix.length)).filter((key) => !keys.has(key));
  });

/** Runs of a table's read statement in the engine whose effect was kept: more than one would be work done twice. */
export const readsOf = (flow: Flow): Record<string, number> =>
  Object.fromEntries(
    SWEPT.map(({ name }) => [name, flow.engine.ran('unload', name).length + flow.engine.ran('page', name).length]),
  );

export const sweptRun = (flow: Flow): Promise<Ended> => flow.run(SWEPT_PIPELINE);
