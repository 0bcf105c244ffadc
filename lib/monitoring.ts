import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import {
  alarmNamePrefix,
  failedRunsAlarmName,
  failedRunsRuleName,
  missedStartsName,
  ruleNamePrefix,
  topicName,
} from './names';
import { runbookEntry } from './runbook';

/**
 * Tells people: one notification for each failed run, by an EventBridge rule, and an alarm that stays red while runs
 * fail. What no failed run shows, starts that were missed and data that grew old, is told by alarms. A start that met a running execution (`AlreadyRunning`) is neither: nothing is wrong with the data.
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
      alarmDescription: `EventBridge could not start a pipeline or the clean-up: ${runbookEntry('missed-starts')}`,
      metric: this.missedStarts.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.notifyOf(missed);
    this.letPublish(config.stack);
  }

  /** Tells people when an alarm goes off, not when it is over. */
  notifyOf(alarm: Alarm): void {
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /**
   * A topic with a policy of its own has lost the default one, by which alarms may publish: both are allowed here, from
   * this stack only, for a rule or alarm of another account could name the topic too.
   */
  private letPublish(stack: string): void {
    const allow = (service: string, sourceArn: string) =>
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(service)],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: { ArnLike: { 'aws:SourceArn': sourceArn } },
        }),
      );
    allow(
      'cloudwatch.amazonaws.com',
      Stack.of(this).formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: `${alarmNamePrefix(stack)}*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
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
              next: `open the execution in the Step Functions console: its cause names the tables; ${runbookEntry('failed-runs')}`,
              detail: EventField.fromPath('$.detail'),
            }),
          }),
        },
      ],
    });
    // No action: the rule has notified already. The alarm shows in dashboards that runs fail, and stays red.
    new Alarm(scope, 'FailedRunsAlarm', {
      alarmName: failedRunsAlarmName(name),
      alarmDescription: `Runs of ${name} fail: ${runbookEntry('failed-runs')}`,
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
