import type { Checkpoint } from '../../lambdas/core/progress/checkpoint';
import { keptBatches } from '../../lambdas/core/progress/retention';
import { type Lake, type LakeRow, liveRows } from './model-lake';
import { ROOT } from './model-pipeline';
import type { ModelWorld } from './model-world';

/** However a run ends: of the rows that were visible and are at the source, none is missing. */
export const expectStillThere = (before: Lake | undefined, after: Lake | undefined, rows: readonly LakeRow[]): void => {
  const ridsOf = (some: readonly LakeRow[]) => new Set(some.map(({ rid }) => rid));
  const [source, found] = [ridsOf(rows), ridsOf(after ? liveRows(after) : [])];
  const missing = before ? [...ridsOf(liveRows(before))].filter((rid) => source.has(rid) && !found.has(rid)) : [];
  expect({ missing }).toEqual({ missing: [] });
};

/** Everything that lies under the table belongs to a batch that is live, under way or kept for readers. */
export const expectNoStrays = (world: ModelWorld, checkpoint: Checkpoint): void => {
  const kept = keptBatches(checkpoint);
  for (const folder of ['data', 'deletes', 'keys'] as const) {
    const prefix = `${ROOT.prefix}${folder}/public/${checkpoint.destination.name}/`;
    const found = world.s3.keys(prefix).map((key) => /batch=([^/]+)/.exec(key)?.[1] ?? key);
    expect({ folder, strays: found.filter((batchId) => !kept[folder].has(batchId)) }).toEqual({ folder, strays: [] });
  }
};
