import { accountTables, runFailure, type TableReport, totalsOf } from '../../../../lambdas/core/progress/report';
import type { RunRecord } from '../../../../lambdas/core/progress/run-record';

const committed = (table: string, more: object = {}): RunRecord => ({
  formatVersion: 1,
  status: 'committed',
  table,
  destination: { schema: 'public', name: table },
  why: 'large',
  batch: {
    batchId: 'R-0-1',
    runId: 'R',
    method: 'unload',
    manifest: { bucket: 'b', key: 'm' },
    schemaVersion: 'v',
    rows: 10,
    files: 2,
    sizeBytes: 100,
    quarantined: 1,
    committedAt: 'c',
  },
  statementId: 'id-1',
  polls: 3,
  attempts: 1,
  startedAt: 's',
  endedAt: 'e',
  ...more,
});
const failed = (table: string): RunRecord => ({
  formatVersion: 1,
  status: 'failed',
  table,
  error: 'StatementFailed',
  cause: 'permission denied',
  attempts: 2,
  startedAt: 's',
  endedAt: 'e',
});
const none = new Map<string, { error: string; cause: string }>();

describe('accountTables', () => {
  it('reports a commit with all that is known of it', () => {
    const record = committed('t', { redshiftQueryId: 7, statementSeconds: 1.5 });
    expect(accountTables(['t'], [record], none)).toEqual([
      {
        table: 't',
        status: 'committed',
        method: 'unload',
        why: 'large',
        rows: 10,
        quarantined: 1,
        files: 2,
        sizeBytes: 100,
        batchId: 'R-0-1',
        statementId: 'id-1',
        redshiftQueryId: 7,
        statementSeconds: 1.5,
        polls: 3,
        attempts: 1,
        startedAt: 's',
        endedAt: 'e',
      },
    ]);
  });

  it('leaves out what the Data API did not tell', () => {
    const [report] = accountTables(['t'], [committed('t')], none);
    expect(report).not.toHaveProperty('redshiftQueryId');
    expect(report).not.toHaveProperty('statementSeconds');
  });

  it('reports a failure', () => {
    expect(accountTables(['t'], [failed('t')], none)).toEqual([
      {
        table: 't',
        status: 'failed',
        error: 'StatementFailed',
        cause: 'permission denied',
        attempts: 2,
        startedAt: 's',
        endedAt: 'e',
      },
    ]);
  });

  it.each([
    ['without a word', none, 'neither a commit nor a failure was recorded; re-run it with `retryFailedOf`'],
    [
      'with the word of the Map',
      new Map([['t', { error: 'States.DataLimitExceeded', cause: 'too much' }]]),
      'its execution ended without a record: States.DataLimitExceeded: too much',
    ],
    [
      'with the word of the Map on another',
      new Map([['u', { error: 'X', cause: 'y' }]]),
      'neither a commit nor a failure was recorded; re-run it with `retryFailedOf`',
    ],
  ])('misses a table %s', (_, mapFailures, cause) => {
    expect(accountTables(['t'], [committed('other')], mapFailures)).toEqual([
      { table: 't', status: 'unaccounted', error: 'TableUnaccounted', cause },
    ]);
  });

  it('goes by the plan: its order, each table once, and no record beside it', () => {
    const reports = accountTables(['c', 'a', 'b'], [failed('a'), committed('x'), committed('c')], none);
    expect(reports.map(({ table, status }) => [table, status])).toEqual([
      ['c', 'committed'],
      ['a', 'failed'],
      ['b', 'unaccounted'],
    ]);
  });

  it('believes a record more than the Map: a child may fail after its commit', () => {
    const words = new Map([['t', { error: 'X', cause: 'y' }]]);
    expect(accountTables(['t'], [committed('t')], words)[0]?.status).toBe('committed');
  });
});

const reports: TableReport[] = [
  ...accountTables(['a', 'b', 'c', 'd'], [committed('a'), committed('b'), failed('c')], none),
];

describe('totalsOf', () => {
  it('counts and sums', () => {
    expect(totalsOf(reports)).toEqual({
      planned: 4,
      committed: 2,
      failed: 1,
      unaccounted: 1,
      rows: 20,
      quarantined: 2,
      sizeBytes: 200,
    });
  });

  it('of nothing is zero', () => {
    expect(Object.values(totalsOf([]))).toEqual(Array(7).fill(0));
  });
});

describe('runFailure', () => {
  const unaccounted = reports.filter(({ status }) => status === 'unaccounted');

  it.each([
    ['everything is committed', reports.slice(0, 2)],
    ['nothing was planned', []],
    ['it was a dry run', [{ table: 'a', status: 'planned' as const }]],
  ])('is none when %s', (_, tables) => {
    expect(runFailure('R', tables)).toBeUndefined();
  });

  it('names the tables, why, and how to run them again', () => {
    expect(runFailure('R', reports)).toEqual({
      error: 'TablesFailed',
      cause: [
        '2 of 4 tables failed; the others are committed. Run again with {"retryFailedOf": "R"}.',
        'c: StatementFailed: permission denied',
        'd: TableUnaccounted: neither a commit nor a failure was recorded; re-run it with `retryFailedOf`',
      ].join('\n'),
    });
  });

  it('is TableUnaccounted when no table failed by itself', () => {
    expect(runFailure('R', [...reports.slice(0, 2), ...unaccounted])?.error).toBe('TableUnaccounted');
  });

  it('fits the cause of a Fail state, whatever the number of tables and the length of their causes', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => ({
      table: `public.table_${i}`,
      status: 'failed' as const,
      error: 'StatementFailed',
      cause: 'x'.repeat(8_000),
    }));
    const cause = runFailure('R', many)?.cause ?? '';
    expect(cause).toHaveLength(32_768);
    expect(cause).toContain('2000 of 2000 tables failed');
    expect(cause.split('\n')[1]).toBe(`public.table_0: StatementFailed: ${'x'.repeat(500)}`);
  });
});
