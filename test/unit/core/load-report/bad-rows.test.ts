import { sumBadRows } from '../../../../lambdas/core/load-report/bad-rows';
import { MAX_NAMED } from '../../../../lambdas/core/load-report/load-report';

describe('sumBadRows', () => {
  it('adds up by reason, the most frequent first, then by text', () => {
    const groups = [
      {
        reasons: [
          { reason: 'b', rows: 2 },
          { reason: 'a', rows: 3 },
        ],
      },
      {
        reasons: [
          { reason: 'b', rows: 1 },
          { reason: 'c', rows: 9 },
        ],
      },
    ];
    const expected = {
      rows: 15,
      reasons: [
        { reason: 'c', rows: 9 },
        { reason: 'a', rows: 3 },
        { reason: 'b', rows: 3 },
      ],
    };
    expect(sumBadRows(groups)).toEqual(expected);
    expect(sumBadRows([...groups].reverse())).toEqual(expected);
  });

  it('names the first reasons, and counts the rows of all', () => {
    const reasons = Array.from({ length: 100 }, (_, i) => ({ reason: `r${i}`, rows: i + 1 }));
    const sum = sumBadRows([{ reasons }]);
    expect(sum.rows).toBe(5_050);
    expect(sum.reasons).toHaveLength(MAX_NAMED);
    expect(sum.reasons[0]).toEqual({ reason: 'r99', rows: 100 });
  });
});
