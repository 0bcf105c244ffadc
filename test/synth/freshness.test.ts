import { freshnessWindow } from '../../lib/freshness-window';
import { synth, type TemplateResource } from '../support/synth';

const file = (pipeline: string): string => `
stack: shuttle-test
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
extract:
  - { name: lake, schedule: rate(1 day)${pipeline} }
`;
const alarmsOf = (pipeline: string): TemplateResource[] =>
  Object.values(synth(file(pipeline)).resources('AWS::CloudWatch::Alarm')).filter(({ Properties }) =>
    Properties.AlarmName.includes('_stale'),
  );

describe('the window of a freshness alarm', () => {
  const DAY = 86_400;

  it.each([
    ['1m', 60, 60, 2],
    ['90s', 90, 60, 3],
    ['30m', 1_800, 60, 31],
    ['1h', 3_600, 300, 13],
    ['12h', 43_200, 300, 145],
    ['24h', DAY, 300, 288],
    ['25h', 90_000, 3_600, 25],
    ['26h30m', 95_400, 3_600, 27],
    ['7d', 7 * DAY, 3_600, 168],
  ])('of %s', (_, seconds, periodSeconds, periods) => {
    expect(freshnessWindow(seconds)).toMatchObject({ periodSeconds, periods });
  });

  it('is never shorter than the time, at most two periods longer, and as long as CloudWatch takes', () => {
    for (let seconds = 60; seconds <= 7 * DAY; seconds += 137) {
      const { periodSeconds, periods, warmUpMinutes } = freshnessWindow(seconds);
      const length = periodSeconds * periods;
      expect(length).toBeGreaterThanOrEqual(seconds);
      expect(length - seconds).toBeLessThan(2 * periodSeconds);
      expect(length).toBeLessThanOrEqual(periodSeconds < 3_600 ? DAY : 7 * DAY);
      expect(periodSeconds % 60).toBe(0);
      expect(warmUpMinutes).toBeGreaterThanOrEqual(1);
      expect(warmUpMinutes).toBeLessThanOrEqual(2_880);
      expect(warmUpMinutes * 60).toBeGreaterThanOrEqual(Math.min(seconds, 2 * DAY));
    }
  });
});

describe('freshness alarms', () => {
  it('are not there where nobody asks for them', () => {
    expect(alarmsOf('')).toEqual([]);
  });

  it('go off when the pipeline committed nothing in any period, and tell the topic', () => {
    const [alarm, ...others] = alarmsOf(', expectEvery: 26h');
    expect(others).toEqual([]);
    expect(alarm?.Properties).toMatchObject({
      AlarmName: 'shuttle-test_lake_stale',
      AlarmActions: [{ Ref: expect.stringMatching(/^MonitoringTopic/) }],
      ActionsEnabled: true,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 26,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { OnlyStartEvaluatingAfterWarmUpPeriodEnds: true, WarmUpPeriodDurationInMinutes: 1_560 },
      Metrics: [
        { Expression: 'FILL(commits, 0)' },
        {
          Id: 'commits',
          ReturnData: false,
          MetricStat: {
            Metric: {
              Namespace: 'RedshiftShuttle',
              MetricName: 'Committed',
              Dimensions: [{ Name: 'Pipeline', Value: 'shuttle-test_lake' }],
            },
            Period: 3_600,
            Stat: 'Sum',
          },
        },
      ],
    });
    // All periods, not some of them.
    expect(alarm?.Properties).not.toHaveProperty('DatapointsToAlarm');
    expect(alarm?.Properties.OKActions).toBeUndefined();
  });

  it('have one for each table that says so, but for those that are left out', () => {
    const alarms = alarmsOf(
      ', tables: {public.Orders: {expectEvery: 2h}, public.items: {mode: full}, public.off: {enabled: false, expectEvery: 1h}}',
    );
    expect(alarms.map(({ Properties }) => Properties.AlarmName)).toEqual(['shuttle-test_lake_stale_public.orders']);
    expect(alarms[0]?.Properties.Metrics[1].MetricStat.Metric.Dimensions).toEqual([
      { Name: 'Pipeline', Value: 'shuttle-test_lake' },
      { Name: 'Table', Value: 'public.orders' },
    ]);
  });

  it('keep quiet while the pipeline is off', () => {
    expect(alarmsOf(', enabled: false, expectEvery: 1h')[0]?.Properties.ActionsEnabled).toBe(false);
  });
});
