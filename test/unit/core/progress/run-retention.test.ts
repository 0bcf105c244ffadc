import { startOfRun } from '../../../../lambdas/core/batch/run-id';
import { retirableRuns, staysByAge } from '../../../../lambdas/core/progress/run-retention';

const NOW = '2026-01-10T12:00:00.000Z';
const run = (day: number, hour = 3): string =>
  `202601${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}0000Z-1a2b3c4d5e6f`;
const CURRENT = run(10, 12);
const RUNS = [run(1), run(2), run(8), run(9, 11), run(9, 13), CURRENT];

describe('retirableRuns', () => {
  it.each([
    ['all but the newest four', { count: 4 }, [run(1), run(2)]],
    ['none while there are no more than to keep', { count: 6 }, []],
    ['what is older than a week', { seconds: 7 * 86_400 }, [run(1), run(2)]],
    ['nothing that is exactly so old', { seconds: 8 * 86_400 + 9 * 3_600 }, [run(1)]],
    ['nothing within 24 hours, whatever the count', { count: 1 }, [run(1), run(2), run(8), run(9, 11)]],
    ['nothing within 24 hours, whatever the time', { seconds: 60 }, [run(1), run(2), run(8), run(9, 11)]],
  ])('are %s', (_, keep, expected) => {
    expect(retirableRuns(RUNS, keep, { runId: CURRENT, now: NOW })).toEqual(expected);
  });

  it('are never the run that asks, however long it takes', () => {
    expect(retirableRuns([run(1), run(2)], { count: 1 }, { runId: run(1), now: NOW })).toEqual([]);
    expect(retirableRuns([run(1)], { seconds: 60 }, { runId: run(1), now: NOW })).toEqual([]);
  });

  it('are runs: other folders stay and do not count', () => {
    const folders = ['0-notes', run(1), run(2), 'archive', '20260101'];
    expect(retirableRuns(folders, { count: 1 }, { runId: CURRENT, now: NOW })).toEqual([run(1)]);
  });
});

describe('staysByAge', () => {
  it.each([
    ['a young one', run(9), { seconds: 7 * 86_400 }, true],
    ['one that is exactly so old', run(3, 12), { seconds: 7 * 86_400 }, true],
    ['not an older one', run(3, 11), { seconds: 7 * 86_400 }, false],
    ['one within 24 hours, whatever the time', run(9, 13), { seconds: 60 }, true],
    ['not one older than a day', run(9, 11), { seconds: 60 }, false],
    ['none by a count', run(9, 13), { count: 5 }, false],
    ['no other folder', 'archive', { seconds: 60 }, false],
  ])('tells %s', (_, folder, keep, expected) => {
    expect(staysByAge(folder, keep, NOW)).toBe(expected);
  });
});

describe('startOfRun', () => {
  it.each([
    ['20260105T030102Z-1a2b3c4d5e6f', Date.parse('2026-01-05T03:01:02Z')],
    ['20260105T030102Z', undefined],
    ['20260105T030102Z-XYZ', undefined],
    ['notes', undefined],
  ])('of %s is %s', (name, time) => {
    expect(startOfRun(name)).toBe(time);
  });
});
