import type { Batch, Checkpoint } from '../../../../lambdas/core/progress/checkpoint';

/** A batch of a run: `w3` is a window of run 3. The letter is its kind. */
export const batch = (text: string, extra: Partial<Batch> = {}): Batch => {
  const kinds = { s: 'snapshot', l: 'load', w: 'window', b: 'backfill', t: 'tail' } as const;
  const run = Number(text.replace(/\D/g, ''));
  const manifest = { bucket: 'b', key: `${text}.json` };
  return {
    ...{ manifest, rows: 10, files: 1, sizeBytes: 100 },
    batchId: text,
    runId: `run-${run}`,
    method: 'unload',
    kind: kinds[text.charAt(0) as keyof typeof kinds],
    schemaVersion: 'v1',
    quarantined: 0,
    committedAt: new Date(Date.parse('2026-01-01T00:00:00.000Z') + run * 1_000).toISOString(),
    ...extra,
  };
};

export const checkpoint = (batches: Batch[], tail?: Batch, extra: Partial<Checkpoint> = {}): Checkpoint => ({
  formatVersion: 2,
  committedBy: batches.at(-1)?.batchId ?? '',
  committedAt: batches.at(-1)?.committedAt ?? '',
  table: { schema: 'src', name: 't' },
  destination: { schema: 's', name: 't' },
  mode: 'incremental',
  primaryKey: ['id'],
  schema: { version: 'v1', bucket: 'b', key: 'v1.json' },
  batches,
  ...(tail && { tail }),
  superseded: [],
  ...extra,
});
