import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Pass,
  type State,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ERROR_NAMES } from '../error-names';
import type { LoadFunctions } from '../load-functions';
import { lambdaTask, NOW, PAYLOAD, REDRIVE_COUNT } from './lambda-task';
import { BEFORE_NEXT_ATTEMPT } from './retry-policies';
import { RunStatement } from './run-statement';

/**
 * One unit (the batches of a table, or of the tables of a consistent group), as a child execution of its own, one batch of
 * one table after the other:
 *
 *   Begin → PrepareTable → RunStatement(describe) → PlanChanges
 *     changes of the target → RunStatement(evolve, each statement by itself) → PrepareTable again
 *     none → RunStatement(apply, one transaction) → CommitLoad ─ another batch → PrepareTable
 *                                                        └→ Table done
 *   a transaction that failed → JudgeLoad → RunStatement(trace) → SetAside ─ rows set aside → PrepareTable
 *                                  ↑                                  └→ RunStatement(probe) ┐
 *                                  └─────────────────────────────────────────────────────────┘
 *   a transient error → PrepareTable again, up to `attempts` times
 *   anything else → RecordLoadFailure → Fail
 *
 * Statements that are judged by their parts (evolve, apply, probe) are not waited for at submission: their failure has to
 * come from a poll, when `$statement` names them.
 *
 * Input: `{run, item}`. Variables: run, item, index (of the batch), attempt (renderings), failures (transient errors),
 * prepared, planned, evolveId, aside, search, tried, loaded, judged, found, statement, startedAt.
 */
export class LoadTable extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, functions: LoadFunctions) {
    super(scope, id);
    const { statements } = functions;
    const run = '{% $run %}';
    const item = '{% $item %}';
    const index = '{% $index %}';
    const planned = '{% $planned %}';
    const attempt = '{% $attempt %}';
    const again = { attempt: '{% $attempt + 1 %}' };
    const noTrouble = { aside: null, search: null, tried: null, loaded: false };

    const begin = Pass.jsonata(this, 'Begin', {
      assign: {
        run: '{% $states.input.run %}',
        item: '{% $states.input.item %}',
        index: 0,
        attempt: 1,
        failures: 0,
        prepared: null,
        planned: null,
        evolveId: null,
        judged: null,
        found: null,
        statement: null,
        ...noTrouble,
        startedAt: NOW,
      },
    });

    const recordFailure = lambdaTask(this, 'RecordLoadFailure', functions.recordLoadFailure, {
      run,
      item,
      index,
      attempt: '{% $failures + 1 %}',
      planned,
      statement: '{% $statement %}',
      error: '{% $states.input %}',
      startedAt: '{% $startedAt %}',
      now: NOW,
    });
    recordFailure.next(
      Fail.jsonata(this, 'Table failed', { error: '{% $states.input.error %}', cause: '{% $states.input.cause %}' }),
    );
    const onError = { handler: recordFailure as IChainable, props: { outputs: '{% $states.errorOutput %}' } };

    const prepare = lambdaTask(
      this,
      'PrepareTable',
      functions.prepareTable,
      { run, item, index },
      { prepared: PAYLOAD, statement: null },
    );
    prepare.addCatch(onError.handler, onError.props);
    const retryOrFail = Choice.jsonata(this, 'Try again?')
      .when(
        Condition.jsonata('{% $failures < $run.maxAttempts %}'),
        Wait.jsonata(this, 'Wait to try again', { time: WaitTime.seconds(BEFORE_NEXT_ATTEMPT) }).next(prepare),
      )
      .otherwise(recordFailure);
    const onTransient = {
      handler: retryOrFail as IChainable,
      props: {
        errors: [ERROR_NAMES.StatementTransient],
        outputs: '{% $states.errorOutput %}',
        // A search goes on from the batch itself.
        assign: { failures: '{% $failures + 1 %}', evolveId: null, search: null, ...again },
      },
    };
    const statement = (name: string, from: string, waitTimeSeconds: number, failed?: State) =>
      new RunStatement(this, name, {
        functions: statements,
        unit: `${from}.label`,
        statement: `${from}.statement`,
        waitTimeSeconds,
        catches: [
          onTransient,
          ...(failed
            ? [
                {
                  handler: failed as IChainable,
                  props: { errors: [ERROR_NAMES.StatementFailed], outputs: '{% $states.errorOutput %}' },
                },
              ]
            : []),
          onError,
        ],
      }).prefixStates(`${name}: `);
    /** What the Data API refused at once never ran: there is nothing to be judged by. */
    const ifSent = (name: string, next: IChainable, assign: Record<string, unknown>): Choice =>
      Choice.jsonata(this, name)
        .when(Condition.jsonata('{% $statement != null %}'), next, { assign })
        .otherwise(recordFailure);

