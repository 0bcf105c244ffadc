import { emptyStory, type TableReport } from '../../../../../lambdas/core/progress/report';
import { phasesOf } from '../../../../../lambdas/core/report/html/phases';
import { timeScale } from '../../../../../lambdas/core/report/html/time-scale';

const START = Date.parse('2026-01-05T03:00:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const table = (more: Partial<TableReport>): TableReport => ({
  ...emptyStory(),
  table: 't',
  status: 'committed',
  startedAt: at(10),
  endedAt: at(40),
  ...more,
});
const all = { plannedAt: at(10), statementAt: at(12), verifiedAt: at(39), committedAt: at(40) };

describe('the phases of a table', () => {
  it.each<[string, Partial<TableReport>, [string, number, number][]]>([
    [
      'with all that may be known',
      { timeline: all, statementSeconds: 20 },
      [
        ['planned', 10, 12],
        ['running', 12, 32],
        ['verifying', 32, 40],
      ],
    ],
    [
      'without the time in Redshift',
      { timeline: all },
      [
        ['planned', 10, 12],
        ['running', 12, 39],
        ['verifying', 39, 40],
      ],
    ],
    [
      'whose time in Redshift is more than there was, by other clocks',
      { timeline: all, statementSeconds: 90 },
      [
        ['planned', 10, 12],
        ['running', 12, 39],
        ['verifying', 39, 40],
      ],
    ],
    ['of an earlier release', { timeline: { committedAt: at(40) } }, [['running', 10, 40]]],
    [
      'that failed in Redshift',
      { status: 'failed', timeline: { plannedAt: at(10), statementAt: at(12) } },
      [
        ['planned', 10, 12],
        ['failed', 12, 40],
      ],
    ],
    ['that failed before', { status: 'failed' }, [['failed', 10, 40]]],
    ['of which nothing is known', { status: 'unaccounted', startedAt: 's' }, []],
  ])('%s', (_, more, expected) => {
    const phases = phasesOf(table(more)).map(({ name, fromMs, toMs }) => [
      name,
      (fromMs - START) / 1000,
      (toMs - START) / 1000,
    ]);
    expect(phases).toEqual(expected);
  });
});

describe('the scale of time', () => {
  it.each([
    [0.5, ['0', '0.1 s', '0.2 s', '0.3 s', '0.4 s']],
    [44, ['0', '10 s', '20 s', '30 s', '40 s']],
    [205, ['0', '30 s', '1 min', '1:30', '2 min', '2:30', '3 min']],
    [2_684, ['0', '10 min', '20 min', '30 min', '40 min']],
    [10 * 3_600, ['0', '2:00 h', '4:00 h', '6:00 h', '8:00 h']],
  ])('of %d seconds', (seconds, labels) => {
    const { ticks } = timeScale(START, START + seconds * 1000);
    expect(ticks.map(({ label }) => label)).toEqual(labels);
    expect(ticks[0]?.percent).toBe(0);
  });

  it('of a month has few ticks', () => {
    const { ticks } = timeScale(START, START + 30 * 86_400e3);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks.at(1)?.label).toBe('96:00 h');
  });

  it('keeps everything within the drawing', () => {
    const { at: place } = timeScale(START, START + 100_000);
    expect([place(START - 1), place(at(25)), place(at(100)), place(at(101))]).toEqual([0, 25, 100, 100]);
  });

  it('of no time at all has one tick', () => {
    expect(timeScale(START, START).ticks).toEqual([{ percent: 0, label: '0' }]);
  });
});
