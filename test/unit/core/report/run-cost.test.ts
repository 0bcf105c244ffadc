import { emptyStory, type TableReport } from '../../../../lambdas/core/progress/report';
import { runCost } from '../../../../lambdas/core/report/run-cost';
import { runShape } from '../../../../lambdas/core/report/run-shape';
import { tableTransitions } from '../../../../lambdas/core/report/step-counts';
import { sumOf } from '../../../../lambdas/core/report/sum';
import { sampleReport } from '../../../support/sample-report';

const table = (more: Partial<TableReport> = {}): TableReport => ({
  ...emptyStory(),
  table: 't',
  status: 'committed',
  method: 'unload',
  files: 2,
  polls: 4,
  attempts: 1,
  statementSeconds: 30,
  ...more,
});
const batch = (batchId: string, kind: 'load' | 'tail') => ({
  batchId,
  kind,
  rows: 1,
  files: 1,
  sizeBytes: 1,
  quarantined: 0,
});

describe('the shape of a run', () => {
  it.each<[string, TableReport[], object]>([
    ['an unloaded table', [table()], { unloaded: 1, paged: 0, polls: 4, unloadedFiles: 2, submitSeconds: 2 }],
    ['a paged one', [table({ method: 'page', files: 1 })], { unloaded: 0, paged: 1, copies: 1, unloadedFiles: 0 }],
    ['an empty paged one, whose result is looked at, too', [table({ method: 'page', files: 0 })], { copies: 1 }],
    ['a failed one', [table({ status: 'failed', attempts: 3, files: 0 })], { failed: 1, unloaded: 0, moreAttempts: 2 }],
    ['one without a record', [table({ status: 'unaccounted' })], { failed: 0, unloaded: 0, polls: 0, tables: 1 }],
    [
      'a load in chunks, with its lane of NULL keys',
      [table({ batches: [batch('a', 'load'), batch('b', 'load'), batch('c', 'load'), batch('c-nulls', 'tail')] })],
      { moreReads: 2 },
    ],
    [
      'a group, which is read by one execution',
      [table({ group: 'g' }), table({ group: 'g' }), table({ group: 'h' }), table()],
      { unloaded: 3, polls: 12, unloadedFiles: 8, tables: 4 },
    ],
    [
      'the time of copying, by its instants',
      [
        table({
          method: 'page',
          statementSeconds: 10,
          timeline: { statementAt: '2026-01-05T03:00:00Z', verifiedAt: '2026-01-05T03:00:15Z' },
        }),
      ],
      { copySeconds: 5 },
    ],
    ['the time of copying, by the rows', [table({ method: 'page', rows: 40_000 })], { copySeconds: 2 }],
  ])('%s', (_, tables, expected) => {
    expect(runShape(tables)).toMatchObject(expected);
  });
});

it('tells the transitions of one table', () => {
  expect(tableTransitions(table())).toBe(12 + 4 * 3);
  expect(tableTransitions(table({ method: 'page', files: 3, polls: 0 }))).toBe(12 + 3 * 2);
});

it('adds up, and tells how', () => {
  expect(
    sumOf([
      { count: 1, of: 'run', each: 10 },
      { count: 2_000, of: 'tables', each: 7 },
      { count: 0, of: 'failed', each: 5 },
      { count: 1.2345, of: 's', each: 0.25 },
    ]),
  ).toEqual({ value: 14_010.308625, how: 'run 1 × 10 + tables 2,000 × 7 + s 1.23 × 0.25' });
  expect(sumOf([])).toEqual({ value: 0, how: 'none' });
});

describe('the cost of a run', () => {
  const cost = runCost(sampleReport(50, [3]).tables);

  it.each(cost.lines)('is quantity times price: $what', ({ quantity, unitPrice, amount }) => {
    expect(amount).toBeCloseTo(quantity * unitPrice, 12);
  });

  it('is the sum of its lines', () => {
    expect(cost.total).toBeCloseTo(
      cost.lines.reduce((sum, { amount }) => sum + amount, 0),
      12,
    );
  });

  it('of a plain table is a fraction of a cent, most of it for transitions', () => {
    const { total, lines } = runCost([table({ polls: 0 })]);
    expect(total).toBeGreaterThan(23 * 0.000025);
    expect(total).toBeLessThan(0.001);
    expect(lines[0]).toMatchObject({ quantity: 23, amount: 23 * 0.000025 });
    expect(lines.at(-1)).toMatchObject({ what: 'Redshift Data API', amount: 0 });
  });

  it('of a run without tables is that of the run itself', () => {
    expect(runCost([]).lines[0]).toMatchObject({ quantity: 11, how: 'run 1 × 11' });
  });
});
