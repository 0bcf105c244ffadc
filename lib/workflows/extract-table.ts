import { Choice, Condition, Fail, type IChainable, Pass, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ERROR_NAMES } from '../error-names';
import type { ExtractFunctions } from '../extract-functions';
import { lambdaTask, NOW, PAYLOAD, REDRIVE_COUNT } from './lambda-task';
import { afterCatalogConflict, BEFORE_NEXT_ATTEMPT } from './retry-policies';
import { RunStatement } from './run-statement';

/**
 * Chunks that one execution reads; the next run goes on. A chunk's statement of 12 minutes takes about 36 polls of 9
 * events, so that 40 chunks stay below the 25,000 events of an execution.
 */
export const MAX_CHUNKS = 40;

/**
 * One unit (a table, or a consistent group), as a child execution of its own:
 *
 *   Begin → PlanTable → RunStatement → by method:
 *     count  → ChooseMethod → PlanTable
 *     unload → VerifyUnload ──────────────┐
 *     page   → CopyPages ⟲ → VerifyPages ─┴→ CommitTable ─ more chunks → PlanTable
 *                                                └→ RegisterTable (Glue) → RetireBatches → Done
 *   a source that was rebuilt → PlanTable again, the whole table
 *   a transient statement error → PlanTable again, up to `attempts` times
 *   a result past the Data API's limits → PlanTable again, by UNLOAD
 *   anything else → RecordFailure → Fail; what fails after the commit is told beside it
 *
 * Input: `{run, item}`. Variables: run, item, attempt (renderings), failures (transient errors), chunks (committed),
 * method and why (once decided here), resets, plan, statement, parts, lane, nextToken, verified, verifiedAt, committed, stage.
 */
export class ExtractTable extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, functions: ExtractFunctions) {
    super(scope, id);
    const run = '{% $run %}';
    const item = '{% $item %}';
    const plan = '{% $plan %}';
    const statement = '{% $statement %}';
    const again = { attempt: '{% $attempt + 1 %}' };

    const begin = Pass.jsonata(this, 'Begin', {
      assign: {
        run: '{% $states.input.run %}',
        item: '{% $states.input.item %}',
        attempt: 1,
        failures: 0,
        chunks: 0,
        method: null,
        why: null,
        resets: [],
        plan: null,
        statement: null,
        parts: [],
        lane: 'rows',
        nextToken: null,
        stage: null,
        startedAt: NOW,
      },
    });

