import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { ERROR_NAMES } from './error-names';
import { failedRunsAlarmName, failedRunsRuleName, missedStartsName, ruleNamePrefix, topicName } from './names';

/**
 * Tells people: one notification for each failed run, by an EventBridge rule, and an alarm that stays red while runs
 * fail. A start that met a running execution (`AlreadyRunning`) is neither: nothing is wrong with the data.
 */
export class Monitoring extends Construct {
  readonly topic: Topic;
  /** Starts that EventBridge could not make: of a pipeline by its schedule, of the clean-up by its rule. */
  readonly missedStarts: Queue;

  constructor(scope: Construct, id: string, { config }: { config: ShuttleConfig }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { topicName: topicName(config.stack), enforceSSL: true });
    if (config.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(config.alarmEmail));
    this.missedStarts = new Queue(this, 'MissedStarts', {
      queueName: missedStartsName(config.stack),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const missed = new Alarm(this, 'MissedStartsAlarm', {
      alarmName: missedStartsName(config.stack),
      alarmDescription:
        'EventBridge could not start a pipeline or the clean-up: look at the message in the dead-letter queue',
      metric: this.missedStarts.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    missed.addAlarmAction(new SnsAction(this.topic));
    this.letPublish(config.stack, missed);
  }

  /**
   * A topic with a policy of its own has lost the default one, by which alarms may publish: both are allowed here, from
   * this stack only, for a rule or alarm of another account could name the topic too.
   */
  private letPublish(stack: string, alarm: Alarm): void {
    const allow = (service: string, sourceArn: string) =>
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(service)],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: { ArnLike: { 'aws:SourceArn': sourceArn } },
        }),
      );
    allow('cloudwatch.amazonaws.com', alarm.alarmArn);
    allow(
      'events.amazonaws.com',
      Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: `${ruleNamePrefix(stack)}*` }),
    );
  }

  /** Notifies of each failed run of a pipeline, and raises its alarm. */
  watch(scope: Construct, name: string, stateMachine: StateMachine): void {
    const rule = new Rule(scope, 'FailedRuns', {
      ruleName: failedRunsRuleName(name),
      description: `Runs of ${name} that failed, timed out or were stopped`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [stateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          error: [{ 'anything-but': [ERROR_NAMES.AlreadyRunning] }, { exists: false }, null],
        },
      },
      targets: [
        // Not events-targets.SnsTopic, which lets every rule of every account publish.
        {
          bind: () => ({
            arn: this.topic.topicArn,
            // The whole detail: which of its fields exist depends on how the run ended.
            input: RuleTargetInput.fromObject({
              failed: name,
              next: 'open the execution in the Step Functions console: its cause names the tables',
              detail: EventField.fromPath('$.detail'),
            }),
          }),
        },
      ],
    });
    // No action: the rule has notified already. The alarm shows in dashboards that runs fail, and stays red.
    new Alarm(scope, 'FailedRunsAlarm', {
      alarmName: failedRunsAlarmName(name),
      alarmDescription: `Runs of ${name} fail: open the failed execution, its cause names the tables`,
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'MatchedEvents',
        dimensionsMap: { RuleName: rule.ruleName },
        statistic: 'Sum',
        period: Duration.hours(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
