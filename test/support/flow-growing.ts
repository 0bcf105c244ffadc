import type { FlowTable } from './flow-catalog';
import type { Flow } from './flow-rig';
import type { StoredState } from './flow-types';

/** The pipeline of a group, one table of which changes and loses keys, all registered in the Glue Data Catalog. */
export const GROWING = 'growing';

export const GROWING_TABLES: FlowTable[] = [
  { name: 'public.orders', rows: 20, known: 1_000_000, changes: { fresh: 4, tail: 2, gone: 1 } },
  { name: 'public.items', rows: 30, known: 1_000_000, parts: 1 },
];

const MEMBERS = ['orders', 'items'];

const liveOf = ({ batches, tail }: StoredState) => [...batches, ...(tail ? [tail] : [])];

/** What is left when a run is over, without ids and times; and whatever does not fit together. */
export const growingState = (flow: Flow) => {
  const tables = flow.group('sales', GROWING)?.tables ?? [];
  const keys = new Set(flow.keys('', GROWING));
  const shown = flow.shown(GROWING);
  return {
    tables: tables.map(({ batches, tail, keySet }) => ({
      batches: batches.map(({ kind, rows, files, deletes }) => ({ kind, rows, files, gone: deletes?.rows })),
      tail: tail?.rows,
      keys: keySet?.rows,
    })),
    missing: tables.flatMap((table, i) => {
      const place = `tables/public.${MEMBERS[i]}/manifests/`;
      const manifests = [
        ...liveOf(table).map(({ batchId }) => `${place}${batchId}.json`),
        ...table.batches.flatMap(({ batchId, deletes }) => (deletes ? [`${place}${batchId}-deletes.json`] : [])),
        ...(table.keySet ? [`${place}${table.keySet.batchId}-keys.json`] : []),
      ];
      return manifests.flatMap((manifest) => missingFiles(flow, keys, manifest));
    }),
    /** Tables whose catalog does not show just what is live. */
    wronglyShown: tables.flatMap((table, i) => {
      const name = MEMBERS[i] ?? '';
      const live = liveOf(table).map(({ batchId }) => `data/public/${name}/batch=${batchId}/`);
      return JSON.stringify(shown[`public__${name}`]) === JSON.stringify(live.sort()) ? [] : [name];
    }),
    lock: flow.keys('lock.json', GROWING),
  };
};

const missingFiles = (flow: Flow, keys: ReadonlySet<string>, path: string): string[] => {
  const manifest = flow.read<{ entries: { url: string }[] }>(path, GROWING);
  if (!manifest) return [path];
  const prefix = `s3://${flow.bucket}/${flow.root(GROWING)}`;
  return manifest.entries.map(({ url }) => url.slice(prefix.length)).filter((key) => !keys.has(key));
};

/** Batches that have files and are not in the group's current.json, superseded ones included. */
export const orphansOf = (flow: Flow): string[] => {
  const known = JSON.stringify(flow.group('sales', GROWING));
  const files = ['data/', 'deletes/', 'keys/'].flatMap((folder) => flow.keys(folder, GROWING));
  const batches = new Set(files.flatMap((key) => /batch=([^/]+)/.exec(key)?.[1] ?? []));
  return [...batches].filter((batchId) => !known.includes(`"${batchId}"`));
};
