import { accountTables } from '../../../../lambdas/core/progress/account-tables';
import type { Batch } from '../../../../lambdas/core/progress/checkpoint';
import { emptyStory } from '../../../../lambdas/core/progress/report';
import type { RunRecord } from '../../../../lambdas/core/progress/run-record';
import { committed, failed, none } from './records';

describe('accountTables', () => {
  it('reports a commit with all that is known of it', () => {
    const record = committed('t', { redshiftQueryId: 7, statementSeconds: 1.5 });
    expect(accountTables(['t'], [record], none)).toEqual([
      {
        table: 't',
        status: 'committed',
        mode: 'full',
        kind: 'snapshot',
        whyMode: 'the mode is full',
        method: 'unload',
        why: 'large',
        batches: [{ batchId: 'R-0-1', kind: 'snapshot', rows: 10, files: 2, sizeBytes: 100, quarantined: 1 }],
        rows: 10,
        quarantined: 1,
        files: 2,
        sizeBytes: 100,
        schemaChanges: [],
        warnings: [],
        sqls: [],
        timeline: {},
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

  it('warns of a table that the Glue catalog does not show yet', () => {
    const record = committed('t', {
      warnings: ['w'],
      unregistered: { error: 'CatalogNotFound', cause: 'no database' },
    });
    expect(accountTables(['t'], [record], none)[0]?.warnings).toEqual([
      'w',
      'the Glue Data Catalog still shows what was committed before: CatalogNotFound: no database',
    ]);
  });

  it('reports a failure', () => {
    expect(accountTables(['t'], [failed('t')], none)).toEqual([
      {
        ...emptyStory(),
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
      { ...emptyStory(), table: 't', status: 'unaccounted', error: 'TableUnaccounted', cause },
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

  it('adds up the batches of a run, the lane of NULL keys among them', () => {
    const [batch] = (committed('t') as { batches: Batch[] }).batches;
    const batches = [
      { ...batch, batchId: 'R-0-1', kind: 'load', low: null, high: '10' },
      { ...batch, batchId: 'R-0-2', kind: 'load', low: '10', high: '20' },
      { ...batch, batchId: 'R-0-2-nulls', kind: 'nulls', rows: 1, deletes: { ...batch, rows: 4 } },
    ];
    const [report] = accountTables(['t'], [committed('t', { mode: 'incremental', kind: 'load', batches })], none);
    expect(report).toMatchObject({ rows: 21, files: 6, sizeBytes: 300, quarantined: 3 });
    expect(report?.batches).toMatchObject([
      { batchId: 'R-0-1', low: null, high: '10' },
      { batchId: 'R-0-2', low: '10', high: '20' },
      { batchId: 'R-0-2-nulls', deletes: { rows: 4, files: 2, sizeBytes: 100 } },
    ]);
    expect(report?.batches[0]).not.toHaveProperty('manifest');
  });

  it('keeps what a failed table had come to', () => {
    const more = {
      mode: 'incremental',
      kind: 'window',
      statementId: 'id-2',
      warnings: ['w'],
      sqls: ['SELECT 1'],
      timeline: { plannedAt: 'p', statementAt: 'q' },
      deletes: { gone: 9, last: 10 },
    };
    expect(accountTables(['t'], [{ ...failed('t'), ...more } as RunRecord], none)[0]).toMatchObject(more);
  });

  it('names no statement where a commit was found afterwards', () => {
    expect(accountTables(['t'], [committed('t', { statementId: '' })], none)[0]).not.toHaveProperty('statementId');
  });
});
