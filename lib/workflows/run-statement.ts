import {
  type CatchProps,
  Choice,
  Condition,
  type IChainable,
  type INextable,
  type State,
  StateMachineFragment,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ShuttleFunction } from '../function';
import { lambdaTask, NOW, PAYLOAD, REDRIVE_COUNT } from './lambda-task';

export interface RunStatementProps {
  functions: {
    submitStatement: ShuttleFunction;
    pollStatement: ShuttleFunction;
    cancelStatement: ShuttleFunction;
  };
  /** JSONata expressions, without the braces. */
  unit: string;
  statement: string;
  /** Seconds that the Data API may wait for a short statement before it answers; 0 turns it off. */
  waitTimeSeconds: number;
  /** Put on each of the three tasks, in this order. */
  catches: readonly { handler: IChainable; props: CatchProps }[];
}

/**
 * The one way to run SQL: submit → (wait → poll)* → done, or cancel when its time is over.
 *
 * Reads `$run` and `$attempt`; assigns `$statement`, which holds the statement's id and how it went. Throws what poll and
 * submit throw, told apart by what is to be done next; see lambdas/core/errors.ts.
 *
 *   Submit ─→ Ended? ─ running ─→ Wait ─→ Poll ─┐
 *               ↑ └─ timed out ─→ Cancel ─→ (next)
 *               └───────────────────────────────┘
 */
export class RunStatement extends StateMachineFragment {
  readonly startState: State;
  readonly endStates: INextable[];

  constructor(scope: Construct, id: string, props: RunStatementProps) {
    super(scope, id);
    const run = '{% $run %}';
    const assign = { statement: PAYLOAD };
    const submit = lambdaTask(
      this,
      'Submit',
      props.functions.submitStatement,
      {
        run,
        unit: `{% ${props.unit} %}`,
        attempt: '{% $attempt %}',
        redriveCount: REDRIVE_COUNT,
        statement: `{% ${props.statement} %}`,
        waitTimeSeconds: props.waitTimeSeconds,
        now: NOW,
      },
      assign,
    );
    const look = { run, statement: '{% $statement %}', now: NOW };
    const poll = lambdaTask(this, 'Poll', props.functions.pollStatement, look, assign);
    const cancel = lambdaTask(this, 'Cancel', props.functions.cancelStatement, look, assign);
    for (const task of [submit, poll, cancel]) {
      for (const { handler, props: catchProps } of props.catches) task.addCatch(handler, catchProps);
    }
    const wait = Wait.jsonata(this, 'Wait', { time: WaitTime.seconds('{% $statement.waitSeconds %}') });
    const ended = Choice.jsonata(this, 'Ended?');
    ended.when(Condition.jsonata('{% $statement.timedOut %}'), cancel);
    ended.when(Condition.jsonata("{% $statement.status = 'RUNNING' %}"), wait.next(poll).next(ended));
    submit.next(ended);
    this.startState = submit;
    this.endStates = [...ended.afterwards({ includeOtherwise: true }).endStates];
  }
}
