import {
  Choice,
  Condition,
  DistributedMap,
  Fail,
  type IChainable,
  StateMachineType,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ERROR_NAMES } from '../error-names';
import type { ExtractFunctions } from '../extract-functions';
import type { PipelineStorage } from '../storage';
import { ExtractTable } from './extract-table';
import { lambdaTask, NOW, PAYLOAD, REDRIVE_COUNT } from './lambda-task';
import { BEFORE_NEXT_ATTEMPT } from './retry-policies';
import { RunItemReader, RunResultWriter } from './run-objects';
import { RunStatement } from './run-statement';

export interface ExtractPipelineProps {
  functions: ExtractFunctions;
  /** Where the plan and the Map's results lie. */
  plans: PipelineStorage;
  /** The pipeline's config as StartRun takes it. */
  config: Record<string, unknown>;
  resources: Record<string, unknown>;
  maxConcurrency: number;
}

/**
 * A run of an extract pipeline:
 *
 *   StartRun → RunStatement(catalog) → PlanTables → ExtractTables (a child execution a table) → RetireRuns → FinishRun
 *     → Succeed | Fail with the run's error
 *
 * StartRun parses the input itself, since a JSONata expression over a key that is missing would fail the run. Whatever
 * goes wrong after it ends in FinishRun, which accounts for every planned table and frees the lock. Before that, while the
 * lock is held, RetireRuns deletes old runs; its failure fails no run, for the next one deletes what is left.
 *
 * Variables: run, discover, catalogStatement, attempt, failures, statement, planned, mapOutput, runError. None has the name
 * of a JSONata function (`map`, `error`): which of the two `$map` would mean is not documented.
 */
export class ExtractPipelineWorkflow extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, props: ExtractPipelineProps) {
    super(scope, id);
    const { functions } = props;
    const run = '{% $run %}';
    const execution = '$states.context.Execution';

    const startRun = lambdaTask(
      this,
      'StartRun',
      functions.startRun,
      {
        ...props.config,
        input: '{% $states.input %}',
        resources: props.resources,
        execution: {
          arn: `{% ${execution}.Id %}`,
          startedAt: `{% ${execution}.StartTime %}`,
          redriveCount: REDRIVE_COUNT,
        },
      },
      {
        run: '{% $states.result.Payload.run %}',
        discover: '{% $states.result.Payload.discover %}',
        catalogStatement: '{% $states.result.Payload.catalogStatement %}',
        attempt: 1,
        failures: 0,
        statement: null,
        mapOutput: null,
        runError: null,
      },
    );
    startRun.addCatch(
      Fail.jsonata(this, 'Not started', {
        error: '{% $states.input.Error %}',
        cause: "{% $exists($states.input.Cause) ? $substring($states.input.Cause, 0, 32000) : '' %}",
      }),
      { outputs: '{% $states.errorOutput %}' },
    );

    const finishRun = lambdaTask(this, 'FinishRun', functions.finishRun, {
      run,
      map: '{% $mapOutput %}',
      error: '{% $runError %}',
      startedAt: `{% ${execution}.StartTime %}`,
      now: NOW,
    });
    const toFinish = { handler: finishRun as IChainable, props: { assign: { runError: '{% $states.errorOutput %}' } } };
    const succeeded = Choice.jsonata(this, 'Succeeded?')
      .when(Condition.jsonata('{% $states.input.error = null %}'), Succeed.jsonata(this, 'Done'))
      .otherwise(
        Fail.jsonata(this, 'Run failed', { error: '{% $states.input.error %}', cause: '{% $states.input.cause %}' }),
      );
    finishRun.next(succeeded);

    const planTables = lambdaTask(
      this,
      'PlanTables',
      functions.planTables,
      { run, catalogStatementId: '{% $statement = null ? null : $statement.statementId %}' },
      { planned: PAYLOAD },
    );
    const tryAgain = Wait.jsonata(this, 'Wait to read the catalog again', {
      time: WaitTime.seconds(BEFORE_NEXT_ATTEMPT),
    });
    const retryOrFinish = Choice.jsonata(this, 'Try the catalog again?')
      .when(Condition.jsonata('{% $failures < $run.maxAttempts %}'), tryAgain, { assign: { runError: null } })
      .otherwise(finishRun);
    const onTransient = {
      handler: retryOrFinish as IChainable,
      props: {
        errors: [ERROR_NAMES.StatementTransient],
        assign: {
          runError: '{% $states.errorOutput %}',
          failures: '{% $failures + 1 %}',
          attempt: '{% $attempt + 1 %}',
        },
      },
    };
    const catalog = new RunStatement(this, 'Catalog', {
      functions: functions.statements,
      unit: "''",
      statement: '$catalogStatement',
      waitTimeSeconds: 2,
      catches: [onTransient, toFinish],
    }).prefixStates('Catalog: ');
    // The catalog's statements stand for themselves: PlanTables is the first to see that the one it needs has failed.
    planTables.addCatch(onTransient.handler, onTransient.props);
    planTables.addCatch(toFinish.handler, toFinish.props);
    tryAgain.next(catalog);
    catalog.next(planTables);

    const discover = Choice.jsonata(this, 'Discover?')
      .when(Condition.jsonata('{% $discover %}'), catalog)
      .otherwise(planTables);
    startRun.next(discover);

    const tables = this.tables(props);
    tables.addCatch(toFinish.handler, toFinish.props);
    const retireRuns = lambdaTask(this, 'RetireRuns', functions.retireRuns, { run, now: NOW });
    retireRuns.addCatch(finishRun);
    tables.next(retireRuns).next(finishRun);
    planTables.next(
      Choice.jsonata(this, 'Anything to read?')
        .when(Condition.jsonata('{% $run.dryRun or $planned.tables = 0 %}'), finishRun)
        .otherwise(tables),
    );
    this.start = startRun;
  }

  /** Tolerates every failure: one table's never stops another. FinishRun judges. */
  private tables({ functions, plans, maxConcurrency }: ExtractPipelineProps): DistributedMap {
    const map = DistributedMap.jsonata(this, 'ExtractTables', {
      label: 'Table',
      maxConcurrency,
      toleratedFailurePercentage: 100,
      itemReader: new RunItemReader(plans, '{% $planned.plan.key %}'),
      itemSelector: { run: '{% $run %}', item: '{% $states.context.Map.Item.Value %}' },
      resultWriterV2: new RunResultWriter(plans, "{% $run.planRoot.prefix & 'runs/' & $run.runId & '/map' %}"),
      assign: { mapOutput: '{% $states.result %}' },
      mapExecutionType: StateMachineType.STANDARD,
    });
    map.itemProcessor(new ExtractTable(this, 'Table', functions).start);
    return map;
  }
}
