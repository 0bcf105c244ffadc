import type { BatchFolder } from '../batch/object-keys';
import type { Checkpoint, Superseded } from './checkpoint';

/** How many, or how long. */
export type Keep = { count: number } | { seconds: number };

/**
 * Which superseded batches may be deleted. Snapshots and tails are kept, each by itself, for readers who are at them:
 * the newest so many, or those superseded within so many seconds. Key sets and chunks that were never visible have no
 * readers.
 *
 * @param superseded oldest first
 * @param now ISO 8601
 */
export const retirable = (superseded: readonly Superseded[], keep: Keep, now: string): Superseded[] => {
  const read = (['snapshot', 'tail'] as const).flatMap((what) => {
    const all = superseded.filter((one) => one.what === what);
    if ('count' in keep) return all.slice(0, Math.max(0, all.length - keep.count));
    return all.filter(({ at }) => (Date.parse(now) - Date.parse(at)) / 1000 >= keep.seconds);
  });
  return [...superseded.filter(({ what }) => what === 'keys' || what === 'unseen'), ...read];
};

/** The batches whose files must stay, by folder: live, waiting to become live, or superseded and kept. */
export const keptBatches = (checkpoint: Checkpoint): Record<BatchFolder, ReadonlySet<string>> => {
  const { loading } = checkpoint;
  const batches = [
    ...checkpoint.batches,
    ...(checkpoint.tail ? [checkpoint.tail] : []),
    ...(loading?.batches ?? []),
  ].map(({ batchId }) => batchId);
  const kept = checkpoint.superseded.filter(({ what }) => what !== 'keys').flatMap(({ batchIds }) => batchIds);
  const rows = new Set([...batches, ...kept]);
  const keys = [checkpoint.keySet, loading?.keySet].flatMap((set) => (set ? [set.batchId] : []));
  return { data: rows, deletes: rows, keys: new Set(keys) };
};
