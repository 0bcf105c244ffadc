import { accountLoads, type PlannedLoad, type RunEnd } from '../../../../lambdas/core/load-report/account-loads';
import type { LoadRecord } from '../../../../lambdas/core/load-report/load-record';
import { appliedRecord, failedRecord, loadBatch, mapRan } from './load-records';

const plan = (name: string, batchIds: readonly string[] = ['b1'], more: Partial<PlannedLoad> = {}): PlannedLoad => ({
  source: { schema: 'inventory', name },
  target: { schema: 'raw', name },
  batches: batchIds.map((batchId) => ({ batchId })),
  ...more,
});
const { counts } = loadBatch('b1');
const lost = loadBatch('b1', { counts: { ...counts, upserts: 59 } });
const told = (failure: { error: string; cause: string }): RunEnd => ({
  mapBegan: true,
  mapFailures: new Map([['raw.t', failure]]),
});

describe('accountLoads', () => {
  it.each<[string, PlannedLoad, LoadRecord[], RunEnd, object]>([
    [
      'applied: its record has every planned batch',
      plan('t', ['b1', 'b2']),
      [appliedRecord('t', [loadBatch('b1'), loadBatch('b2')])],
      mapRan,
      { status: 'applied', left: [] },
    ],
    [
      'applied, whatever the Map says: a child may fail after its commit',
      plan('t'),
      [appliedRecord('t', [loadBatch('b1')])],
      told({ error: 'X', cause: 'y' }),
      { status: 'applied' },
    ],
    [
      'applied, though it was not to be loaded any more: an execution before a redrive did it',
      plan('t', ['b1'], { waits: 'the input leaves it out' }),
      [appliedRecord('t', [loadBatch('b1')])],
      mapRan,
      { status: 'applied' },
    ],
    [
      'failed: its record says so, and tells what was applied before',
      plan('t', ['b1', 'b2', 'b3']),
      [failedRecord('t', [loadBatch('b1')], { failedBatch: 'b2' })],
      mapRan,
      {
        status: 'failed',
        error: 'StatementFailed',
        cause: 'permission denied for schema raw',
        failedBatch: 'b2',
        left: [{ batchId: 'b2' }, { batchId: 'b3' }],
        batches: [{ batchId: 'b1' }],
      },
    ],
    [
      'failed: rows of a batch have no fate',
      plan('t'),
      [appliedRecord('t', [lost])],
      mapRan,
      {
        status: 'failed',
        error: 'RowsMismatch',
        cause: expect.stringMatching(/^batch b1: 95 rows were copied, and 59 upserts .* = 94\. The rows are committed/),
      },
    ],
    [
      'failed: rows have no fate, and its own failure is told as well',
      plan('t', ['b1', 'b2']),
      [failedRecord('t', [lost])],
      mapRan,
      {
        status: 'failed',
        error: 'RowsMismatch',
        cause: expect.stringContaining('\nStatementFailed: permission denied'),
      },
    ],
    [
      'failed: other rows were shaped than were planned',
      plan('t', [], { batches: [{ batchId: 'b1', rows: 97 }] }),
      [appliedRecord('t', [loadBatch('b1')])],
      mapRan,
      { status: 'failed', error: 'RowsMismatch', cause: expect.stringContaining('97 rows were planned') },
    ],
    [
      'waiting: the input leaves it out',
      plan('t', ['b1'], { waits: 'the input leaves it out' }),
      [],
      mapRan,
      { status: 'waiting', cause: 'the input leaves it out', left: [{ batchId: 'b1' }] },
    ],
    [
      'waiting: the run ended before its tables',
      plan('t'),
      [],
      { mapBegan: false, mapFailures: new Map(), ended: { error: 'TooManyBadRows', cause: 'c' } },
      { status: 'waiting', cause: 'the run ended before its tables: TooManyBadRows' },
    ],
    [
      'unaccounted: without a word',
      plan('t'),
      [appliedRecord('other', [loadBatch('b1')])],
      mapRan,
      { status: 'unaccounted', error: 'TableUnaccounted', cause: expect.stringMatching(/^neither a commit nor/) },
    ],
    [
      'unaccounted: with the word of the Map',
      plan('t'),
      [],
      told({ error: 'States.DataLimitExceeded', cause: 'too much' }),
      {
        status: 'unaccounted',
        cause: 'its execution ended without a record: States.DataLimitExceeded: too much',
      },
    ],
    [
      'unaccounted: its record says applied, and lacks a batch',
      plan('t', ['b1', 'b2']),
      [appliedRecord('t', [loadBatch('b1')])],
      mapRan,
      { status: 'unaccounted', cause: expect.stringContaining('lacks batch b2'), left: [{ batchId: 'b2' }] },
    ],
  ])('%s', (_, planned, records, end, expected) => {
    const reports = accountLoads([planned], records, end);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ table: 'raw.t', source: 'inventory.t', ...expected });
  });

  it('goes by the plan: its order, each table once, and no record beside it', () => {
    const records = [failedRecord('a'), appliedRecord('x', []), appliedRecord('c', [loadBatch('b1')])];
    const reports = accountLoads([plan('c'), plan('a'), plan('b')], records, mapRan);
    expect(reports.map(({ table, status }) => [table, status])).toEqual([
      ['raw.c', 'applied'],
      ['raw.a', 'failed'],
      ['raw.b', 'unaccounted'],
    ]);
  });

  it('adds up batches, and names what several meet once', () => {
    const conflict = { column: 'amount', targetType: 'integer', dataType: 'numeric(12,2)', to: 'amount_numeric' };
    const batches = [
      loadBatch('b1', { conflicts: [conflict], statementSeconds: 2 }),
      loadBatch('b2', { conflicts: [conflict], statementSeconds: 3 }),
    ];
    const record = { ...appliedRecord('t', batches), warnings: ['of the record'] };
    const [report] = accountLoads([plan('t', ['b1', 'b2'], { notes: ['of the plan'] })], [record], mapRan);
    expect(report).toMatchObject({
      statementSeconds: 5,
      conflicts: [conflict],
      warnings: ['of the plan', 'of the record'],
      sqls: ['apply b1', 'apply b2'],
      rows: {
        read: 200,
        applied: 150,
        superseded: 20,
        stale: 10,
        ignored: 6,
        skipped: 0,
        refused: 4,
        setAside: 2,
        bad: 8,
      },
    });
    expect(report?.batches[0]).not.toHaveProperty('sqls');
  });

  it('keeps the statements of a failed batch behind those of the applied ones', () => {
    const [report] = accountLoads([plan('t')], [failedRecord('t', [loadBatch('b1')])], mapRan);
    expect(report?.sqls).toEqual(['apply b1', 'failed sql']);
    expect(report).not.toHaveProperty('statementSeconds');
  });
});
