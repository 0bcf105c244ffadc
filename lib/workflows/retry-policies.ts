import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import type { ErrorName } from '../../lambdas/core/errors';

/*
 * The one retry layer: SDK retries are off. Full jitter spreads a wait evenly between 0 and its value, so that on
 * average half of it passes. Each retry adds about 5 events to the execution's history.
 */

const errors = (...names: ErrorName[]): string[] => names;

/**
 * Throttled, or no free statement slot: the run slows down and does not fail. 2 s doubling to at most 5 minutes: about
 * 8 tries in the first 4 minutes (average), then one every 2.5 minutes; 500 of them last 20 hours and 2,500 events.
 */
export const whileBusy: RetryProps = {
  errors: errors('DataApiBusy', 'DataApiUnavailable'),
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(5),
  maxAttempts: 500,
  jitterStrategy: JitterType.FULL,
};

/**
 * S3, Step Functions or Lambda throttles or is down: 1 s doubling to a minute; 60 tries last about half an hour on
 * average.
 */
export const whileUnavailable: RetryProps = {
  errors: [
    ...errors('StorageUnavailable', 'ServiceUnavailable'),
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 60,
  jitterStrategy: JitterType.FULL,
};

/** The service has accepted the statement but does not know it yet: 1, 1.5, 2.3 ... s, 12 tries, 165 s at most. */
export const untilReady: RetryProps = {
  errors: errors('ResultNotReady'),
  interval: Duration.seconds(1),
  backoffRate: 1.5,
  maxDelay: Duration.seconds(30),
  maxAttempts: 12,
  jitterStrategy: JitterType.FULL,
};

/**
 * The invocation died without an answer: out of memory, out of time, the environment lost. Every step may be repeated;
 * 3 times, for a step that dies always would otherwise die for long.
 */
export const afterCrash: RetryProps = {
  errors: ['Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError', 'Runtime.OutOfMemory'],
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 3,
  jitterStrategy: JitterType.FULL,
};

/** Somebody else changed the table in the Glue Data Catalog meanwhile: it is read anew, 5 times within a minute. */
export const afterCatalogConflict: RetryProps = {
  errors: errors('CatalogConflict'),
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(30),
  maxAttempts: 5,
  jitterStrategy: JitterType.FULL,
};

/**
 * Before a statement is rendered anew after a transient error: 10 s, 30 s, 90 s ... and at most 5 minutes, since a cluster
 * that resizes or restarts is not back at once. Reads `$failures`, from 1.
 */
export const BEFORE_NEXT_ATTEMPT = '{% $min([300, 10 * $power(3, $failures - 1)]) %}';

/** All policies, on every step: a step that cannot raise an error is not hurt by a policy for it. */
export const withRetries = <T extends TaskStateBase>(task: T): T => {
  for (const policy of [whileBusy, whileUnavailable, untilReady, afterCrash]) task.addRetry(policy);
  return task;
};
