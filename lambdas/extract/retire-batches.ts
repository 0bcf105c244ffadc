import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import {
  type BatchFolder,
  currentKey,
  groupKey,
  manifestOfName,
  manifestsPrefix,
  type ObjectLocation,
  tablePrefix,
} from '../core/batch/object-keys';
import { isBatchUpTo } from '../core/batch/run-id';
import { type Checkpoint, checkpointDocument, groupDocument } from '../core/progress/checkpoint';
import { keptBatches, retirable } from '../core/progress/retention';
import { defineHandler } from '../runtime/define-handler';
import { readCommitted } from './committed';
import { planItemSchema, type Run, runSchema, type Unit } from './contract';
import { loadUnit } from './load-unit';

/**
 * Deletes what nobody reads any more: superseded batches beyond `keep.snapshots`, old key sets, and what attempts left
 * behind that were never committed.
 *
 * If the process dies at any line: files are deleted before current.json forgets their batches, so that the next run
 * finds what is left. current.json is written on the ETag it was read with; whoever commits in between wins, and the next
 * run forgets. What a later run has written stays: this may be a step that was given up and still runs, while that run is
 * under way.
 */
export const retireBatchesInputSchema = z.object({ run: runSchema, item: planItemSchema, now: z.string() });

export interface RetiredBatches {
  /** Files deleted, manifests not counted. */
  deleted: number;
}

const FOLDERS: readonly BatchFolder[] = ['data', 'deletes', 'keys'];

export const retireBatches = async (
  { run, item, now }: z.output<typeof retireBatchesInputSchema>,
  clients: { objects: Objects },
): Promise<RetiredBatches> => {
  const store = clients.objects;
  const unit = await loadUnit(item, store);
  const committed = await readCommitted(run, unit, store);
  let deleted = 0;
  let changed = false;
  const next: Checkpoint[] = [];
  for (const checkpoint of committed.checkpoints.values()) {
    const { superseded } = checkpoint;
    const drop = new Set(retirable(superseded, run.keepSnapshots, now));
    changed ||= drop.size > 0;
    const left = { ...checkpoint, superseded: superseded.filter((one) => !drop.has(one)) };
    deleted += await deleteUnlisted(run, left, store);
    next.push(left);
  }
  if (changed && committed.etag !== null) await forget(run, unit, next, committed.etag, store);
  return { deleted };
};

/** Deletes every file and every manifest of a table's batches that its checkpoint does not keep. */
const deleteUnlisted = async (run: Run, checkpoint: Checkpoint, store: Objects): Promise<number> => {
  const { destination } = checkpoint;
  const keep = keptBatches(checkpoint);
  const isGone = (batchId: string, folder: BatchFolder): boolean =>
    !keep[folder].has(batchId) && isBatchUpTo(batchId, run.runId);
  const files: ObjectLocation[] = [];
  for (const folder of FOLDERS) {
    const prefix = tablePrefix(run.root, destination, folder);
    for await (const { key } of store.list(prefix)) {
      const batchId = /^batch=([^/]+)\//.exec(key.slice(prefix.key.length))?.[1];
      if (batchId !== undefined && isGone(batchId, folder)) files.push({ bucket: prefix.bucket, key });
    }
  }
  await store.deleteAll(files);
  // A batch without rows has a manifest and no files.
  const prefix = manifestsPrefix(run.root, destination);
  const manifests: ObjectLocation[] = [];
  for await (const { key } of store.list(prefix)) {
    const of = manifestOfName(key.slice(prefix.key.length));
    if (of && isGone(of.batchId, of.folder)) manifests.push({ bucket: prefix.bucket, key });
  }
  await store.deleteAll(manifests);
  return files.length;
};

const forget = async (run: Run, unit: Unit, next: Checkpoint[], etag: string, store: Objects): Promise<void> => {
  const [checkpoint] = next;
  if (!checkpoint) return;
  const condition = { ifMatch: etag };
  if (unit.group === undefined) {
    await store.writeIf(checkpointDocument, currentKey(run.root, checkpoint.destination), checkpoint, condition);
    return;
  }
  const { committedBy, committedAt } = checkpoint;
  await store.writeIf(
    groupDocument,
    groupKey(run.root, unit.group),
    { formatVersion: 1, group: unit.group, committedBy, committedAt, tables: next },
    condition,
  );
};

export const handler = defineHandler(retireBatchesInputSchema, (input) => retireBatches(input, { objects: objects() }));
