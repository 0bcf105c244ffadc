import type { RunEnd } from '../../../../lambdas/core/load-report/account-loads';
import type { LoadBatch, LoadRecord } from '../../../../lambdas/core/load-report/load-record';

/** The Map ran, and knows of no failure. */
export const mapRan: RunEnd = { mapBegan: true, mapFailures: new Map() };

/** 100 rows, of which 4 are bad and 1 is set aside; each other fate has some. */
export const loadBatch = (batchId: string, more: Partial<LoadBatch> = {}): LoadBatch => ({
  batchId,
  batchSeq: '17675820000000',
  counts: {
    staged: 95,
    skipped: 0,
    refused: 2,
    ignored: 3,
    superseded: 10,
    stale: 5,
    truncates: 1,
    filled: 4,
    upserts: 60,
    deletes: 10,
  },
  read: { rows: 100, bad: 4, parts: 2, sizeBytes: 5_000 },
  changes: [],
  conflicts: [],
  setAside: 1,
  attempts: 1,
  statementId: `id-${batchId}`,
  sqls: [`apply ${batchId}`],
  startedAt: '2026-01-05T03:01:00Z',
  appliedAt: '2026-01-05T03:02:00Z',
  ...more,
});

const story = (name: string) => ({
  formatVersion: 1 as const,
  source: { schema: 'inventory', name },
  target: { schema: 'raw', name },
  warnings: [],
  startedAt: '2026-01-05T03:00:58Z',
  endedAt: '2026-01-05T03:02:01Z',
  timeline: {},
});

export const appliedRecord = (name: string, batches: readonly LoadBatch[]): LoadRecord & { status: 'applied' } => ({
  ...story(name),
  status: 'applied',
  writeMode: 'merge',
  key: ['id'],
  why: 'the key is known from the source',
  batches: [...batches],
});

export const failedRecord = (
  name: string,
  batches: readonly LoadBatch[] = [],
  more: Partial<LoadRecord & { status: 'failed' }> = {},
): LoadRecord & { status: 'failed' } => ({
  ...story(name),
  status: 'failed',
  batches: [...batches],
  error: 'StatementFailed',
  cause: 'permission denied for schema raw',
  sqls: ['failed sql'],
  ...more,
});
