import {
  batchPrefix,
  currentKey,
  groupKey,
  lockKey,
  manifestKey,
  readKey,
  recordKey,
} from '../../lambdas/core/batch/object-keys';
import { tailBatchId } from '../../lambdas/core/batch/run-id';
import type { CatalogColumn } from '../../lambdas/core/catalog/table';
import type { Batch, Checkpoint, Fingerprint, GroupCheckpoint } from '../../lambdas/core/progress/checkpoint';
import type { FinishedStatement, PlanItem, Run, TablePlan, Unit, UnitTable } from '../../lambdas/extract/contract';
import type { ReadPlan, TableRead } from '../../lambdas/extract/read-plan';

/*
 * The one example of what travels between the steps of an extract: a run, a unit of one table, and what was planned to
 * read it. Tests state what departs from it.
 */

export const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:shuttle-lake:e1';
export const START = '2026-01-05T03:00:00.000Z';
export const NOW = '2026-01-05T03:10:00.000Z';
export const RUN_ID = '20260105T030000Z-1a2b3c4d';
export const BATCH = `${RUN_ID}-0-1`;
export const TAIL = tailBatchId(BATCH);
/** A run before this one. */
export const EARLIER_RUN = '20260104T030000Z-99999999';
export const EARLIER = `${EARLIER_RUN}-0-1`;

export const run: Run = {
  pipeline: 'lake',
  runId: RUN_ID,
  executionArn: ARN,
  root: { bucket: 'lake', prefix: 'shuttle/lake/' },
  planRoot: { bucket: 'lake', prefix: 'shuttle/lake/' },
  target: { database: 'dev', workgroupName: 'demo' },
  unload: { iamRole: 'default', maxFileSizeMb: 256 },
  statementTimeoutSeconds: 3_600,
  pollIntervalSeconds: 900,
  maxAttempts: 3,
  caseSensitiveIdentifiers: false,
  dryRun: false,
  allowMassDeletes: false,
  keepSnapshots: { count: 1 },
  keepRuns: { seconds: 90 * 86_400 },
};

export const KEY: CatalogColumn = { name: 'updated_at', type: 'timestamp without time zone', nullable: true };

/** A table that is read in full. */
export const table: UnitTable = {
  table: 'public.orders',
  source: { schema: 'public', name: 'orders' },
  destination: { schema: 'public', name: 'orders' },
  kind: 'table',
  columns: [
    { name: 'id', type: 'bigint', nullable: false },
    { name: 'note', type: 'text', nullable: true },
  ],
  primaryKey: ['id'],
  method: 'unload',
  methodIsAuto: true,
  why: 'large',
  verify: 'snapshot',
  mode: 'full',
  whyMode: 'mode: full',
  fullRefreshEvery: { batches: 500 },
  onReset: 'refresh',
  detectDeletes: false,
  maxDeletes: 0.5,
  checkKey: false,
  schemaDrift: 'evolve',
  columnsDigest: 'digest',
  fullRefresh: false,
};

/** The same, read incrementally. */
export const incremental: UnitTable = {
  ...table,
  columns: [...table.columns, KEY],
  mode: 'incremental',
  whyMode: 'by updated_at (by its name)',
  replicationKey: KEY,
};

export const named = (name: string, like: UnitTable = table): UnitTable => ({
  ...like,
  table: `public.${name}`,
  source: { schema: 'public', name },
  destination: { schema: 'public', name },
});

export const unitOf = (...tables: UnitTable[]): Unit => ({ label: tables[0]?.table ?? '', tables });
export const groupOf = (group: string, ...tables: UnitTable[]): Unit => ({ label: `group ${group}`, group, tables });
export const itemOf = (unit: Unit): PlanItem => ({
  label: unit.label,
  tables: unit.tables.map((one) => one.table),
  unit,
});

export const unit = unitOf(table);
export const item = itemOf(unit);

export const FINGERPRINT: Fingerprint = {
  replicationKey: KEY.name,
  replicationKeyType: KEY.type,
  where: null,
  columns: 'digest',
  primaryKey: ['id'],
};

/** How a full table is read: `SET`, the count, the UNLOAD. */
export const tableRead: TableRead = {
  unit: table,
  kind: 'snapshot',
  whyKind: 'mode: full',
  changes: [],
  low: null,
  reached: null,
  replaces: true,
  resumes: false,
  statements: { count: 2, data: 3 },
};

