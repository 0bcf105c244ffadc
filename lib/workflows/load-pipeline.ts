import {
  Choice,
  Condition,
  DistributedMap,
  Fail,
  type IChainable,
  StateMachineType,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LoadConcurrency } from '../../lambdas/core/config/load-config';
import type { ShuttleFunction } from '../function';
import type { LoadFunctions } from '../load-functions';
import type { PipelineStorage } from '../storage';
import { lambdaTask, NOW, PAYLOAD, REDRIVE_COUNT } from './lambda-task';
import { LoadTable } from './load-table';
import { afterCrash } from './retry-policies';
import { RunItemReader, RunResultWriter } from './run-objects';

export interface LoadPipelineProps {
  functions: LoadFunctions;
  /** Where the items of the Maps and their results lie. */
  storage: PipelineStorage;
  /** The pipeline's config as StartLoad takes it. */
  config: Record<string, unknown>;
  resources: Record<string, unknown>;
  maxConcurrency: LoadConcurrency;
}

/**
 * A run of a load pipeline:
 *
 *   StartLoad ─ objects → CollectObjects → ScanObjects (Map) → PlanColumns → StageObjects (Map) → PlanLoads ─┐
 *       └─ batches of an extract pipeline → PlanBatches ─────────────────────────────────────────────────────┤
 *     → LoadTables (Map, a child execution a table) → RetireLoadRuns → FinishLoad → Succeed | Fail ←─────────┘
 *
 * Objects are read twice: a row is rendered only when the types of its columns are known of the whole batch. A group of
 * objects that no function survives is given up: its objects go to the quarantine, and the others are loaded.
 *
 * Whatever goes wrong after StartLoad ends in FinishLoad, which accounts for every planned table, settles the batch, and
 * frees the lock. Before that, while the lock is held, RetireLoadRuns deletes old runs, also where there was nothing to
 * load, since such runs come most often; its failure fails no run, for the next one deletes what is left.
 *
 * Variables: run, objects, batch, groups, groupsOutput, planned, mapOutput, runError, and a time for each stage.
 */
export class LoadPipelineWorkflow extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, props: LoadPipelineProps) {
    super(scope, id);
    const { functions } = props;
    const run = '{% $run %}';
    const batch = '{% $batch %}';
    const map = '{% $groupsOutput %}';
    const execution = '$states.context.Execution';

