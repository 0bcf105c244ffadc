import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ObjectLocation, PipelineRoot } from '../batch/object-keys';
import { formatDocument, type StoredDocument } from '../progress/stored-document';

const count = z.number().int().nonnegative();

/** `changed`: another version of it was loaded before; `reload`: the input of the run names it. */
export const batchObjectSchema = z.object({
  /** Place in the order in which objects are applied, from 0. */
  index: count,
  key: z.string(),
  etag: z.string(),
  sizeBytes: count,
  lastModified: z.string(),
  why: z.enum(['new', 'changed', 'reload']),
});
export type BatchObject = z.infer<typeof batchObjectSchema>;

/** Objects that are taken together, by time and then by key. It is written once and never changed. */
export const objectBatchSchema = z.object({
  formatVersion: z.literal(1),
  batchId: z.string(),
  /** Grows from batch to batch of a pipeline, also where its state was lost. */
  batchSeq: z.number().int().positive(),
  runId: z.string(),
  bucket: z.string(),
  sizeBytes: count,
  objects: z.array(batchObjectSchema).min(1),
});
export type ObjectBatch = z.infer<typeof objectBatchSchema>;

export const objectBatchDocument: StoredDocument<ObjectBatch> = {
  kind: 'batch of objects',
  formatVersion: 1,
  schema: objectBatchSchema,
};

/** Where the state of collected objects is. */
export const collectStateKey = (root: PipelineRoot): ObjectLocation => ({
  bucket: root.bucket,
  key: `${root.prefix}collect/state.json`,
});

/**
 * Where a batch's list of objects is. The key holds a digest of the list: a step that is repeated while its first call
 * still runs may list other objects, and must not write them over the list that the state names.
 */
export const objectBatchKey = (root: PipelineRoot, batch: ObjectBatch): ObjectLocation => {
  const digest = createHash('sha256').update(formatDocument(objectBatchDocument, batch)).digest('hex').slice(0, 12);
  return { bucket: root.bucket, key: `${root.prefix}collect/batches/${batch.batchId}-${digest}.json` };
};

/** The batch whose list has this name; undefined for what is no list's name. */
export const batchOfList = (name: string): string | undefined => /^(.+)-[0-9a-f]{12}\.json$/.exec(name)?.[1];

/**
 * The number of a batch by its time, in tenths of a millisecond so that two things of one time can be told apart. It
 * cannot fall back where state is lost, so that a ledger in the target never takes a new batch for an old one.
 *
 * @param time ISO 8601
 * @throws RangeError for a time that is none
 */
export const batchSeqAt = (time: string, place: 0 | 1 = 0): number => {
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not a time: ${time}`);
  return milliseconds * 10 + place;
};
