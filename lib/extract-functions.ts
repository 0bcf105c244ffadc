import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { grantCatalog } from './catalog-grants';
import { functionsIn, type ShuttleFunction } from './function';
import { stateMachineName } from './names';
import type { StatementFunctions } from './statement-functions';
import type { Storage } from './storage';
import { grantObjects } from './storage-grants';

interface Props {
  config: ShuttleConfig;
  storage: Storage;
  statements: StatementFunctions;
}

/** The Lambda steps of extract pipelines, shared by all of them. */
export class ExtractFunctions {
  readonly statements: StatementFunctions;
  readonly startRun: ShuttleFunction;
  readonly planTables: ShuttleFunction;
  readonly planTable: ShuttleFunction;
  readonly chooseMethod: ShuttleFunction;
  readonly verifyUnload: ShuttleFunction;
  readonly copyPages: ShuttleFunction;
  readonly verifyPages: ShuttleFunction;
  readonly commitTable: ShuttleFunction;
  readonly registerTable: ShuttleFunction;
  readonly retireBatches: ShuttleFunction;
  readonly retireRuns: ShuttleFunction;
  readonly recordFailure: ShuttleFunction;
  readonly finishRun: ShuttleFunction;

  constructor(scope: Construct, { config, storage, statements }: Props) {
    this.statements = statements;
    const make = functionsIn(scope, config.stack);
    const data = statements.dataApiRole;
    this.startRun = make('extract/start-run', 256, 60);
    this.planTables = make('extract/plan-tables', 1024, 900, data);
    this.planTable = make('extract/plan-table', 256, 60);
    this.chooseMethod = make('extract/choose-method', 256, 30, data);
    this.verifyUnload = make('extract/verify-unload', 512, 300, data);
    this.copyPages = make('extract/copy-pages', 512, 900, data);
    this.verifyPages = make('extract/verify-pages', 256, 60, data);
    this.commitTable = make('extract/commit-table', 256, 60);
    this.registerTable = make('extract/register-table', 256, 300);
    this.retireBatches = make('extract/retire-batches', 256, 300);
    this.retireRuns = make('extract/retire-runs', 256, 300);
    this.recordFailure = make('extract/record-failure', 256, 60);
    this.finishRun = make('extract/finish-run', 1024, 900);

    this.grant(config, storage);
  }

  private grant(config: ShuttleConfig, storage: Storage): void {
    const places = storage.ofExtracts();
    const data = this.statements.dataApiRole;
    grantObjects(data, places, {
      // Of the data no more than UNLOAD's manifests: no function reads rows back.
      read: ['runs/*', 'data/*/manifest', 'deletes/*/manifest', 'keys/*/manifest', 'tables/*/manifests/*', 'lock.json'],
      write: ['runs/*', 'data/*', 'tables/*/manifests/*', 'quarantine/*'],
      // Manifests among the files, and parts that an invocation wrote of which nobody heard.
      delete: ['data/*', 'deletes/*/manifest', 'keys/*/manifest', 'quarantine/*', 'lock.json'],
      abort: ['data/*'],
    });
    data.addToPolicy(
      new PolicyStatement({
        sid: 'FindStaleUploads',
        actions: ['s3:ListBucketMultipartUploads'],
        resources: [...new Set(places.map(({ bucket }) => bucket.bucketArn))],
      }),
    );
    const abroad = storage.allPlansAbroad();
    if (abroad.length > 0) {
      grantObjects(data, abroad, { read: ['runs/*'], write: ['runs/*'] });
      grantObjects(this.finishRun.role, abroad, { read: ['runs/*'] });
      grantObjects(this.retireRuns.role, abroad, { delete: ['runs/*'] });
    }
    grantObjects(this.startRun.role, places, { read: ['lock.json'], write: ['lock.json', 'runs/*'] });
    this.startRun.role.addToPolicy(
      new PolicyStatement({
        actions: ['states:DescribeExecution'],
        resources: config.extract.map(({ name }) =>
          Stack.of(data).formatArn({
            service: 'states',
            resource: 'execution',
            resourceName: `${stateMachineName(config.stack, name)}:*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      }),
    );
    const current = ['tables/*/current.json', 'groups/*/current.json'];
    const committed = ['runs/*', 'tables/*/schemas/*', ...current];
    grantObjects(this.planTable.role, places, { read: committed, write: ['runs/*'] });
    grantObjects(this.commitTable.role, places, {
      read: ['runs/*', 'lock.json', ...current],
      write: ['runs/*', 'tables/*/schemas/*', ...current],
      // A table that joins a group gives up its own.
      delete: ['tables/*/current.json'],
    });
    grantObjects(this.recordFailure.role, places, { read: ['runs/*', ...current], write: ['runs/*'] });
    grantObjects(this.registerTable.role, places, { read: committed });
    grantCatalog(
      this.registerTable.role,
      config.extract.flatMap(({ catalog }) => (catalog ? [catalog] : [])),
    );
    grantObjects(this.retireBatches.role, places, {
      read: ['runs/*', ...current],
      write: current,
      delete: ['data/*', 'deletes/*', 'keys/*', 'tables/*/manifests/*'],
    });
    grantObjects(this.retireRuns.role, places, { read: ['lock.json'], delete: ['runs/*'] });
    grantObjects(this.finishRun.role, places, {
      // The plan of a dry run is made here.
      read: [...committed, 'lock.json'],
      write: ['runs/*'],
      delete: ['lock.json'],
    });
  }
}
