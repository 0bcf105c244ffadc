import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS, type MetricDimensions, type MetricName, NAMESPACE } from '../core/monitoring/metrics';

/**
 * Writes lines in CloudWatch's embedded metric format, from which CloudWatch Logs makes metrics: no call, no permission.
 *
 * Powertools writes them by a console of its own, straight to the standard output. Lambda's JSON log format patches the
 * global console alone, and passes on a line that is JSON already as it is, so that the line arrives with `_aws` at its
 * top, where CloudWatch looks for it:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
const lines = new Metrics({ namespace: NAMESPACE });
// `service` would be the step's name: another metric for each step, and none for the pipeline.
lines.clearDefaultDimensions();

/** Emits values under one set of dimensions, as one line. Numbers only: never a row's value. */
export const emitMetrics = (dimensions: MetricDimensions, values: Partial<Record<MetricName, number>>): void => {
  for (const [name, value] of Object.entries(dimensions)) lines.addDimension(name, value);
  for (const [name, value] of Object.entries(values)) lines.addMetric(name, METRICS[name as MetricName], value);
  lines.publishStoredMetrics();
};
