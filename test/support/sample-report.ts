import { type Report, type TableReport, totalsOf } from '../../lambdas/core/progress/report';
import { runFailure } from '../../lambdas/core/progress/run-failure';
import { runCost } from '../../lambdas/core/report/run-cost';

const START = Date.parse('2026-01-05T03:00:00.000Z');
const RUN_ID = '20260105T030000Z-1a2b3c4d5e6f';
const at = (seconds: number) => new Date(START + Math.round(seconds * 1000)).toISOString();

/** Numbers without a pattern that are the same each time. */
const spread = (i: number, salt: number) => (((i + 1) * 7_919 * salt + 104_729) % 1_000) / 1_000;

const WORDS = ['orders', 'order_items', 'customers', 'payments', 'shipments', 'web_events', 'products', 'refunds'];
export const LONG_NAME = `reporting_warehouse.${'a_table_with_a_very_long_name_'.repeat(4)}v2`;

const nameOf = (i: number): string => {
  if (i === 5) return LONG_NAME;
  return `${['public', 'sales', 'finance'][i % 3]}.${WORDS[i % WORDS.length]}${i < WORDS.length ? '' : `_${i}`}`;
};

const sqlOf = (table: string): string[] => [
  'SET statement_timeout TO 3600000',
  `SELECT MAX("updated_at")::VARCHAR AS high, COUNT(*) AS row_count FROM ${table}`,
  `UNLOAD ('SELECT "id", "customer_id", "status", "amount", "updated_at" FROM ${table} WHERE "updated_at" > ''2026-01-04 02:59:58.123456''') TO 's3://lake/shuttle/lake/data/${table}/batch=${RUN_ID}-0-1/' IAM_ROLE default FORMAT PARQUET MANIFEST VERBOSE MAXFILESIZE 256 MB`,
];

/** A table as a run of `tables` tables may report it: full and incremental, unloaded and paged, some of them failed. */
const sampleTable = (i: number, failed: boolean): TableReport => {
  const table = nameOf(i);
  const begun = 4 + (i % 40) * 0.7 + Math.floor(i / 40) * 48;
  const seconds = 0.4 + spread(i, 3) ** 3 * 300;
  const statementAt = begun + 0.6;
  const verified = statementAt + seconds + 0.8 + spread(i, 5) * seconds * 0.2;
  const page = i % 4 === 3;
  const incremental = i % 2 === 0;
  const rows = page ? Math.round(spread(i, 11) * 900) : Math.round(spread(i, 13) ** 3 * 48_000_000);
  const sizeBytes = rows * 31;
  const story: TableReport = {
    table,
    status: 'committed',
    mode: incremental ? 'incremental' : 'full',
    kind: incremental ? 'window' : 'snapshot',
    whyMode: incremental ? 'replication key updated_at, by its name' : 'mode: full',
    method: page ? 'page' : 'unload',
    why: page ? 'about 640 rows: one SELECT is quicker than an UNLOAD' : 'about 12,400,000 rows',
    batches: [],
    statementId: `c016234e-5c6c-4bc5-bb16-2c5b8f${String(i).padStart(6, '0')}`,
    redshiftQueryId: 4_182_000 + i,
    statementSeconds: Number(seconds.toFixed(3)),
    polls: Math.round(seconds / 12),
    attempts: i % 9 === 4 ? 2 : 1,
    schemaChanges: [],
    warnings: [],
    sqls: sqlOf(table),
    startedAt: at(begun),
    endedAt: at(verified + 0.5),
    timeline: { plannedAt: at(begun), statementAt: at(statementAt) },
  };
  if (failed) {
    return {
      ...story,
      status: 'failed',
      endedAt: at(statementAt + seconds + 0.3),
      error: 'StatementFailed',
      cause: `ERROR: permission denied for relation ${WORDS[i % WORDS.length]}\n  Hint: GRANT SELECT ON ${table} TO "IAMR:shuttle-data-api"`,
    };
  }
  const batch = { rows, files: page ? 1 : Math.ceil(sizeBytes / 256e6), sizeBytes, quarantined: i % 7 === 3 ? 2 : 0 };
  return {
    ...story,
    ...batch,
    batches: [{ batchId: `${RUN_ID}-0-1`, kind: incremental ? 'window' : 'snapshot', ...batch }],
    timeline: { ...story.timeline, verifiedAt: at(verified), committedAt: at(verified + 0.4) },
    ...(i === 2 && { group: 'sales', deletes: { gone: 312, last: 840_112 }, keys: { nulls: 0, duplicates: 14 } }),
    ...(i === 2 && {
      schemaChanges: [
        { change: 'added' as const, column: 'loyalty_tier', to: 'varchar(20)' },
        { change: 'widened' as const, column: 'email', from: 'varchar(100)', to: 'varchar(320)' },
        { change: 'dropped' as const, column: 'fax', from: 'varchar(30)' },
      ],
      warnings: ['14 rows have a primary key that another row has, too: a merge by it keeps one of them'],
    }),
    ...(incremental && {
      watermark: {
        column: 'updated_at',
        from: i === 0 ? null : '2026-01-04 02:59:58.123456',
        to: '2026-01-05 02:59:59.999871',
      },
    }),
  };
};

/** @param failed which tables failed, by their number from 0 */
export const sampleReport = (tables: number, failed: readonly number[] = []): Report => {
  const list = Array.from({ length: tables }, (_, i) => sampleTable(i, failed.includes(i)));
  const end = list.reduce((last, { endedAt = '' }) => (endedAt > last ? endedAt : last), at(6));
  return {
    formatVersion: 2,
    pipeline: 'lake',
    runId: RUN_ID,
    executionArn: `arn:aws:states:eu-west-1:123456789012:execution:shuttle-lake:4f6e1c52-9a0e-4f4b-8a1c-3f1f1d0c9a77`,
    status: failed.length > 0 ? 'failed' : 'succeeded',
    startedAt: at(0),
    endedAt: new Date(Date.parse(end) + 1_500).toISOString(),
    ...runFailure(RUN_ID, list),
    totals: totalsOf(list),
    tables: list,
    cost: runCost(list),
  };
};