/** How a window is read: `SET`, the bounds, the UNLOAD, the UNLOAD of the tail. */
export const windowRead: TableRead = {
  ...tableRead,
  unit: incremental,
  kind: 'window',
  whyKind: 'by updated_at (by its name)',
  low: '2026-01-04 00:00:00.000000',
  reached: '2026-01-04 00:00:00.000000',
  replaces: false,
  fingerprint: FINGERPRINT,
  statements: { bounds: { index: 2, row: 0 }, data: 3, tail: 4 },
};

export const readPlan: ReadPlan = {
  label: unit.label,
  batchId: BATCH,
  attempt: 1,
  method: 'unload',
  currentEtag: null,
  plannedAt: START,
  sqls: ['SET a'],
  reads: [tableRead],
};

export const plan: TablePlan = {
  label: unit.label,
  method: 'unload',
  batchId: BATCH,
  attempt: 1,
  readAt: readKey(run.root, RUN_ID, { table: table.destination }, '0-1'),
  statement: { step: 'read', mode: 'TRANSACTION', sql: { sqls: ['SET a'] } },
  mayUnload: true,
};

export const statement: FinishedStatement = {
  statementId: 'id',
  startedAt: START,
  polls: 2,
  redshiftQueryId: 9,
  durationSeconds: 1.5,
};

const place = { schema: 'public', name: 'orders' };
export const keys = {
  lock: lockKey(run.root).key,
  read: plan.readAt.key,
  current: currentKey(run.root, place).key,
  group: groupKey(run.root, 'sales').key,
  record: recordKey(run.root, RUN_ID, place).key,
  manifest: manifestKey(run.root, place, BATCH).key,
  tailManifest: manifestKey(run.root, place, TAIL).key,
  deletesManifest: manifestKey(run.root, place, BATCH, 'deletes').key,
  keysManifest: manifestKey(run.root, place, BATCH, 'keys').key,
  data: batchPrefix(run.root, place, BATCH).key,
  tail: batchPrefix(run.root, place, TAIL).key,
  deletes: batchPrefix(run.root, place, BATCH, 'deletes').key,
  keys: batchPrefix(run.root, place, BATCH, 'keys').key,
};

export const lockOf = (executionArn: string) => ({ formatVersion: 1, executionArn, redriveCount: 0, startedAt: START });

/** Files as a manifest of 3 rows lists them. */
export const filesOf = (batchId: string, folder: 'data' | 'deletes' | 'keys' = 'data', name = 'orders') => ({
  manifest: manifestKey(run.root, { schema: 'public', name }, batchId, folder),
  rows: 3,
  files: 2,
  sizeBytes: 30,
});

export const batchOf = (batchId: string, more: Partial<Batch> = {}): Batch => ({
  ...filesOf(batchId),
  batchId,
  runId: batchId.replace(/-\d+-\d+(-tail)?$/, ''),
  method: 'unload',
  kind: 'snapshot',
  schemaVersion: 'v',
  quarantined: 0,
  committedAt: START,
  ...more,
});

/** current.json of a full table, with one batch. */
export const checkpointOf = (batchId: string, more: Partial<Checkpoint> = {}): Checkpoint => ({
  formatVersion: 2,
  committedBy: batchId,
  committedAt: START,
  table: table.source,
  destination: table.destination,
  mode: 'full',
  primaryKey: ['id'],
  schema: { version: 'v', bucket: 'lake', key: 'schema.json' },
  batches: [batchOf(batchId)],
  fullAt: START,
  superseded: [],
  ...more,
});

/** current.json of an incremental table: a load and its tail. */
export const incrementalCheckpoint = (batchId: string, more: Partial<Checkpoint> = {}): Checkpoint => ({
  ...checkpointOf(batchId),
  mode: 'incremental',
  batches: [batchOf(batchId, { kind: 'load', low: null, high: '2026-01-04 00:00:00.000000' })],
  tail: batchOf(tailBatchId(batchId), {
    kind: 'tail',
    low: '2026-01-04 00:00:00.000000',
    high: '2026-01-04 00:00:00.000000',
  }),
  watermark: {
    column: KEY.name,
    type: KEY.type,
    value: '2026-01-04 00:00:00.000000',
    settled: '2026-01-04 00:00:00.000000',
  },
  fingerprint: FINGERPRINT,
  ...more,
});

/** The current.json of the group `sales`. */
export const groupCheckpoint = (batchId: string, ...tables: Checkpoint[]): GroupCheckpoint => ({
  formatVersion: 1,
  group: 'sales',
  committedBy: batchId,
  committedAt: START,
  tables,
});

/** A checkpoint of another table. */
export const checkpointNamed = (name: string, of: Checkpoint): Checkpoint => ({
  ...of,
  table: { schema: 'public', name },
  destination: { schema: 'public', name },
});
