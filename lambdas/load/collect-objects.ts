import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { collectedKey, groupsKey, stagedRoot } from '../core/batch/load-keys';
import { collectObjects, listAfter, refuseOtherSource } from '../core/collect/collect-objects';
import type { CollectReport } from '../core/collect/collect-options';
import { type CollectState, collectStateDocument, emptyCollectState } from '../core/collect/collect-state';
import type { ListedObject } from '../core/collect/listed-object';
import { collectStateKey, type ObjectBatch, objectBatchDocument, objectBatchKey } from '../core/collect/object-batch';
import { groupObjects } from '../core/collect/object-groups';
import { takeBatch } from '../core/collect/take-batch';
import type { LoadPipeline, ObjectSource } from '../core/config/load-config';
import type { LoadInput } from '../core/config/load-input';
import { CommitConflict, DocumentInvalid, InputInvalid, RunNotFound } from '../core/errors';
import { collectedDocument } from '../core/staging/collected';
import { shapingDigest } from '../core/staging/shaping-digest';
import { requireLock } from '../run/require-lock';
import { defineHandler } from '../runtime/define-handler';
import { type GroupItem, type LoadRun, loadRunSchema, type TakenBatch } from './contract';
import { readLoadConfig } from './load-config';

/**
 * Decides which objects the run takes: those of a batch that an earlier run took and did not settle, else what is new.
 *
 * If the process dies at any line: the list of a batch's objects is written before the state that names it, and nothing of
 * a batch is loaded before the state names it. A list that no state names is nobody's. The write of the state is
 * conditional on the version that was read; where its answer is lost, the retry finds the batch pending under its own id
 * and goes on with it. groups.json and collected.json are the same whoever writes them.
 */
export const collectObjectsInputSchema = z.object({ run: loadRunSchema, now: z.string() });

export interface CollectedRun {
  /** Null where there is nothing to shape. */
  batch: TakenBatch | null;
  /** The Map's items. */
  groups: { bucket: string; key: string };
}

export const collectObjectsStep = async (
  { run, now }: z.output<typeof collectObjectsInputSchema>,
  clients: { objects: Objects },
): Promise<CollectedRun> => {
  const store = clients.objects;
  const { config, input } = await readLoadConfig(run, store);
  const location = groupsKey(run.root, run.runId);
  const batch = await takenBatch({ run, now, config, input }, store);
  const groups = batch === undefined ? [] : groupObjects(batch.objects);
  const items = groups.map(({ group, objects: members }): GroupItem => ({ group, objects: members }));
  await store.write(location, JSON.stringify(items));
  if (batch === undefined || run.dryRun) return { batch: null, groups: location };
  const { batchId, batchSeq } = batch;
  const staged = stagedRoot(run.root, batchId, shapingDigest(config));
  return { batch: { batchId, batchSeq, staged, groups: groups.length }, groups: location };
};

interface Context {
  run: LoadRun;
  now: string;
  config: LoadPipeline;
  input: LoadInput;
}

const takenBatch = async (context: Context, store: Objects): Promise<ObjectBatch | undefined> => {
  const { run, now, input } = context;
  const at = collectStateKey(run.root);
  const stored = await store.readDocument(collectStateDocument, at);
  const state = stored?.content ?? emptyCollectState(run.source);
  const { pending } = state;
  if (input.retryFailedOf !== undefined) {
    requireOwed(input.retryFailedOf, state);
    await writeCollected(run, {}, store);
    return undefined;
  }
  refuseOtherSource(state, run.source);
  if (pending) {
    const batch = await readBatch(pending.document, store);
    // The retry of this very step: what it found is written down already.
    if (pending.runId === run.runId) return batch;
    if (input.reload !== undefined) throw pendingBefore(pending.batchId);
    await writeCollected(run, { batch, resumed: true }, store);
    return batch;
  }
  const options = collectOptions(context);
  const listing: ListedObject[] = [];
  const prefix = { bucket: run.source.bucket, key: run.source.prefix };
  for await (const object of store.list(prefix, listAfter(state, options))) listing.push(object);
  const { batch, state: next, report } = collectObjects(state, listing, { ...options, now });
  await writeCollected(run, { ...(batch && { batch }), report, resumed: false }, store);
  if (run.dryRun) return batch;
  await requireLock(run, store);
  const document = batch && objectBatchKey(run.root, batch);
  if (batch && document) await store.writeDocument(objectBatchDocument, document, batch);
  const taken = batch && document ? takeBatch(next, batch, document) : next;
  const condition = stored ? { ifMatch: stored.etag } : ({ ifAbsent: true } as const);
  const write = await store.writeIf(collectStateDocument, at, taken, condition);
  return write.written ? batch : writtenAlready(run, batch, store);
};

const writeCollected = async (
  { root, runId }: LoadRun,
  { batch, report, resumed = false }: { batch?: ObjectBatch; report?: CollectReport; resumed?: boolean },
  store: Objects,
): Promise<void> => {
  await store.writeDocument(collectedDocument, collectedKey(root, runId), {
    formatVersion: 1,
    runId,
    ...(batch && {
      batch: {
        batchId: batch.batchId,
        batchSeq: batch.batchSeq,
        objects: batch.objects.length,
        sizeBytes: batch.sizeBytes,
        resumed,
      },
    }),
    ...(report && { report }),
  });
};

/** Somebody wrote the state since it was read: this step itself, whose answer was lost, or another execution. */
const writtenAlready = async (
  run: LoadRun,
  batch: ObjectBatch | undefined,
  store: Objects,
): Promise<ObjectBatch | undefined> => {
  const stored = await store.readDocument(collectStateDocument, collectStateKey(run.root));
  const pending = stored?.content.pending;
  if (pending?.runId === run.runId) return readBatch(pending.document, store);
  // Without a batch the state has only moved its window, which the next run does as well.
  if (batch === undefined && pending === undefined) return undefined;
  throw new CommitConflict('another execution changed collect/state.json meanwhile: start the pipeline again');
};

const readBatch = async (at: { bucket: string; key: string }, store: Objects): Promise<ObjectBatch> => {
  const batch = await store.readDocument(objectBatchDocument, at);
  if (batch) return batch.content;
  throw new DocumentInvalid(
    `${at.key}, the list of the pending batch's objects, is gone: restore that version of the object, or remove pending from collect/state.json and load the objects by reload`,
  );
};

/** Tables get what they owe in any run; this one takes nothing new. */
const requireOwed = (runId: string, state: CollectState): void => {
  if (state.owed.some((owed) => owed.runId === runId)) return;
  throw new RunNotFound(
    `retryFailedOf: no table owes a batch since run ${runId}: it succeeded, or a later run has loaded what it left`,
  );
};

const pendingBefore = (batchId: string): InputInvalid =>
  new InputInvalid(
    `reload: batch ${batchId} is not loaded to its end yet. Start the pipeline without input, and reload when it has succeeded`,
  );

const collectOptions = ({ run, config, input, now }: Context) => {
  const { lookbackSeconds, keysInOrder, changedObjects } = config.source as ObjectSource;
  return {
    bucket: run.source.bucket,
    prefix: run.source.prefix,
    lookbackSeconds,
    keysInOrder,
    changedObjects,
    maxObjects: config.maxObjects,
    maxBytes: config.maxBytes,
    ...(input.reload && { reload: input.reload }),
    runId: run.runId,
    now,
  };
};

export const handler = defineHandler(collectObjectsInputSchema, (input) =>
  collectObjectsStep(input, { objects: objects() }),
);
