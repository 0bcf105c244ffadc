import { Choice, Condition, Fail, type IChainable, Pass, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ERROR_NAMES } from '../error-names';
import type { ExtractFunctions } from '../extract-functions';
import { lambdaTask, NOW, PAYLOAD, REDRIVE_COUNT } from './lambda-task';
import { BEFORE_NEXT_ATTEMPT } from './retry-policies';
import { RunStatement } from './run-statement';

/**
 * One table, as a child execution of its own:
 *
 *   Begin → PlanTable → RunStatement → by method:
 *     count  → ChooseMethod → PlanTable
 *     unload → VerifyUnload ──────────────┐
 *     page   → CopyPages ⟲ → VerifyPages ─┴→ CommitTable
 *   a transient statement error → PlanTable again, up to `attempts` times
 *   a result past the Data API's limits → PlanTable again, by UNLOAD
 *   anything else → RecordFailure → Fail
 *
 * Input: `{run, item}`. Variables: run, item, attempt (renderings), failures (transient errors), method and why (once
 * decided here), plan, statement, parts, nextToken, batch.
 */
export class ExtractTable extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, functions: ExtractFunctions) {
    super(scope, id);
    const run = '{% $run %}';
    const item = '{% $item %}';
    const plan = '{% $plan %}';
    const statement = '{% $statement %}';

    const begin = Pass.jsonata(this, 'Begin', {
      assign: {
        run: '{% $states.input.run %}',
        item: '{% $states.input.item %}',
        attempt: 1,
        failures: 0,
        method: null,
        why: null,
        parts: [],
        nextToken: null,
        startedAt: NOW,
      },
    });

    const recordFailure = lambdaTask(this, 'RecordFailure', functions.recordFailure, {
      run,
      item,
      attempt: '{% $attempt %}',
      error: '{% $states.input %}',
      startedAt: '{% $startedAt %}',
      now: NOW,
    });
    const failed = Fail.jsonata(this, 'Table failed', {
      error: '{% $states.input.error %}',
      cause: '{% $states.input.cause %}',
    });
    recordFailure.next(failed);
    const onError = { handler: recordFailure as IChainable, props: { outputs: '{% $states.errorOutput %}' } };

    const planTable = lambdaTask(
      this,
      'PlanTable',
      functions.planTable,
      { run, item, attempt: '{% $attempt %}', redriveCount: REDRIVE_COUNT, method: '{% $method %}' },
      { plan: PAYLOAD, parts: [], nextToken: null },
    );
    planTable.addCatch(onError.handler, onError.props);

    const retryOrFail = Choice.jsonata(this, 'Try again?')
      .when(
        Condition.jsonata('{% $failures < $run.maxAttempts %}'),
        Wait.jsonata(this, 'Wait to try again', { time: WaitTime.seconds(BEFORE_NEXT_ATTEMPT) }).next(planTable),
      )
      .otherwise(recordFailure);
    const unloadOrFail = Choice.jsonata(this, 'Unload instead?')
      .when(Condition.jsonata("{% $plan.mayUnload and $plan.method = 'page' %}"), planTable, {
        assign: {
          method: 'unload',
          why: 'the result passes what the Data API holds (500 MB, 64 KB a row)',
          attempt: '{% $attempt + 1 %}',
        },
      })
      .otherwise(recordFailure);
    const onTransient = {
      handler: retryOrFail as IChainable,
      props: {
        errors: [ERROR_NAMES.StatementTransient],
        outputs: '{% $states.errorOutput %}',
        assign: { failures: '{% $failures + 1 %}', attempt: '{% $attempt + 1 %}' },
      },
    };
    const onTooLarge = {
      handler: unloadOrFail as IChainable,
      props: { errors: [ERROR_NAMES.ResultTooLarge], outputs: '{% $states.errorOutput %}' },
    };

    const read = new RunStatement(this, 'Read', {
      functions,
      unit: '$plan.table',
      statement: '$plan.statement',
      waitTimeSeconds: 2,
      catches: [onTransient, onTooLarge, onError],
    }).prefixStates('Read: ');
    begin.next(planTable).next(read);

    const chooseMethod = lambdaTask(
      this,
      'ChooseMethod',
      functions.chooseMethod,
      { run, item, plan, statement },
      {
        method: '{% $states.result.Payload.method %}',
        why: '{% $states.result.Payload.why %}',
        attempt: '{% $attempt + 1 %}',
      },
    );
    chooseMethod.addCatch(onError.handler, onError.props);
    chooseMethod.next(planTable);

    const commit = lambdaTask(this, 'CommitTable', functions.commitTable, {
      run,
      item,
      plan,
      method: '{% $plan.method %}',
      why: '{% $why %}',
      statement,
      batch: '{% $batch %}',
      startedAt: '{% $startedAt %}',
      now: NOW,
    });
    commit.addCatch(onError.handler, onError.props);

    const verifyUnload = lambdaTask(
      this,
      'VerifyUnload',
      functions.verifyUnload,
      { run, item, plan, statement },
      { batch: PAYLOAD },
    );
    verifyUnload.addCatch(onError.handler, onError.props);
    verifyUnload.next(commit);

    const verifyPages = lambdaTask(
      this,
      'VerifyPages',
      functions.verifyPages,
      { run, item, plan, statement, parts: '{% $parts %}' },
      { batch: PAYLOAD },
    );
    verifyPages.addCatch(onError.handler, onError.props);
    verifyPages.next(commit);

    const copyPages = lambdaTask(
      this,
      'CopyPages',
      functions.copyPages,
      { run, item, plan, statement, part: '{% $count($parts) %}', nextToken: '{% $nextToken %}' },
      {
        parts: '{% [$parts, $states.result.Payload.part] %}',
        nextToken: '{% $states.result.Payload.nextToken %}',
      },
    );
    copyPages.addCatch(onTooLarge.handler, onTooLarge.props);
    copyPages.addCatch(onError.handler, onError.props);
    const allCopied = Choice.jsonata(this, 'All pages?')
      .when(Condition.jsonata('{% $nextToken = null %}'), verifyPages)
      .otherwise(copyPages);
    copyPages.next(allCopied);

    const byMethod = Choice.jsonata(this, 'By method')
      .when(Condition.jsonata("{% $plan.method = 'unload' %}"), verifyUnload)
      .when(Condition.jsonata("{% $plan.method = 'page' %}"), copyPages)
      .otherwise(chooseMethod);
    read.next(byMethod);
    this.start = begin;
  }
}
