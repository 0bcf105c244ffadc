import { Duration, TimeZone } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Pipeline } from '../lambdas/core/config/all-pipelines';
import type { Monitoring } from './monitoring';

interface Props {
  pipeline: Pipeline;
  stateMachine: IStateMachine;
  monitoring: Monitoring;
}

/** Starts a pipeline by EventBridge Scheduler. */
export class PipelineSchedule extends Construct {
  constructor(scope: Construct, id: string, { pipeline, stateMachine, monitoring }: Props) {
    super(scope, id);
    const { schedule } = pipeline;
    if (!schedule) return;
    new Schedule(this, 'Schedule', {
      description: `Runs ${pipeline.name}`,
      schedule: ScheduleExpression.expression(schedule.expression, TimeZone.of(schedule.timezone)),
      enabled: pipeline.enabled && schedule.enabled,
      target: new StepFunctionsStartExecution(stateMachine, {
        input: ScheduleTargetInput.fromObject({}),
        // The default, 185 retries over 24 hours, would start a run long after its time.
        retryAttempts: 3,
        maxEventAge: Duration.minutes(10),
        deadLetterQueue: monitoring.missedStarts,
      }),
    });
  }
}
