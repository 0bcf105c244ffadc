import { accountLoads } from '../../../../lambdas/core/load-report/account-loads';
import { loadCost } from '../../../../lambdas/core/load-report/load-cost';
import { loadShape } from '../../../../lambdas/core/load-report/load-shape';
import { shapingSeconds } from '../../../../lambdas/core/load-report/load-step-counts';
import { appliedRecord, failedRecord, loadBatch, mapRan } from './load-records';

const planned = (...names: string[]) =>
  names.map((name) => ({ source: { schema: 'inventory', name }, target: { schema: 'raw', name }, batches: [] }));
const changed = loadBatch('b2', {
  changes: [{ what: 'column added', name: 'c', type: 'date' }],
  attempts: 3,
  polls: 4,
});
const tables = accountLoads(
  planned('a', 'b', 'c'),
  [appliedRecord('a', [loadBatch('b1'), changed]), failedRecord('b', [], { attempts: 2 })],
  mapRan,
);
const NO_WORK = { groups: 0, objects: 0, sizeBytes: 0 };
const work = { groups: 10, objects: 200, sizeBytes: 3_000_000_000 };

it('reads the shape of a run from its tables; one without a record counts for nothing', () => {
  expect(loadShape(tables, work, 2_500)).toEqual({
    ...work,
    listed: 2_500,
    applied: 1,
    failed: 1,
    batches: 2,
    evolved: 1,
    moreAttempts: 2,
    polls: 4,
    parts: 4,
    tables: 3,
  });
});

describe('the cost of a load', () => {
  const cost = loadCost(tables, work, 2_500);

  it.each(cost.lines)('is quantity times price: $what', ({ quantity, unitPrice, amount }) => {
    expect(amount).toBeCloseTo(quantity * unitPrice, 12);
  });

  it('is the sum of its lines, and tells how', () => {
    expect(cost.total).toBeCloseTo(
      cost.lines.reduce((sum, { amount }) => sum + amount, 0),
      12,
    );
    expect(cost.lines[0]).toMatchObject({
      quantity: 8 + 2 + 3 + 20 + 1 + 2 + 18 + 12 + 11 + 24 + 14,
      how: expect.stringContaining(
        'groups 10 × 2 + loading 1 × 1 + tables 1 × 2 + batches 2 × 9 + polls 4 × 3 + changed targets 1 × 11',
      ),
    });
    expect(cost.lines.find(({ what }) => what === 'S3 PUT and LIST')?.how).toContain('listings 3 × 1');
  });

  it('takes the seconds of shaping that were measured, else assumes them from objects and bytes', () => {
    expect(shapingSeconds(loadShape([], work))).toBeCloseTo(2 * (5 + 6 + 200), 9);
    expect(shapingSeconds(loadShape([], { ...work, seconds: 77 }))).toBe(77);
    const time = (seconds: number) => loadCost([], { ...work, seconds }, 0).lines[2]?.quantity ?? 0;
    expect(time(101) - time(1)).toBeCloseTo(200, 9);
  });

  it('of an extract source has no shaping', () => {
    const { lines } = loadCost(tables, NO_WORK, null);
    for (const { how } of lines) expect(how).not.toMatch(/groups|collecting|listings|parts 4 × 1 .*batches 2 × 4/);
    expect(lines[2]?.how).not.toContain('shaping');
    expect(lines[4]?.how).toContain('batches of an extract 2 × 3');
  });

  it('of a run that found nothing is that of the steps around the tables', () => {
    const waiting = accountLoads([{ ...planned('d')[0]!, waits: 'the input leaves it out' }], [], mapRan);
    const { lines } = loadCost(waiting, NO_WORK, 0);
    expect(lines.map(({ how }) => how)).toEqual([
      'run 1 × 8 + collecting 1 × 2',
      'run 1 × 4 + collecting 1 × 1',
      expect.stringContaining('calls that plan 3 × 3 + small calls 2 × '),
      'run 1 × 10 + collecting 1 × 3 + listings 1 × 1',
      'run 1 × 8 + collecting 1 × 5',
      'none',
    ]);
    expect(loadCost([], NO_WORK, null).lines.map(({ how }) => how)).toEqual([
      'run 1 × 8',
      'run 1 × 4',
      expect.stringContaining('calls that plan 1 × 3 + PlanBatches 1 × 1.5 + small calls 2 × '),
      'run 1 × 10',
      'run 1 × 8',
      'none',
    ]);
  });
});
