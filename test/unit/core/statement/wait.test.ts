import { fitsHistory, pollsFor, waitSeconds } from '../../../../lambdas/core/statement/wait';

const HOUR = 3_600;

describe('waitSeconds', () => {
  it.each([
    [0, 900, 1],
    [-5, 900, 1],
    [4, 900, 1],
    [10, 900, 2],
    [14.9, 900, 2],
    [100, 900, 20],
    [4_499, 900, 899],
    [4_500, 900, 900],
    [24 * HOUR, 900, 900],
    [100, 7.9, 7],
    [100, 0.5, 1],
  ])('after %s s, at most %s s: %s', (elapsed, cap, expected) => {
    expect(waitSeconds(elapsed, cap)).toBe(expected);
  });
});

describe('pollsFor', () => {
  it.each([
    [0, 900, 0],
    [1, 900, 1],
    [5, 900, 5],
    [10, 1, 10],
    [24 * HOUR, 1, 86_400],
  ])('%s s, at most %s s a wait: %s polls', (duration, cap, polls) => {
    expect(pollsFor(duration, cap)).toBe(polls);
  });

  it('stays under 150 for a day with the default cap', () => {
    expect(pollsFor(24 * HOUR, 900)).toBeLessThan(150);
  });
});

describe('fitsHistory', () => {
  it.each([
    [24 * HOUR, 900, true],
    [24 * HOUR, 60, true],
    [24 * HOUR, 30, false],
    [24 * HOUR, 1, false],
    [HOUR, 1, false],
    [600, 1, true],
  ])('a timeout of %s s polled at most every %s s: %s', (timeout, cap, fits) => {
    expect(fitsHistory(timeout, cap)).toBe(fits);
  });
});
