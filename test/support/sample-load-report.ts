import { accountLoads, type PlannedLoad } from '../../lambdas/core/load-report/account-loads';
import { loadCost } from '../../lambdas/core/load-report/load-cost';
import type { LoadBatch, LoadRecord } from '../../lambdas/core/load-report/load-record';
import { type LoadReport, loadTotals } from '../../lambdas/core/load-report/load-report';
import { loadRunFailure } from '../../lambdas/core/load-report/load-run-failure';
import { tablesHeldWarnings } from '../../lambdas/core/load-report/tables-held';

const START = Date.parse('2026-01-05T03:00:00.000Z');
const RUN_ID = '20260105T030000Z-1a2b3c4d5e6f';
const BATCH_ID = `${RUN_ID}-17675820000000`;
const at = (seconds: number) => new Date(START + Math.round(seconds * 1000)).toISOString();

/** Numbers without a pattern that are the same each time. */
const spread = (i: number, salt: number) => (((i + 1) * 7_919 * salt + 104_729) % 1_000) / 1_000;

const WORDS = ['customers', 'orders', 'order_lines', 'products', 'stock', 'web_events', 'payments', 'refunds'];
const nameOf = (i: number): string => `${WORDS[i % WORDS.length]}${i < WORDS.length ? '' : `_${i}`}`;
const modeOf = (i: number) => (['merge', 'merge', 'scd2', 'append'] as const)[i % 4] ?? 'merge';

const plan = (i: number): PlannedLoad => ({
  source: { schema: 'inventory', name: nameOf(i) },
  target: { schema: 'raw', name: `inventory_${nameOf(i)}` },
  batches: [...(i % 5 === 4 ? [{ batchId: `owed-${i}` }] : []), { batchId: BATCH_ID }],
});

const batchOf = (i: number, batchId: string, begun: number): LoadBatch => {
  const rows = Math.round(40 + spread(i, 13) ** 3 * 4_800_000);
  const bad = i % 4 === 1 ? Math.ceil(rows * 0.004) : 0;
  const setAside = i % 7 === 5 ? 2 : 0;
  const staged = rows - bad - setAside;
  const share = (salt: number, most: number) => Math.floor(staged * spread(i, salt) * most);
  const merges = modeOf(i) !== 'append';
  const counts = {
    staged,
    skipped: 0,
    refused: i % 6 === 2 ? Math.min(7, staged) : 0,
    ignored: merges ? 0 : share(17, 0.02),
    superseded: merges ? share(19, 0.3) : 0,
    stale: merges ? share(23, 0.1) : 0,
    truncates: 0,
    filled: 0,
    upserts: 0,
    deletes: merges ? share(29, 0.1) : 0,
  };
  const { refused, ignored, superseded, stale, deletes } = counts;
  const seconds = 1 + spread(i, 3) ** 2 * 60;
  return {
    batchId,
    batchSeq: '17675820000000',
    counts: { ...counts, upserts: staged - refused - ignored - superseded - stale - deletes },
    read: { rows, bad, parts: 1 + Math.floor(rows / 400_000), sizeBytes: rows * 74 },
    changes:
      i === 0
        ? [
            { what: 'schema created', name: 'raw' },
            {
              what: 'table created',
              name: 'raw.inventory_customers',
              columns: ['id', 'email', 'full_name'].map((name) => ({ name, type: 'varchar(64)' })),
            },
            { what: 'control table changed', name: 'ledger' },
          ]
        : i === 1
          ? [
              { what: 'column added', name: 'loyalty_tier', type: 'varchar(20)' },
              { what: 'column widened', name: 'email', type: 'varchar(320)' },
            ]
          : [],
    conflicts:
      i === 2
        ? [
            { column: 'quantity', targetType: 'integer', dataType: 'numeric(14,3)', to: 'quantity_numeric' },
            { column: 'line_no', targetType: 'smallint', dataType: 'varchar(32)' },
          ]
        : [],
    setAside,
    ...(refused > 0 && { quarantine: { bucket: 'lake', key: `shuttle/cdc/quarantine/${batchId}/refused/${i}/` } }),
    ...(setAside > 0 && { setAsideAt: { bucket: 'lake', key: `shuttle/cdc/quarantine/${batchId}/copy/${i}.json` } }),
    attempts: i % 9 === 3 ? 2 : 1,
    statementId: `c016234e-5c6c-4bc5-bb16-2c5b8f${String(i).padStart(6, '0')}`,
    redshiftQueryId: 4_182_000 + i,
    statementSeconds: Number(seconds.toFixed(3)),
    polls: Math.round(seconds / 8),
    sqls: [
      `LOCK "raw"."shuttle_ledger_inventory_${nameOf(i)}"`,
      `COPY shuttle_stage FROM 's3://lake/shuttle/cdc/staging/${batchId}/manifests/${nameOf(i)}.json' IAM_ROLE default MANIFEST GZIP FORMAT JSON 'auto'`,
      `MERGE INTO "raw"."inventory_${nameOf(i)}" USING shuttle_final ON "id" = shuttle_final."id" REMOVE DUPLICATES`,
    ],
    startedAt: at(begun),
    statementAt: at(begun + 1.6),
    appliedAt: at(begun + 1.6 + seconds + 0.7),
  };
};