    const planChanges = lambdaTask(
      this,
      'PlanChanges',
      functions.planChanges,
      {
        run,
        item,
        index,
        attempt,
        redriveCount: REDRIVE_COUNT,
        describeStatementId: '{% $statement.statementId %}',
        before: planned,
        evolveStatementId: '{% $evolveId %}',
        aside: '{% $aside %}',
        now: NOW,
      },
      { planned: PAYLOAD, evolveId: null, statement: null },
    );
    planChanges.addCatch(onTransient.handler, onTransient.props);
    planChanges.addCatch(onError.handler, onError.props);
    begin
      .next(prepare)
      .next(statement('Describe', '$prepared', 2))
      .next(planChanges);

    const evolved = { evolveId: '{% $statement.statementId %}', ...again };
    const evolve = statement('Evolve', '$planned', 0, ifSent('Changes sent?', prepare, evolved));
    evolve.next(Pass.jsonata(this, 'Changed', { assign: evolved }).next(prepare));

    const judge = lambdaTask(
      this,
      'JudgeLoad',
      functions.judgeLoad,
      { run, planned, statement: '{% $tried %}', loaded: '{% $loaded %}', search: '{% $search %}' },
      { judged: PAYLOAD },
    );
    judge.addCatch(onTransient.handler, onTransient.props);
    judge.addCatch(onError.handler, onError.props);
    const tried = { tried: '{% $statement %}' };
    const apply = statement('Apply', '$planned', 0, ifSent('Batch sent?', judge, { ...tried, loaded: false }));
    const commit = lambdaTask(this, 'CommitLoad', functions.commitLoad, {
      run,
      item,
      index,
      planned,
      failures: '{% $failures %}',
      statement: '{% $statement %}',
      now: NOW,
    });
    commit.addCatch(onError.handler, onError.props);
    const nextBatch = { index: '{% $index + 1 %}', failures: 0, planned: null, ...noTrouble, ...again };
    apply
      .next(commit)
      .next(
        Choice.jsonata(this, 'Another batch?')
          .when(Condition.jsonata('{% $states.input.more %}'), prepare, { assign: nextBatch })
          .otherwise(Succeed.jsonata(this, 'Table done')),
      );
    planChanges.next(
      Choice.jsonata(this, 'Changes?').when(Condition.jsonata("{% $planned.do = 'evolve' %}"), evolve).otherwise(apply),
    );

    const setAside = lambdaTask(
      this,
      'SetAside',
      functions.setAside,
      {
        run,
        planned,
        attempt,
        redriveCount: REDRIVE_COUNT,
        tried: '{% $tried %}',
        loaded: '{% $loaded %}',
        traceStatementId: '{% $statement.statementId %}',
        search: '{% $search %}',
      },
      {
        found: PAYLOAD,
        search: '{% $states.result.Payload.search %}',
        aside: '{% $states.result.Payload.aside = null ? $aside : $states.result.Payload.aside %}',
        statement: null,
      },
    );
    setAside.addCatch(onTransient.handler, onTransient.props);
    setAside.addCatch(onError.handler, onError.props);
    judge.next(statement('Trace', '$judged', 2)).next(setAside);
    const probe = statement('Probe', '$found', 0, ifSent('Probe sent?', judge, { ...tried, loaded: false }));
    probe.next(Pass.jsonata(this, 'Probed', { assign: { ...tried, loaded: true } }).next(judge));
    setAside.next(
      Choice.jsonata(this, 'Probe?')
        .when(Condition.jsonata("{% $found.do = 'probe' %}"), probe)
        .otherwise(Pass.jsonata(this, 'Rows set aside', { assign: again }).next(prepare)),
    );
    this.start = begin;
  }
}
