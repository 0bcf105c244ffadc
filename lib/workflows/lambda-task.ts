import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { QueryLanguage, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, type LambdaInvokeProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { ShuttleFunction } from '../function';
import { withRetries } from './retry-policies';

/** When the state was entered: the steps' clock, so that a step never reads its own. */
export const NOW = '{% $states.context.State.EnteredTime %}';
/** 0 for an execution that was never redriven, whether or not the context names it then. */
export const REDRIVE_COUNT =
  '{% $exists($states.context.Execution.RedriveCount) ? $states.context.Execution.RedriveCount : 0 %}';
/** What the step's function returned. */
export const PAYLOAD = '{% $states.result.Payload %}';

/** A state that calls a step, with every retry. Its output is the step's. */
export const lambdaTask = (
  scope: Construct,
  id: string,
  fn: ShuttleFunction,
  payload: Record<string, unknown>,
  assign?: Record<string, unknown>,
): LambdaInvoke =>
  withRetries(
    new StepTask(scope, id, fn, {
      queryLanguage: QueryLanguage.JSONATA,
      lambdaFunction: fn.version,
      payload: TaskInput.fromObject(payload),
      outputs: PAYLOAD,
      retryOnServiceExceptions: false,
      ...(assign && { assign }),
    }),
  );

/** Lets its machine invoke every version of the function; LambdaInvoke alone lets it invoke the newest. */
class StepTask extends LambdaInvoke {
  protected override readonly taskPolicies: PolicyStatement[];

  constructor(scope: Construct, id: string, fn: ShuttleFunction, props: LambdaInvokeProps) {
    super(scope, id, props);
    this.taskPolicies = [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.everyVersionArn] })];
  }
}
