import { isBatchOfRun } from '../batch/run-id';
import { applyDrift } from '../catalog/apply-drift';
import { mapColumns } from '../catalog/column-mapping';
import { keySetIdentity } from '../catalog/key-set-identity';
import { type SchemaChange, schemaDifference } from '../catalog/schema-difference';
import type { CatalogColumn } from '../catalog/table';
import { schemaColumn, type TableSchema } from '../catalog/table-schema';
import { durationText } from '../config/duration';
import { BackfillImpossible, ColumnNotFound, ResetRefused } from '../errors';
import type { Checkpoint, Fingerprint, StoredKeySet } from './checkpoint';
import { resumable } from './resumable';

/** What the plan wants of a table. */
export interface ReadIntent {
  table: string;
  columns: readonly CatalogColumn[];
  primaryKey: readonly string[];
  where?: string | undefined;
  mode: 'full' | 'incremental';
  whyMode: string;
  replicationKey?: CatalogColumn | undefined;
  missingKey?: string | undefined;
  fullRefreshEvery: { seconds: number } | { batches: number };
  onReset: 'refresh' | 'fail';
  chunkRows?: number | undefined;
  schemaDrift: 'evolve' | 'freeze' | 'fail';
  columnsDigest: string;
  fullRefresh: boolean;
  backfill?: { from: string; to: string } | undefined;
  /** Keys that are gone are looked for. */
  detectDeletes?: boolean | undefined;
}

/** What was committed before, with the newest schema where that is still there. */
export interface Committed {
  checkpoint: Checkpoint;
  schema?: TableSchema;
}

/** How a table is read this time. */
export interface ReadDecision {
  kind: 'snapshot' | 'load' | 'window' | 'backfill';
  why: string;
  /** After the drift policy. */
  columns: CatalogColumn[];
  changes: SchemaChange[];
  /** Rows with a lower key are settled, or wait in an unfinished load. A backfill reads such rows only. */
  low: string | null;
  /** The highest key that was committed. */
  reached: string | null;
  /** The batch takes the place of all live ones. */
  replaces: boolean;
  /** An unfinished load is gone on with. */
  resumes: boolean;
  fingerprint?: Fingerprint;
  /** Columns about which live batches will differ, see checkpoint.ts. */
  unlikeColumns: string[];
  /** The last key set, where there is one to compare with, and what the next one is of. */
  lastKeys?: StoredKeySet;
  keySetIdentity?: string;
}

/**
 * Decides how a table is read: a snapshot of a table in full mode; of an incremental one a load (everything, up to a
 * known watermark), the window after the last watermark, or the window that a backfill names.
 *
 * Whatever makes the watermark meaningless (another key, filter or choice of columns, a source that was rebuilt) is a
 * reset: the table is loaded anew and the reason is told, or refused with `onReset: fail`.
 *
 * @param when the run, and ISO 8601 time for fullRefreshEvery
 * @param reset why the rows just read show that the source was rebuilt
 * @throws SchemaDrifted, ResetRefused, ColumnNotFound, BackfillImpossible
 */
