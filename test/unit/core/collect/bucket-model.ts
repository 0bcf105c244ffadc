import { collectObjects, listAfter } from '../../../../lambdas/core/collect/collect-objects';
import type { CollectOptions } from '../../../../lambdas/core/collect/collect-options';
import {
  type CollectState,
  collectStateDocument,
  emptyCollectState,
} from '../../../../lambdas/core/collect/collect-state';
import type { ListedObject } from '../../../../lambdas/core/collect/listed-object';
import type { ObjectBatch } from '../../../../lambdas/core/collect/object-batch';
import { settleRun, takeBatch } from '../../../../lambdas/core/collect/take-batch';
import { compareUtf8 } from '../../../../lambdas/core/parquet/compare-utf8';
import { formatDocument, parseDocument } from '../../../../lambdas/core/progress/stored-document';

export const START = Date.parse('2026-01-01T00:00:00.000Z');
export const timeAt = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

/** One version of an object: from `visibleAt` on (seconds after START) a listing shows it, with the time `at`. */
export interface Version {
  key: string;
  etag: string;
  sizeBytes: number;
  at: number;
  visibleAt: number;
}

export const OPTIONS: Omit<CollectOptions, 'runId' | 'now'> = {
  bucket: 'b',
  prefix: 'in/',
  lookbackSeconds: 3_600,
  keysInOrder: false,
  changedObjects: 'skip',
  maxObjects: 1_000,
  maxBytes: 1e12,
};

/** What a listing shows at a time, as S3 sorts it. */
export const listingAt = (versions: readonly Version[], seconds: number, after?: string): ListedObject[] => {
  const newest = new Map<string, Version>();
  for (const version of versions) {
    const other = newest.get(version.key);
    if (version.visibleAt <= seconds && (!other || other.visibleAt <= version.visibleAt))
      newest.set(version.key, version);
  }
  return [...newest.values()]
    .filter(({ key }) => after === undefined || compareUtf8(key, after) > 0)
    .sort((a, b) => compareUtf8(a.key, b.key))
    .map(({ key, etag, sizeBytes, at }) => ({ key, etag, sizeBytes, lastModified: timeAt(at) }));
};

/** Where a run dies: before anything is written, once a batch is taken, or not at all. */
export type Death = 'before' | 'taken' | 'none';

/** A bucket with the state beside it, as the steps use it. */
export class BucketModel {
  state: CollectState = emptyCollectState(OPTIONS);
  readonly documents = new Map<string, ObjectBatch>();
  /** Batches in the order in which they were settled. */
  readonly settled: ObjectBatch[] = [];
  /** Keys of objects that were read. */
  readonly loaded: string[] = [];
  private runs = 0;

  constructor(
    readonly versions: readonly Version[],
    readonly options: Partial<CollectOptions> = {},
  ) {}

  /** @param isUnread which objects of the batch are gone or others when they are to be read */
  run(
    seconds: number,
    death: Death = 'none',
    isUnread: (key: string) => boolean = () => false,
  ): ObjectBatch | undefined {
    this.runs += 1;
    const runId = `run-${this.runs}`;
    if (!this.state.pending) {
      const options = { ...OPTIONS, ...this.options, runId, now: timeAt(seconds) };
      const listing = listingAt(this.versions, seconds, listAfter(this.state, options));
      const { batch, state } = collectObjects(this.state, listing, options);
      if (death === 'before') return undefined;
      if (batch) this.documents.set(batch.batchId, batch);
      this.state = stored(batch ? takeBatch(state, batch, { bucket: 'b', key: batch.batchId }) : state);
    }
    const { pending } = this.state;
    if (!pending || death !== 'none') return undefined;
    const batch = this.documents.get(pending.document.key);
    if (!batch) throw new Error(`no document ${pending.document.key}`);
    const unread = batch.objects.map(({ key }) => key).filter(isUnread);
    const shaped = {
      batchId: batch.batchId,
      staged: { bucket: 'b', prefix: 'staging/' },
      tables: [],
      unread,
      quarantined: [],
    };
    this.state = stored(settleRun(this.state, { runId, shaped, applied: [], failed: [] }));
    this.settled.push(batch);
    this.loaded.push(...batch.objects.filter(({ key }) => !unread.includes(key)).map(({ key }) => key));
    return batch;
  }

  /** Keys and versions in the order in which they were taken. */
  taken(): string[] {
    return this.settled.flatMap(({ objects }) => objects.map(({ key, etag }) => `${key} ${etag}`));
  }
}

const stored = (state: CollectState): CollectState =>
  parseDocument(collectStateDocument, formatDocument(collectStateDocument, state), 'state');