const recordOf = (i: number, failed: boolean): LoadRecord => {
  const begun = 92 + (i % 20) * 0.5 + Math.floor(i / 20) * 34;
  const { source, target, batches: planned } = plan(i);
  const batches: LoadBatch[] = [];
  let from = begun;
  for (const { batchId } of failed ? planned.slice(0, -1) : planned) {
    const batch = batchOf(i, batchId, from);
    batches.push(batch);
    from = (Date.parse(batch.appliedAt) - START) / 1000;
  }
  const story = {
    formatVersion: 1 as const,
    source,
    target,
    warnings: i === 3 ? ['12 rows of the tail wait until no more can come beside them'] : [],
    batches,
    startedAt: at(begun - 0.4),
    writeMode: modeOf(i),
    key: modeOf(i) === 'append' ? [] : ['id'],
    why: modeOf(i) === 'merge' ? 'the key is known from the source' : `writeMode: ${modeOf(i)}`,
  };
  if (!failed) return { ...story, status: 'applied', endedAt: at(from + 0.2), timeline: {} };
  return {
    ...story,
    status: 'failed',
    endedAt: at(from + 9),
    timeline: { preparedAt: at(from + 0.3), statementAt: at(from + 2) },
    error: 'StatementFailed',
    cause: `ERROR: permission denied for relation inventory_${nameOf(i)}\n  statement cdc/${RUN_ID}/raw.inventory_${nameOf(i)}/apply/1`,
    failedBatch: BATCH_ID,
    attempts: 1,
    statementId: `c016234e-5c6c-4bc5-bb16-2c5b8f${String(i).padStart(6, '0')}`,
    redshiftQueryId: 4_182_000 + i,
    sqls: [`LOCK "raw"."shuttle_ledger_inventory_${nameOf(i)}"`],
  };
};

/**
 * A run that tells of everything that a report may tell.
 *
 * @param failed which tables failed, by their number from 0
 * @param waiting tables beyond, that the input left out
 */
export const sampleLoadReport = (tables: number, failed: readonly number[] = [], waiting = 0): LoadReport => {
  const numbers = Array.from({ length: tables }, (_, i) => i);
  const left = Array.from({ length: waiting }, (_, i) => tables + i);
  const list = accountLoads(
    [...numbers.map(plan), ...left.map((i) => ({ ...plan(i), waits: 'the input of this run leaves it out' }))],
    numbers.map((i) => recordOf(i, failed.includes(i))),
    { mapBegan: true, mapFailures: new Map() },
  );
  const end = list.reduce((last, { endedAt = '' }) => (endedAt > last ? endedAt : last), at(95));
  const totals = loadTotals(list);
  const lost = 31;
  const ofRefused = 412;
  return {
    formatVersion: 1,
    kind: 'load',
    pipeline: 'cdc',
    runId: RUN_ID,
    executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:shuttle_cdc:4f6e1c52-9a0e-4f4b-8a1c-3f1f1d0c9a77',
    status: failed.length > 0 ? 'failed' : 'succeeded',
    startedAt: at(0),
    endedAt: new Date(Date.parse(end) + 1_500).toISOString(),
    ...loadRunFailure(RUN_ID, list),
    collected: {
      counts: { taken: 1_204, left: 310, seen: 18_220, settled: 402_111, hidden: 2, archived: 1 },
      examples: {
        hidden: ['topics/_tmp/a.json', 'topics/.b.crc'],
        archived: ['topics/inventory.public.orders/old.json.gz'],
      },
      left: { objects: 310, sizeBytes: 812_000_000, oldest: '2026-01-05T02:51:00.000Z' },
      batchId: BATCH_ID,
      objects: 1_204,
      sizeBytes: 3_912_004_118,
      resumed: true,
    },
    unread: { count: 1, keys: ['topics/inventory.public.stock/partition=0/000017.json.gz'] },
    quarantinedObjects: {
      count: 22,
      objects: Array.from({ length: 20 }, (_, i) => ({
        key: `topics/inventory.public.orders/partition=0/0000${10 + i}.json.gz`,
        reason: 'the gzip ends in the middle',
      })),
    },
    badRows: {
      rows: totals.rows.bad + lost + ofRefused,
      reasons: [
        { reason: 'the record is not JSON', rows: lost },
        { reason: 'its table would be new, beyond the 100 that a run makes (maxNewTables)', rows: ofRefused },
        { reason: 'column "amount" holds text that is no number', rows: totals.rows.bad },
      ],
      locations: [{ bucket: 'lake', key: `shuttle/cdc/quarantine/${BATCH_ID}/rows/` }],
    },
    refusedTables: {
      max: 100,
      count: 23,
      rows: ofRefused,
      tables: Array.from({ length: 20 }, (_, i) => ({ name: `viewed_${4_711 + i}`, rows: 39 - 2 * i })),
    },
    tablesHeld: { tables: 9_021, quota: 9_900 },
    warnings: tablesHeldWarnings({ tables: 9_021, quota: 9_900 }),
    timeline: { collectedAt: at(4.2), scannedAt: at(38), stagedAt: at(88), plannedAt: at(91) },
    totals,
    tables: list,
    cost: loadCost(list, { groups: 60, objects: 1_204, sizeBytes: 3_912_004_118 }, 421_848),
  };
};
