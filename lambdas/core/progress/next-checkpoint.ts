import type { Batch, Checkpoint, StoredKeySet, Superseded } from './checkpoint';
import type { ReadDecision } from './decide-read';

/** What a commit adds to a table. */
export interface CommittedRead {
  table: { schema: string; name: string };
  destination: { schema: string; name: string };
  primaryKey: readonly string[];
  schema: { version: string; bucket: string; key: string };
  decision: Pick<ReadDecision, 'kind' | 'replaces' | 'resumes' | 'fingerprint'> & { unlikeColumns?: string[] };
  /** The rows that stay, and those that the next run reads anew. */
  batch: Batch;
  tail?: Batch | undefined;
  keySet?: StoredKeySet | undefined;
  /** The highest key read, and the key below which rows are settled. */
  high: string | null;
  settled: string | null;
  /** Rows beyond this chunk are left. */
  more: boolean;
  /** ISO 8601 */
  now: string;
}

/**
 * What current.json says once a read is committed.
 *
 * - A snapshot or a load takes the place of all that was live.
 * - A chunk that is not the last of its load or window waits under `loading`, unseen: readers go on with what was live
 *   before, its tail included.
 * - A window or a backfill is appended; one without rows and without gone keys leaves no batch. The tail is replaced.
 *
 * What is no longer live is listed under `superseded`, for the step that deletes it later.
 */
export const nextCheckpoint = (previous: Checkpoint | undefined, read: CommittedRead): Checkpoint => {
  const { decision, batch, now } = read;
  const superseded: Superseded[] = [...(previous?.superseded ?? [])];
  const drop = (what: Superseded['what'], batchIds: readonly string[]) => {
    if (batchIds.length > 0) superseded.push({ what, at: now, batchIds: [...batchIds] });
  };
  const loading = decision.resumes ? previous?.loading : undefined;
  if (previous?.loading && !loading && decision.kind !== 'backfill') {
    // What is unfinished and is not gone on with has been read for nothing; nobody has seen it.
    drop('unseen', idsOf(previous.loading.batches));
    drop('keys', idsOf([previous.loading.keySet]));
  }
  const common = {
    formatVersion: 2 as const,
    committedBy: batch.batchId,
    committedAt: now,
    table: read.table,
    destination: read.destination,
  };
  const { kind } = decision;
  if ((kind === 'load' || kind === 'window') && read.more) {
    if (!decision.fingerprint) throw new RangeError('a read in chunks has a fingerprint');
    if (read.keySet) drop('keys', idsOf([loading?.keySet]));
    const live = previous ?? {
      mode: 'incremental',
      primaryKey: [...read.primaryKey],
      schema: read.schema,
      batches: [],
    };
    return {
      ...live,
      ...common,
      superseded,
      loading: {
        kind,
        high: read.high,
        startedAt: loading?.startedAt ?? now,
        settled: read.settled,
        fingerprint: decision.fingerprint,
        schemaVersion: read.schema.version,
        batches: [...(loading?.batches ?? []), batch],
        ...optional('keySet', read.keySet),
      },
    };
  }
  const isBackfill = decision.kind === 'backfill';
  const keySet = read.keySet ?? (isBackfill ? previous?.keySet : undefined);
  if (keySet !== previous?.keySet) drop('keys', idsOf([previous?.keySet]));
  drop('keys', idsOf([loading?.keySet]));
  const next = {
    ...common,
    mode: decision.kind === 'snapshot' ? ('full' as const) : ('incremental' as const),
    primaryKey: [...read.primaryKey],
    schema: read.schema,
    ...optional('keySet', keySet),
    ...optional('fingerprint', decision.fingerprint),
    ...(decision.unlikeColumns?.length && { unlikeColumns: decision.unlikeColumns }),
    superseded,
  };
  if (isBackfill) {
    return {
      ...next,
      batches: appended(previous?.batches ?? [], batch),
      ...optional('tail', previous?.tail),
      ...optional('watermark', previous?.watermark),
      ...optional('fullAt', previous?.fullAt),
      ...optional('loading', previous?.loading),
    };
  }
  const rest = { ...optional('tail', read.tail), ...optional('watermark', watermarkOf(read)) };
  if (decision.replaces) {
    drop('snapshot', idsOf([...(previous?.batches ?? []), previous?.tail]));
    return { ...next, ...rest, batches: [...(loading?.batches ?? []), batch], fullAt: now };
  }
  drop('tail', idsOf([previous?.tail]));
  const batches = appended([...(previous?.batches ?? []), ...(loading?.batches ?? [])], batch);
  return { ...next, ...rest, batches, ...optional('fullAt', previous?.fullAt) };
};

const appended = (before: readonly Batch[], batch: Batch): Batch[] => {
  const isEmpty = batch.rows === 0 && batch.quarantined === 0 && (batch.deletes?.rows ?? 0) === 0;
  return [...before, ...(isEmpty ? [] : [batch])];
};

const watermarkOf = ({ decision: { kind, fingerprint }, high, settled }: CommittedRead): Checkpoint['watermark'] =>
  kind === 'snapshot' || !fingerprint
    ? undefined
    : { column: fingerprint.replicationKey, type: fingerprint.replicationKeyType, value: high, settled };

const idsOf = (batches: readonly ({ batchId: string } | undefined)[]): string[] =>
  batches.flatMap((batch) => (batch ? [batch.batchId] : []));

const optional = <K extends string, T>(key: K, value: T | undefined): { [k in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { [k in K]?: T };