    const recordFailure = lambdaTask(this, 'RecordFailure', functions.recordFailure, {
      run,
      item,
      plan,
      attempt: '{% $attempt %}',
      stage: '{% $stage %}',
      statement,
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
      {
        run,
        item,
        attempt: '{% $attempt %}',
        redriveCount: REDRIVE_COUNT,
        method: '{% $method %}',
        resets: '{% $resets %}',
        now: NOW,
      },
      { plan: PAYLOAD, statement: null, parts: [], lane: 'rows', nextToken: null },
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
          ...again,
        },
      })
      .otherwise(recordFailure);
    const onTransient = {
      handler: retryOrFail as IChainable,
      props: {
        errors: [ERROR_NAMES.StatementTransient],
        outputs: '{% $states.errorOutput %}',
        assign: { failures: '{% $failures + 1 %}', ...again },
      },
    };
    const onTooLarge = {
      handler: unloadOrFail as IChainable,
      props: { errors: [ERROR_NAMES.ResultTooLarge], outputs: '{% $states.errorOutput %}' },
    };

    const read = new RunStatement(this, 'Read', {
      functions: functions.statements,
      unit: '$plan.label',
      statement: '$plan.statement',
      waitTimeSeconds: 2,
      catches: [onTransient, onTooLarge, onError],
    }).prefixStates('Read: ');
    begin.next(planTable).next(read);

    const chooseMethod = lambdaTask(
      this,
      'ChooseMethod',
      functions.chooseMethod,
      { run, plan, statement },
      { method: '{% $states.result.Payload.method %}', why: '{% $states.result.Payload.why %}', ...again },
    );
    chooseMethod.addCatch(onError.handler, onError.props);
    chooseMethod.next(planTable);

    const verifiedAs = { verified: PAYLOAD, verifiedAt: NOW };
    const verifyUnload = lambdaTask(this, 'VerifyUnload', functions.verifyUnload, { run, plan, statement }, verifiedAs);
    const verifyPages = lambdaTask(
      this,
      'VerifyPages',
      functions.verifyPages,
      { run, plan, statement, parts: '{% $parts %}' },
      verifiedAs,
    );
    const commit = lambdaTask(
      this,
      'CommitTable',
      functions.commitTable,
      {
        run,
        item,
        plan,
        why: '{% $why %}',
        statement,
        verified: '{% $verified %}',
        startedAt: '{% $startedAt %}',
        verifiedAt: '{% $verifiedAt %}',
        now: NOW,
      },
      { committed: PAYLOAD },
    );
    commit.addCatch(onError.handler, onError.props);
    // Once a table: the read that follows has no watermark to fall short of.
    const rebuilt = Choice.jsonata(this, 'Source rebuilt?')
      .when(Condition.jsonata('{% $count($verified.resets) > 0 %}'), planTable, {
        assign: { resets: '{% [$resets, $verified.resets] %}', ...again },
      })
      .otherwise(commit);
    for (const verify of [verifyUnload, verifyPages]) {
      verify.addCatch(onError.handler, onError.props);
      verify.next(rebuilt);
    }

    const copyPages = lambdaTask(
      this,
      'CopyPages',
      functions.copyPages,
      {
        run,
        plan,
        statement,
        lane: '{% $lane %}',
        part: '{% $count($parts) %}',
        nextToken: '{% $nextToken %}',
      },
      {
        parts: '{% [$parts, $states.result.Payload.part] %}',
        lane: '{% $states.result.Payload.next = null ? null : $states.result.Payload.next.lane %}',
        nextToken: '{% $states.result.Payload.next = null ? null : $states.result.Payload.next.nextToken %}',
      },
    );
    copyPages.addCatch(onTooLarge.handler, onTooLarge.props);
    copyPages.addCatch(onError.handler, onError.props);
    const allCopied = Choice.jsonata(this, 'All pages?')
      .when(Condition.jsonata('{% $lane = null %}'), verifyPages)
      .otherwise(copyPages);
    copyPages.next(allCopied);

    const byMethod = Choice.jsonata(this, 'By method')
      .when(Condition.jsonata("{% $plan.method = 'unload' %}"), verifyUnload)
      .when(Condition.jsonata("{% $plan.method = 'page' %}"), copyPages)
      .otherwise(chooseMethod);
    read.next(byMethod);

    const retire = lambdaTask(this, 'RetireBatches', functions.retireBatches, { run, item, now: NOW });
    retire.addCatch(recordFailure, { outputs: '{% $states.errorOutput %}', assign: { stage: 'retire' } });
    retire.next(Succeed.jsonata(this, 'Table done', { outputs: '{% $committed %}' }));
    const register = lambdaTask(this, 'RegisterTable', functions.registerTable, { run, item });
    register.addRetry(afterCatalogConflict);
    register.addCatch(recordFailure, { outputs: '{% $states.errorOutput %}', assign: { stage: 'register' } });
    register.next(retire);
    const registered = Choice.jsonata(this, 'In the Glue catalog?')
      .when(Condition.jsonata('{% $exists($run.glueDatabase) %}'), register)
      .otherwise(retire);
    const moreChunks = Choice.jsonata(this, 'More chunks?')
      .when(Condition.jsonata(`{% $states.input.more and $chunks < ${MAX_CHUNKS - 1} %}`), planTable, {
        // What fails before the next plan is no failure of the chunk that is committed.
        assign: { plan: null, chunks: '{% $chunks + 1 %}', failures: 0, resets: [], ...again },
      })
      .otherwise(registered);
    commit.next(moreChunks);
    this.start = begin;
  }
}
