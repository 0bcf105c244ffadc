import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { type StateMachine, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Pipeline } from '../lambdas/core/config/all-pipelines';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import type { Monitoring } from './monitoring';
import { cleanUpName } from './names';
import { standardMachine } from './state-machine';
import type { StatementFunctions } from './statement-functions';
import type { PipelineStorage } from './storage';
import { lambdaTask } from './workflows/lambda-task';

interface Props {
  config: ShuttleConfig;
  functions: StatementFunctions;
  monitoring: Monitoring;
}

/**
 * Cleans up after executions that were stopped, timed out or failed: a stopped execution runs no Catch, and its statement
 * would go on in Redshift. Twice, a minute apart: a step that was under way may still submit something.
 */
export class CleanUp extends Construct {
  private readonly stateMachine: StateMachine;
  private readonly monitoring: Monitoring;

  constructor(scope: Construct, id: string, { config, functions, monitoring }: Props) {
    super(scope, id);
    this.monitoring = monitoring;
    const payload = {
      pipeline: '{% $states.context.Execution.Input.pipeline %}',
      root: '{% $states.context.Execution.Input.root %}',
      executionArn: '{% $states.context.Execution.Input.executionArn %}',
    };
    const first = lambdaTask(this, 'Cancel what runs', functions.cleanUpRun, { ...payload, last: false });
    const wait = Wait.jsonata(this, 'Let steps under way end', { time: WaitTime.duration(Duration.seconds(60)) });
    const second = lambdaTask(this, 'Cancel again and free the lock', functions.cleanUpRun, { ...payload, last: true });
    // What fails the first time may pass the second; if not, the execution fails and people are told.
    first.addCatch(wait);
    const name = cleanUpName(config.stack);
    this.stateMachine = standardMachine(this, name, first.next(wait).next(second));
    monitoring.watch(this, name, this.stateMachine);
  }

  /** Runs after each of the pipeline's executions that did not succeed. Children of its Map have another ARN. */
  after(scope: Construct, pipeline: Pipeline, storage: PipelineStorage, stateMachine: StateMachine): void {
    new Rule(scope, 'EndedEarly', {
      description: `Cleans up after runs of ${pipeline.name} that did not end by themselves`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [stateMachine.stateMachineArn],
          status: ['ABORTED', 'TIMED_OUT', 'FAILED'],
        },
      },
      targets: [
        new SfnStateMachine(this.stateMachine, {
          retryAttempts: 10,
          maxEventAge: Duration.hours(24),
          deadLetterQueue: this.monitoring.missedStarts,
          input: RuleTargetInput.fromObject({
            pipeline: pipeline.name,
            root: { bucket: storage.bucket.bucketName, prefix: storage.prefix },
            executionArn: EventField.fromPath('$.detail.executionArn'),
          }),
        }),
      ],
    });
  }
}
