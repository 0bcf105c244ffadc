import { batchPrefix, currentKey, lockKey, manifestKey, recordKey } from '../../../lambdas/core/batch/object-keys';
import type { Checkpoint } from '../../../lambdas/core/progress/checkpoint';
import type {
  FinishedStatement,
  PlanItem,
  Run,
  TablePlan,
  Unit,
  VerifiedBatch,
} from '../../../lambdas/extract/contract';

export const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:shuttle-lake:e1';
export const START = '2026-01-05T03:00:00.000Z';
export const NOW = '2026-01-05T03:10:00.000Z';
export const RUN_ID = '20260105T030000Z-1a2b3c4d';
export const BATCH = `${RUN_ID}-0-1`;

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
};

export const unit: Unit = {
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
};
export const unitOf = (name: string): Unit => ({
  ...unit,
  table: `public.${name}`,
  source: { schema: 'public', name },
  destination: { schema: 'public', name },
});
export const item: PlanItem = { table: unit.table, unit };

export const plan: TablePlan = {
  table: unit.table,
  method: 'unload',
  batchId: BATCH,
  attempt: 1,
  currentEtag: null,
  statement: { step: 'read', mode: 'TRANSACTION', sql: { sqls: ['SET a'] } },
  countIndex: 2,
  dataIndex: 3,
  mayUnload: true,
};
export const statement: FinishedStatement = { statementId: 'id', polls: 2, redshiftQueryId: 9, durationSeconds: 1.5 };
export const batch: VerifiedBatch = {
  manifest: manifestKey(run.root, unit.destination, BATCH),
  rows: 3,
  sizeBytes: 30,
  files: 2,
  quarantined: 0,
};

export const keys = {
  lock: lockKey(run.root).key,
  current: currentKey(run.root, unit.destination).key,
  record: recordKey(run.root, RUN_ID, unit.destination).key,
  manifest: batch.manifest.key,
  data: batchPrefix(run.root, unit.destination, BATCH).key,
};

export const lockOf = (executionArn: string) => ({ formatVersion: 1, executionArn, redriveCount: 0, startedAt: START });

/** current.json with one batch. */
export const checkpointOf = (batchId: string, runId = RUN_ID): Checkpoint => ({
  formatVersion: 1,
  table: unit.source,
  destination: unit.destination,
  mode: 'full',
  schema: { version: 'v', bucket: 'lake', key: 'schema.json' },
  batches: [
    {
      batchId,
      runId,
      method: 'unload',
      manifest: batch.manifest,
      schemaVersion: 'v',
      rows: 3,
      files: 2,
      sizeBytes: 30,
      quarantined: 0,
      committedAt: START,
    },
  ],
});
