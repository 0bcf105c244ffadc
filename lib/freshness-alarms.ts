import { Duration } from 'aws-cdk-lib';
import { Alarm, type CfnAlarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { durationText } from '../lambdas/core/config/duration';
import type { ExtractPipeline, ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import type { MetricDimensions } from '../lambdas/core/monitoring/metrics';
import { freshnessWindow } from './freshness-window';
import type { Monitoring } from './monitoring';
import { staleAlarmName, stateMachineName } from './names';
import { ownMetric } from './own-metric';
import { runbookEntry } from './runbook';
import { watchedTables } from './watched-tables';

interface Props {
  config: ShuttleConfig;
  pipeline: ExtractPipeline;
  monitoring: Monitoring;
}

/** Alarms that go off when nothing was committed for `expectEvery`: of the pipeline, and of tables with their own. */
export class FreshnessAlarms extends Construct {
  constructor(scope: Construct, id: string, { config, pipeline, monitoring }: Props) {
    super(scope, id);
    const name = stateMachineName(config.stack, pipeline.name);
    const add = (alarmId: string, what: string, dimensions: MetricDimensions, seconds: number) => {
      const { periodSeconds, periods, warmUpMinutes } = freshnessWindow(seconds);
      const alarm = new Alarm(this, alarmId, {
        alarmName: staleAlarmName(name, dimensions.Table),
        alarmDescription: `${what} was committed for ${durationText(seconds)}: ${runbookEntry('stale')}`,
        // Without FILL an alarm takes a commit that is older than its window before a period without one.
        metric: new MathExpression({
          expression: 'FILL(commits, 0)',
          usingMetrics: { commits: ownMetric('Committed', dimensions, Duration.seconds(periodSeconds)) },
          period: Duration.seconds(periodSeconds),
          label: 'commits',
        }),
        threshold: 1,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        // Of a metric without any value FILL makes nothing.
        treatMissingData: TreatMissingData.BREACHING,
        // Nobody wants to hear every day that a pipeline is off.
        actionsEnabled: pipeline.enabled,
      });
      const resource = alarm.node.defaultChild as CfnAlarm;
      resource.warmUpConfiguration = {
        warmUpPeriodDurationInMinutes: warmUpMinutes,
        onlyStartEvaluatingAfterWarmUpPeriodEnds: true,
      };
      monitoring.notifyOf(alarm);
    };
    if (pipeline.expectEverySeconds !== undefined) {
      add('Pipeline', `No table of ${name}`, { Pipeline: name }, pipeline.expectEverySeconds);
    }
    for (const [table, seconds] of watchedTables(pipeline)) {
      add(`Table-${table}`, `Nothing of table ${table} of ${name}`, { Pipeline: name, Table: table }, seconds);
    }
  }
}