export const decideRead = (
  intent: ReadIntent,
  committed: Committed | undefined,
  when: { runId: string; now: string },
  reset?: string,
): ReadDecision => {
  const previous = committed?.checkpoint;
  const before = committed?.schema?.columns;
  const changes = before ? schemaDifference(before, mapColumns(intent.columns).map(schemaColumn)) : [];
  const unlike = previous?.unlikeColumns ?? [];
  const drift = applyDrift(intent.schemaDrift, changes, intent.columns, intent.table, unlike);
  const read = new Set(drift.columns.map(({ name }) => name));
  const leftOut = intent.columns.map(({ name }) => name).filter((name) => !read.has(name));
  const identity = intent.detectDeletes ? keySetIdentity(drift.columns, intent.primaryKey, intent.where) : undefined;
  const keysOf = (last: StoredKeySet | undefined): Pick<ReadDecision, 'lastKeys' | 'keySetIdentity'> => ({
    ...(identity !== undefined && { keySetIdentity: identity }),
    ...(identity !== undefined && last?.identity === identity && { lastKeys: last }),
  });
  const base = {
    columns: drift.columns,
    changes,
    low: null,
    reached: null,
    replaces: true,
    resumes: false,
    unlikeColumns: leftOut,
    ...keysOf(previous?.keySet),
  };
  const gone = intent.missingKey;
  if (gone !== undefined && previous?.fingerprint?.replicationKey !== gone) {
    throw new ColumnNotFound(
      `${intent.table}: replicationKey names ${JSON.stringify(gone)}, which it does not have. Its columns: ` +
        intent.columns
          .map(({ name }) => name)
          .slice(0, 50)
          .join(', '),
    );
  }
  if (intent.mode === 'full' || !intent.replicationKey) {
    if (intent.backfill) throw noBackfill(intent, 'it is read in full each time');
    const why = gone === undefined ? intent.whyMode : `the replication key ${gone} is gone`;
    if (gone === undefined) return { kind: 'snapshot', why, ...base };
    refuseReset(intent, why);
    // Remembered, so that the runs to come can tell a key that was dropped from one that is misspelt.
    return { kind: 'snapshot', why, ...base, ...(previous?.fingerprint && { fingerprint: previous.fingerprint }) };
  }
  const dropped = changes.flatMap(({ change, column }) => (change === 'dropped' ? [column] : []));
  const appended = { replaces: false, unlikeColumns: [...new Set([...unlike, ...dropped, ...leftOut])] };
  const fingerprint = fingerprintOf(intent, intent.replicationKey);
  const load = (why: string): ReadDecision => ({ kind: 'load', why, ...base, fingerprint });
  const lost = committed && !committed.schema ? 'the stored schema is gone' : undefined;
  const resets = [reset, ...resetReasons(previous, fingerprint), drift.fullLoad, lost].filter(
    (why) => why !== undefined,
  );
  if (intent.backfill) {
    if (!previous?.watermark) throw noBackfill(intent, 'it has not been loaded yet');
    if (intent.primaryKey.length === 0) {
      throw noBackfill(intent, 'without a primary key its rows would be there twice: name one, or use fullRefresh');
    }
    if (resets.length > 0) throw noBackfill(intent, resets.join('; '));
    if (previous.loading) throw noBackfill(intent, 'it is being read in chunks, which the next run goes on with');
    if (identity !== previous.keySet?.identity && identity !== undefined) throw noBackfill(intent, NO_KEYS);
    // Rows that are not settled every run reads anew: a backfill ends below them, or its rows would be there twice.
    const low = previous.watermark.settled;
    return { kind: 'backfill', why: 'from and to in the input', ...base, ...appended, low, fingerprint };
  }
  const loading = reset === undefined ? resumable(previous?.loading, fingerprint, drift.columns, identity) : undefined;
  const resumed = loading && {
    low: loading.settled,
    reached: loading.high ?? null,
    resumes: true,
    ...keysOf(loading.keySet),
  };
  if (loading && loading.kind !== 'window') {
    // A load that this run began is what fullRefresh or the reset asked for.
    const isOwn = loading.batches.some(({ batchId }) => isBatchOfRun(batchId, when.runId));
    if (isOwn || !intent.fullRefresh) {
      return { ...load(`goes on with the load begun ${loading.startedAt}`), ...resumed };
    }
  }
  if (intent.fullRefresh) return load('fullRefresh in the input');
  if (resets.length > 0) {
    refuseReset(intent, resets.join('; '));
    return load(resets.join('; '));
  }
  // Without a watermark at most a load was begun.
  if (!previous?.watermark || previous.mode === 'full') return load('the first incremental read');
  // What went before the first key set was written, nobody could tell any more.
  if (identity !== undefined && previous.keySet?.identity !== identity) return load(NO_KEYS);
  const due = refreshDue(intent, previous, when.now);
  if (due !== undefined) return load(due);
  const { value: reached, settled: low } = previous.watermark;
  if (reached === null || low === null) return load('no row had a replication key so far');
  const window = { kind: 'window' as const, ...base, ...appended, fingerprint };
  if (resumed) return { ...window, why: `goes on with the window begun ${loading.startedAt}`, ...resumed };
  return { ...window, why: intent.whyMode, low, reached };
};

const NO_KEYS = 'deletes: detect has no keys of an earlier run to compare with';

const fingerprintOf = (intent: ReadIntent, key: CatalogColumn): Fingerprint => ({
  replicationKey: key.name,
  replicationKeyType: key.type,
  where: intent.where ?? null,
  columns: intent.columnsDigest,
  primaryKey: [...intent.primaryKey],
});

/** Why the rows committed so far and those to come do not fit together. */
const resetReasons = (previous: Checkpoint | undefined, now: Fingerprint): string[] => {
  const before = previous?.mode === 'incremental' ? previous.fingerprint : undefined;
  if (!before) return [];
  const reasons: string[] = [];
  if (before.replicationKey !== now.replicationKey) {
    reasons.push(`the replication key is ${now.replicationKey} now, was ${before.replicationKey}`);
  } else if (before.replicationKeyType !== now.replicationKeyType) {
    reasons.push(`the replication key is ${now.replicationKeyType} now, was ${before.replicationKeyType}`);
  }
  if (before.where !== now.where) reasons.push('where has changed');
  if (before.columns !== now.columns) reasons.push('the choice of columns has changed');
  if (JSON.stringify(before.primaryKey) !== JSON.stringify(now.primaryKey)) {
    reasons.push(`the primary key is (${now.primaryKey.join(', ')}) now, was (${before.primaryKey.join(', ')})`);
  }
  return reasons;
};

const refreshDue = (intent: ReadIntent, previous: Checkpoint, now: string): string | undefined => {
  const every = intent.fullRefreshEvery;
  if ('batches' in every) {
    return previous.batches.length < every.batches ? undefined : `fullRefreshEvery: ${every.batches} batches are live`;
  }
  const age = (Date.parse(now) - Date.parse(previous.fullAt ?? now)) / 1000;
  return age < every.seconds ? undefined : `fullRefreshEvery: the last was ${durationText(Math.floor(age))} ago`;
};

const refuseReset = (intent: ReadIntent, why: string): void => {
  if (intent.onReset === 'refresh' || intent.fullRefresh) return;
  throw new ResetRefused(
    `${intent.table}: ${why}. What is committed does not fit with new rows any more, and onReset is fail: start the ` +
      `pipeline with {"fullRefresh": [${JSON.stringify(intent.table)}]}, or undo the change`,
  );
};

const noBackfill = (intent: ReadIntent, why: string): BackfillImpossible =>
  new BackfillImpossible(`${intent.table} cannot be backfilled: ${why}. Start the pipeline without from and to`);
