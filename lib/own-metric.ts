import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricDimensions, type MetricName, NAMESPACE } from '../lambdas/core/monitoring/metrics';

/** One of the product's own metrics, see core/monitoring/metrics.ts; its sum over a period. */
export const ownMetric = (metricName: MetricName, dimensions: MetricDimensions, period: Duration): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { ...dimensions },
    statistic: 'Sum',
    period,
  });

/** What dashboards show: it is stretched where the range of time is long. */
export const GRAPH_PERIOD = Duration.minutes(5);
