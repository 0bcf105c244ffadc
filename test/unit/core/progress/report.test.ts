import { accountTables } from '../../../../lambdas/core/progress/account-tables';
import { totalsOf } from '../../../../lambdas/core/progress/report';
import { committed, failed, none } from './records';

const reports = accountTables(['a', 'b', 'c', 'd'], [committed('a'), committed('b'), failed('c')], none);

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
