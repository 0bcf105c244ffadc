import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { functionsIn, lambdaRole, type ShuttleFunction } from './function';
import { dataApiRoleName } from './names';
import { regionOf } from './region';
import type { Warehouses } from './warehouse';

/**
 * The Lambda steps that run SQL, shared by the pipelines of both directions, and the one that cleans up after any of them.
 *
 * Functions that touch the Data API share one role, because a statement can be seen only by the role that submitted it.
 * What that role may do in S3 each direction grants for its own pipelines.
 */
export class StatementFunctions {
  /** The database user of IAM sign-in is `IAMR:<its name>`. */
  readonly dataApiRole: Role;
  readonly submitStatement: ShuttleFunction;
  readonly pollStatement: ShuttleFunction;
  readonly cancelStatement: ShuttleFunction;
  readonly cleanUpRun: ShuttleFunction;

  constructor(scope: Construct, { config, warehouses }: { config: ShuttleConfig; warehouses: Warehouses }) {
    const { stack } = config;
    const make = functionsIn(scope, stack);
    const data = lambdaRole(
      new Construct(scope, 'DataApi'),
      `Runs the SQL of ${stack}`,
      dataApiRoleName(stack, regionOf(config)),
    );
    this.dataApiRole = data;
    this.submitStatement = make('statement/submit-statement', 256, 30, data);
    this.pollStatement = make('statement/poll-statement', 256, 30, data);
    this.cancelStatement = make('statement/cancel-statement', 256, 30, data);
    this.cleanUpRun = make('run/clean-up-run', 256, 300, data);
    warehouses.grantStatements(data);
  }
}
