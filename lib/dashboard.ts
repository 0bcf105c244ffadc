import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  Row,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Pipeline } from '../lambdas/core/config/all-pipelines';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import type { MetricName } from '../lambdas/core/monitoring/metrics';
import { deployedEntries } from './bundle';
import { dashboardName, functionName, missedStartsName, stateMachineName } from './names';
import { GRAPH_PERIOD, ownMetric } from './own-metric';
import { regionOf } from './region';

export interface DeployedPipeline {
  pipeline: Pipeline;
  stateMachine: StateMachine;
}

interface Props {
  config: ShuttleConfig;
  pipelines: readonly DeployedPipeline[];
}

/** Six widgets fill the 24 columns. */
const WIDTH = 4;
const HEIGHT = 5;

/** One dashboard a stack: a row for each pipeline, and one for the functions, which pipelines share. */
export class StackDashboard extends Construct {
  constructor(scope: Construct, id: string, { config, pipelines }: Props) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: dashboardName(config.stack, regionOf(config)),
      defaultInterval: Duration.days(7),
    });
    for (const pipeline of pipelines) dashboard.addWidgets(new Row(...pipelineRow(config.stack, pipeline)));
    dashboard.addWidgets(new Row(...functionRow(config)));
  }
}

const pipelineRow = (stack: string, { pipeline, stateMachine }: DeployedPipeline): IWidget[] => {
  const { name } = pipeline;
  const own = (metricName: MetricName) =>
    ownMetric(metricName, { Pipeline: stateMachineName(stack, name) }, GRAPH_PERIOD);
  const runs = [
    graph(`${name}: runs`, runMetrics(stateMachine)),
    graph(`${name}: seconds of a run`, [own('RunSeconds').with({ statistic: 'Maximum' })]),
    graph(`${name}: tables`, [own('TablesCommitted'), own('TablesFailed')]),
  ];
  return pipeline.kind === 'extract'
    ? [
        ...runs,
        graph(`${name}: rows`, [own('RowsCommitted'), own('RowsQuarantined'), own('KeysGone')]),
        graph(`${name}: bytes`, [own('BytesCommitted')]),
        graph(`${name}: hours since the last commit`, [ageOf(own('Committed'))], pipeline.expectEverySeconds),
      ]
    : [
        ...runs,
        graph(`${name}: rows applied`, [own('RowsApplied')]),
        graph(`${name}: bad rows`, [own('RowsBad')]),
        graph(`${name}: objects waiting`, [own('ObjectsWaiting').with({ statistic: 'Maximum' })]),
      ];
};

const runMetrics = (machine: StateMachine): IMetric[] => {
  const states = (metricName: string, label: string) =>
    new Metric({
      namespace: 'AWS/States',
      metricName,
      label,
      dimensionsMap: { StateMachineArn: machine.stateMachineArn },
      statistic: 'Sum',
      period: GRAPH_PERIOD,
    });
  return [
    states('ExecutionsSucceeded', 'succeeded'),
    states('ExecutionsFailed', 'failed'),
    states('ExecutionsTimedOut', 'timed out'),
    states('ExecutionsAborted', 'stopped'),
    states('ExecutionThrottled', 'transitions throttled'),
  ];
};

/** From the last commit within the range of time that is shown; before it there is no line. */
const ageOf = (commits: Metric): IMetric =>
  new MathExpression({
    expression: '(EPOCH(commits) - FILL(IF(commits > 0, EPOCH(commits)), REPEAT)) / 3600',
    usingMetrics: { commits },
    label: 'hours',
    period: GRAPH_PERIOD,
  });

const functionRow = (config: ShuttleConfig): IWidget[] => {
  const { stack } = config;
  const names = deployedEntries(config).map((entry) => functionName(stack, entry.split('/').at(-1) ?? entry));
  const ofFunctions = (metricName: string) =>
    names.map(
      (FunctionName) =>
        new Metric({
          namespace: 'AWS/Lambda',
          metricName,
          dimensionsMap: { FunctionName },
          statistic: 'Sum',
          period: GRAPH_PERIOD,
        }),
    );
  const missed = new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: missedStartsName(stack) },
    statistic: 'Maximum',
    period: GRAPH_PERIOD,
  });
  return [
    graph('functions: errors', ofFunctions('Errors'), undefined, 2),
    graph('functions: throttles', ofFunctions('Throttles'), undefined, 2),
    graph('missed starts', [missed]),
  ];
};

const graph = (title: string, left: IMetric[], expectEverySeconds?: number, columns = 1): IWidget =>
  new GraphWidget({
    title,
    left,
    width: WIDTH * columns,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false },
    ...(expectEverySeconds !== undefined && {
      leftAnnotations: [{ value: expectEverySeconds / 3_600, label: 'expectEvery' }],
    }),
  });
