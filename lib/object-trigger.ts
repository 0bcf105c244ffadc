import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LoadPipeline, Trigger } from '../lambdas/core/config/load-config';
import type { ShuttleFunction } from './function';
import type { Monitoring } from './monitoring';
import { objectQueueName } from './names';
import type { LoadSourcePlace, PipelineStorage } from './storage';

interface Props {
  /** Of the state machine. */
  name: string;
  pipeline: LoadPipeline;
  trigger: Trigger;
  storage: PipelineStorage;
  source: LoadSourcePlace;
  stateMachine: StateMachine;
  starter: ShuttleFunction;
  monitoring: Monitoring;
}

/** Seconds that the starter may take; it makes three calls. */
export const STARTER_TIMEOUT_SECONDS = 20;

/**
 * A message that meets a running execution comes back after the visibility timeout, at least two minutes, and this many
 * times, the most that SQS allows: longer than a day, the longest statement. After that it is a dead letter.
 */
const MAX_RECEIVES = 1_000;

/**
 * Starts a load pipeline when objects appear: EventBridge → queue → function. The queue gathers what comes within
 * `batchEvery`, and keeps messages while a run is under way, so that no object waits for the next one to appear.
 */
export class ObjectTrigger extends Construct {
  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { name, pipeline, trigger, storage, source, stateMachine, starter, monitoring } = props;
    const window = Duration.seconds(trigger.batchEverySeconds);
    const queue = new Queue(this, 'Queue', {
      queueName: objectQueueName(name),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * STARTER_TIMEOUT_SECONDS).plus(window),
      deadLetterQueue: { queue: monitoring.missedStarts, maxReceiveCount: MAX_RECEIVES },
      // Its messages tell no more than that objects came; a run finds them by itself.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new Rule(this, 'ObjectCreated', {
      description: `Objects appeared that ${pipeline.name} loads`,
      enabled: pipeline.enabled,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [source.bucket.bucketName] }, object: { key: keysOf(pipeline, source.prefix) } },
      },
      targets: [
        new SqsQueue(queue, {
          retryAttempts: 10,
          maxEventAge: Duration.hours(24),
          deadLetterQueue: monitoring.missedStarts,
          message: RuleTargetInput.fromObject({
            stateMachineArn: stateMachine.stateMachineArn,
            root: { bucket: storage.bucket.bucketName, prefix: storage.prefix },
            key: EventField.fromPath('$.detail.object.key'),
          }),
        }),
      ],
    });
    queue.grantConsumeMessages(starter.role);
    new EventSourceMapping(this, 'Starts', {
      target: starter.version,
      eventSourceArn: queue.queueArn,
      // The most of both: an invocation starts one run, however many objects came.
      batchSize: 10_000,
      maxBatchingWindow: window,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
  }
}

/** Of an extract pipeline its commits, not each file: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const keysOf = ({ source }: LoadPipeline, prefix: string): Record<string, string>[] =>
  source.format === 'extract'
    ? ['tables', 'groups'].map((folder) => ({ wildcard: `${prefix}${folder}/*/current.json` }))
    : [{ prefix }];