    const start = lambdaTask(
      this,
      'StartLoad',
      functions.startLoad,
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
        objects: '{% $states.result.Payload.objects %}',
        batch: null,
        groups: null,
        groupsOutput: null,
        mapOutput: null,
        runError: null,
        collectedAt: null,
        scannedAt: null,
        stagedAt: null,
        plannedAt: null,
      },
    );
    start.addCatch(
      Fail.jsonata(this, 'Not started', {
        error: '{% $states.input.Error %}',
        cause: "{% $exists($states.input.Cause) ? $substring($states.input.Cause, 0, 32000) : '' %}",
      }),
      { outputs: '{% $states.errorOutput %}' },
    );

    const finish = lambdaTask(this, 'FinishLoad', functions.finishLoad, {
      run,
      batch,
      map: '{% $mapOutput %}',
      error: '{% $runError %}',
      timeline: {
        collectedAt: '{% $collectedAt %}',
        scannedAt: '{% $scannedAt %}',
        stagedAt: '{% $stagedAt %}',
        plannedAt: '{% $plannedAt %}',
      },
      startedAt: `{% ${execution}.StartTime %}`,
      now: NOW,
    });
    const toFinish = { handler: finish as IChainable, props: { assign: { runError: '{% $states.errorOutput %}' } } };
    finish.next(
      Choice.jsonata(this, 'Succeeded?')
        .when(Condition.jsonata('{% $states.input.error = null %}'), Succeed.jsonata(this, 'Done'))
        .otherwise(
          Fail.jsonata(this, 'Run failed', { error: '{% $states.input.error %}', cause: '{% $states.input.cause %}' }),
        ),
    );

    const collect = lambdaTask(
      this,
      'CollectObjects',
      functions.collectObjects,
      { run, now: NOW },
      { batch: '{% $states.result.Payload.batch %}', groups: '{% $states.result.Payload.groups %}' },
    );
    const scan = this.groups('ScanObjects', 'Scan', functions.scanObjects, 'map-scan', props);
    const columns = lambdaTask(this, 'PlanColumns', functions.planColumns, { run, batch, map }, { scannedAt: NOW });
    const stage = this.groups('StageObjects', 'Stage', functions.stageObjects, 'map-stage', props);
    // When a state was entered, the one before it ended. Without a batch that was no staging.
    const staged = { stagedAt: '{% $batch = null ? null : $states.context.State.EnteredTime %}' };
    const planLoads = lambdaTask(
      this,
      'PlanLoads',
      functions.planLoads,
      { run, batch, map },
      { planned: PAYLOAD, ...staged },
    );
    const planBatches = lambdaTask(this, 'PlanBatches', functions.planBatches, { run, now: NOW }, { planned: PAYLOAD });
    const tables = this.tables(props);
    for (const step of [collect, scan, columns, stage, planBatches, tables]) {
      step.addCatch(toFinish.handler, toFinish.props);
    }
    planLoads.addCatch(toFinish.handler, { assign: { ...toFinish.props.assign, ...staged } });

    const retire = lambdaTask(this, 'RetireLoadRuns', functions.retireLoadRuns, { run, now: NOW });
    retire.addCatch(finish);

    const collected = { collectedAt: NOW };
    const isNew = Choice.jsonata(this, 'Anything new?', { assign: collected })
      .when(Condition.jsonata('{% $batch = null %}'), planLoads, { assign: collected })
      .otherwise(scan);
    collect.next(isNew);
    scan.next(columns).next(stage).next(planLoads);
    const plannedNow = { plannedAt: NOW };
    const isLoad = Choice.jsonata(this, 'Anything to load?', { assign: plannedNow })
      .when(Condition.jsonata('{% $run.dryRun %}'), finish, { assign: plannedNow })
      .when(Condition.jsonata('{% $planned.units = 0 %}'), retire, { assign: plannedNow })
      .otherwise(tables);
    planLoads.next(isLoad);
    planBatches.next(isLoad);
    tables.next(retire).next(finish);
    start.next(
      Choice.jsonata(this, 'Objects?').when(Condition.jsonata('{% $objects %}'), collect).otherwise(planBatches),
    );
    this.start = start;
  }

  /** Reads the objects of the batch, some groups at a time; each group in a child execution of its own. */
  private groups(
    name: string,
    label: string,
    fn: ShuttleFunction,
    results: string,
    { storage, maxConcurrency }: LoadPipelineProps,
  ): DistributedMap {
    const map = DistributedMap.jsonata(this, name, {
      label,
      maxConcurrency: maxConcurrency.shaping,
      itemReader: new RunItemReader(storage, '{% $groups.key %}'),
      itemSelector: { run: '{% $run %}', batch: '{% $batch %}', item: '{% $states.context.Map.Item.Value %}' },
      resultWriterV2: new RunResultWriter(storage, `{% $run.root.prefix & 'runs/' & $run.runId & '/${results}' %}`),
      // Its own error would not say why: PlanColumns and PlanLoads read that of the child.
      toleratedFailurePercentage: 100,
      assign: { groupsOutput: '{% $states.result %}' },
      mapExecutionType: StateMachineType.STANDARD,
    });
    const payload = {
      run: '{% $states.input.run %}',
      batch: '{% $states.input.batch %}',
      item: '{% $states.input.item %}',
    };
    const read = lambdaTask(this, `${label}Group`, fn, { ...payload, giveUp: null, now: NOW });
    const giveUp = lambdaTask(this, `${label}: give the group up`, fn, {
      run: '{% $input.run %}',
      batch: '{% $input.batch %}',
      item: '{% $input.item %}',
      giveUp: '{% $states.input %}',
      now: NOW,
    });
    read.addCatch(giveUp, {
      errors: [...(afterCrash.errors ?? [])],
      outputs: '{% $states.errorOutput %}',
      assign: { input: '{% $states.context.Execution.Input %}' },
    });
    map.itemProcessor(read);
    return map;
  }

  /** Tolerates every failure: one table's never stops another. FinishLoad judges. */
  private tables({ functions, storage, maxConcurrency }: LoadPipelineProps): DistributedMap {
    const map = DistributedMap.jsonata(this, 'LoadTables', {
      label: 'Table',
      maxConcurrency: maxConcurrency.tables,
      toleratedFailurePercentage: 100,
      itemReader: new RunItemReader(storage, '{% $planned.loads.key %}'),
      itemSelector: { run: '{% $run %}', item: '{% $states.context.Map.Item.Value %}' },
      resultWriterV2: new RunResultWriter(storage, "{% $run.root.prefix & 'runs/' & $run.runId & '/map' %}"),
      assign: { mapOutput: '{% $states.result %}' },
      mapExecutionType: StateMachineType.STANDARD,
    });
    map.itemProcessor(new LoadTable(this, 'Table', functions).start);
    return map;
  }
}
