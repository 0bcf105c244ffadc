import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { LoadPipeline } from '../lambdas/core/config/load-config';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { functionsIn, type ShuttleFunction } from './function';
import { STATEMENT_STEPS_ACCESS, STEP_ACCESS } from './load-access';
import { stateMachineName } from './names';
import { STARTER_TIMEOUT_SECONDS } from './object-trigger';
import type { StatementFunctions } from './statement-functions';
import type { Storage } from './storage';
import { grantObjects, grantSource } from './storage-grants';

interface Props {
  config: ShuttleConfig;
  storage: Storage;
  statements: StatementFunctions;
}

/** The Lambda steps of load pipelines, shared by all of them. What each does with S3 stands in load-access.ts. */
export class LoadFunctions {
  readonly statements: StatementFunctions;
  readonly startLoad: ShuttleFunction;
  readonly collectObjects: ShuttleFunction;
  readonly scanObjects: ShuttleFunction;
  readonly planColumns: ShuttleFunction;
  readonly stageObjects: ShuttleFunction;
  readonly planLoads: ShuttleFunction;
  readonly planBatches: ShuttleFunction;
  readonly prepareTable: ShuttleFunction;
  readonly planChanges: ShuttleFunction;
  readonly commitLoad: ShuttleFunction;
  readonly judgeLoad: ShuttleFunction;
  readonly setAside: ShuttleFunction;
  readonly recordLoadFailure: ShuttleFunction;
  readonly retireLoadRuns: ShuttleFunction;
  readonly finishLoad: ShuttleFunction;
  /** Made where a pipeline has a trigger. */
  readonly startOnObjects: ShuttleFunction | undefined;

  constructor(scope: Construct, { config, storage, statements }: Props) {
    this.statements = statements;
    const make = functionsIn(scope, config.stack);
    const data = statements.dataApiRole;
    const pipelines = config.load ?? [];
    this.startLoad = make('load/start-load', 256, 60);
    this.collectObjects = make('load/collect-objects', 1024, 900);
    this.scanObjects = make('load/scan-objects', 2048, 900);
    this.planColumns = make('load/plan-columns', 1024, 900);
    this.stageObjects = make('load/stage-objects', 2048, 900);
    this.planLoads = make('load/plan-loads', 1024, 900);
    this.planBatches = make('load/plan-batches', 512, 900);
    this.prepareTable = make('load/prepare-table', 512, 300);
    this.planChanges = make('load/plan-changes', 256, 300, data);
    this.commitLoad = make('load/commit-load', 256, 300, data);
    this.judgeLoad = make('load/judge-load', 256, 300, data);
    this.setAside = make('load/set-aside', 512, 900, data);
    this.recordLoadFailure = make('load/record-load-failure', 256, 60);
    this.retireLoadRuns = make('load/retire-load-runs', 256, 300);
    this.finishLoad = make('load/finish-load', 1024, 900);
    const triggered = pipelines.filter(({ trigger }) => trigger);
    if (triggered.length > 0) {
      this.startOnObjects = make('load/start-on-objects', 256, STARTER_TIMEOUT_SECONDS);
      this.grantStarts(this.startOnObjects, config.stack, triggered, storage);
    }
    this.grantPlaces(storage);
    this.grantSources(pipelines, storage);
    this.grantExecutions(this.startLoad, config.stack, pipelines);
  }

  private grantPlaces(storage: Storage): void {
    const places = storage.ofLoads();
    grantObjects(this.statements.dataApiRole, places, STATEMENT_STEPS_ACCESS);
    // The clean-up looks for uploads that a stopped run has left.
    this.statements.dataApiRole.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucketMultipartUploads'],
        resources: [...new Set(places.map(({ bucket }) => bucket.bucketArn))],
      }),
    );
    for (const [step, access] of Object.entries(STEP_ACCESS)) {
      grantObjects(this[step as keyof typeof STEP_ACCESS].role, places, access);
    }
  }

  /** Collecting lists the objects, scanning and staging read them. Of an extract pipeline no step reads rows. */
  private grantSources(pipelines: readonly LoadPipeline[], storage: Storage): void {
    for (const pipeline of pipelines) {
      const source = storage.sourceOf(pipeline);
      if (pipeline.source.format === 'extract') {
        grantSource(this.planBatches.role, source, { read: ['tables/*', 'groups/*'] });
        // The schema of its files, and their manifests.
        grantSource(this.statements.dataApiRole, source, { read: ['tables/*'] });
      } else {
        grantSource(this.collectObjects.role, source, { read: [], listed: source.prefix });
        for (const { role } of [this.scanObjects, this.stageObjects]) grantSource(role, source, { read: ['*'] });
      }
    }
  }

  private grantStarts(
    starter: ShuttleFunction,
    stack: string,
    pipelines: readonly LoadPipeline[],
    storage: Storage,
  ): void {
    const places = pipelines.map((pipeline) => storage.of(pipeline));
    grantObjects(starter.role, places, { read: ['lock.json'] });
    this.grantExecutions(starter, stack, pipelines);
    starter.role.addToPolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: pipelines.map(({ name }) => machineArn(starter, 'stateMachine', stateMachineName(stack, name))),
      }),
    );
  }

  /** Whoever looks at a lock asks after the execution that holds it. */
  private grantExecutions(step: ShuttleFunction, stack: string, pipelines: readonly LoadPipeline[]): void {
    step.role.addToPolicy(
      new PolicyStatement({
        actions: ['states:DescribeExecution'],
        resources: pipelines.map(({ name }) => machineArn(step, 'execution', `${stateMachineName(stack, name)}:*`)),
      }),
    );
  }
}

/** By its name: a reference to the machine, which calls the function, would be a circle. */
const machineArn = (scope: Construct, resource: string, resourceName: string): string =>
  Stack.of(scope).formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
