import { ConfigInvalid, InputInvalid } from '../errors';
import { compareUtf8 } from '../parquet/compare-utf8';
import type { CollectOptions, CollectReport, Decision } from './collect-options';
import type { CollectState, SeenObject } from './collect-state';
import { type Candidate, judgeObject } from './judge-object';
import type { ListedObject } from './listed-object';
import { nextWindow } from './next-window';
import { batchSeqAt, type ObjectBatch } from './object-batch';

export interface Collected {
  /** Undefined where nothing is new. */
  batch: ObjectBatch | undefined;
  /** To be written together with where the batch is, see `takeBatch`. */
  state: CollectState;
  report: CollectReport;
}

const MAX_EXAMPLES = 5;
const TOLD: ReadonlySet<Decision> = new Set(['hidden', 'archived', 'skipped']);

/** The key after which a run lists; undefined for a listing of everything below the prefix. */
export const listAfter = (
  state: CollectState,
  { keysInOrder, reload }: Pick<CollectOptions, 'keysInOrder' | 'reload'>,
): string | undefined => {
  if (reload) return justBefore(reload.from);
  if (!keysInOrder || state.marker === null) return undefined;
  const unread = state.seen.filter(({ outcome }) => outcome === 'unread').map(({ key }) => justBefore(key));
  return [state.marker, ...unread].reduce<string | undefined>(
    (a, b) => (a === undefined || b === undefined ? undefined : compareUtf8(b, a) < 0 ? b : a),
    state.marker,
  );
};

/** A key that sorts before this one; undefined where none is. */
const justBefore = (key: string): string | undefined => [...key].slice(0, -1).join('') || undefined;

/**
 * Decides which of the listed objects a run takes.
 *
 * - What was not taken before is new, wherever its key sorts, as long as it appears within the look-back of its time.
 * - Of what is new the oldest come first, until `maxObjects` or `maxBytes` is reached; the others wait, none is lost. The
 *   first is taken however large it is.
 * - An object that was written anew within the look-back is taken again with `changedObjects: take`, else passed over
 *   and told. Where its first version was never read, it counts as new.
 *
 * @param listing in any order, each key once
 * @throws ConfigInvalid where the state is of another source
 * @throws InputInvalid where `reload` names more than one run takes
 * @throws RangeError where a batch is pending: that one is to be gone on with
 */
export const collectObjects = (
  state: CollectState,
  listing: Iterable<ListedObject>,
  options: CollectOptions,
): Collected => {
  if (state.pending) throw new RangeError(`batch ${state.pending.batchId} is pending`);
  refuseOtherSource(state, options);
  const seen = new Map(state.seen.map((object) => [object.key, object]));
  const report: CollectReport = { counts: {}, examples: {}, left: { objects: 0, sizeBytes: 0, oldest: null } };
  const note = (decision: Decision, key: string): void => {
    report.counts[decision] = (report.counts[decision] ?? 0) + 1;
    const examples = report.examples[decision] ?? [];
    if (TOLD.has(decision) && examples.length < MAX_EXAMPLES) report.examples[decision] = [...examples, key];
  };
  const candidates: Candidate[] = [];
  const listed = new Set<string>();
  for (const object of listing) {
    if (seen.get(object.key)?.outcome === 'unread') listed.add(object.key);
    const decided = judgeObject(object, state, seen.get(object.key), options);
    if (typeof decided !== 'string') {
      candidates.push(decided);
      continue;
    }
    note(decided, object.key);
    // Its time moves with it: by the old one it would leave the window while the listing still shows the new one.
    const before = seen.get(object.key);
    if (before && (decided === 'seen' || decided === 'skipped')) seen.set(object.key, seenAgain(before, object));
  }
  candidates.sort(byTime);
  const taken = options.reload ? allOf(candidates, options) : withinBounds(candidates, options);
  for (const { object } of taken) {
    note('taken', object.key);
    seen.set(object.key, { key: object.key, etag: object.etag, at: object.lastModified });
  }
  const left = candidates.slice(taken.length).map(({ object }) => object);
  for (const { key, sizeBytes } of left) {
    note('left', key);
    report.left.sizeBytes += sizeBytes;
  }
  report.left.objects = left.length;
  report.left.oldest = left[0]?.lastModified ?? null;
  const batch = batchOf(taken, state, options);
  // What was gone when it was to be read, and is not listed now, is gone; if it comes back, its time tells that it is new.
  const kept = [...seen.values()].filter(
    ({ key, outcome }) => outcome !== 'unread' || listed.has(key) || options.reload !== undefined,
  );
  const window = options.reload
    ? { marker: state.marker, horizon: state.horizon, seen: kept }
    : nextWindow(state, kept, left, options);
  window.seen.sort((a, b) => compareUtf8(a.key, b.key));
  return { batch, report, state: { ...state, ...window, lastSeq: batch?.batchSeq ?? state.lastSeq } };
};

const seenAgain = (before: SeenObject, { etag, lastModified }: ListedObject): SeenObject => ({
  ...before,
  etag,
  at: lastModified > before.at ? lastModified : before.at,
});

const byTime = ({ object: a }: Candidate, { object: b }: Candidate): number =>
  a.lastModified === b.lastModified ? compareUtf8(a.key, b.key) : a.lastModified < b.lastModified ? -1 : 1;

/** The oldest ones: the first that does not fit ends the batch, else it could wait forever. */
const withinBounds = (candidates: readonly Candidate[], { maxObjects, maxBytes }: CollectOptions): Candidate[] => {
  let bytes = 0;
  const end = candidates.findIndex(({ object }, i) => {
    bytes += object.sizeBytes;
    return i > 0 && (i >= maxObjects || bytes > maxBytes);
  });
  return candidates.slice(0, end < 0 ? candidates.length : end);
};

const allOf = (candidates: readonly Candidate[], options: CollectOptions): Candidate[] => {
  const taken = withinBounds(candidates, options);
  if (taken.length === candidates.length) return taken;
  throw new InputInvalid(
    `reload names ${candidates.length} objects, and maxObjects and maxBytes let one run take ${taken.length} of them: ` +
      'name fewer keys a run, or raise maxObjects and maxBytes',
  );
};

const batchOf = (
  taken: readonly Candidate[],
  state: CollectState,
  options: CollectOptions,
): ObjectBatch | undefined => {
  if (taken.length === 0) return undefined;
  const batchSeq = Math.max(state.lastSeq + 1, batchSeqAt(options.now));
  return {
    formatVersion: 1,
    // A run that is redriven may take another batch.
    batchId: `${options.runId}-${batchSeq}`,
    batchSeq,
    runId: options.runId,
    bucket: options.bucket,
    sizeBytes: taken.reduce((sum, { object }) => sum + object.sizeBytes, 0),
    objects: taken.map(({ object: { key, etag, sizeBytes, lastModified }, why }, index) => ({
      index,
      key,
      etag,
      sizeBytes,
      lastModified,
      why,
    })),
  };
};

/**
 * The window of one source says nothing of another, where it would hide objects that were never taken; nor are the objects
 * of a pending batch there.
 *
 * @throws ConfigInvalid
 */
export const refuseOtherSource = (
  { source }: CollectState,
  { bucket, prefix }: Pick<CollectOptions, 'bucket' | 'prefix'>,
): void => {
  if (source.bucket === bucket && source.prefix === prefix) return;
  throw new ConfigInvalid(
    `source is s3://${bucket}/${prefix} now, and the state of the pipeline is of s3://${source.bucket}/${source.prefix}: ` +
      'give the pipeline another name for another source, or write the former one again',
  );
};
