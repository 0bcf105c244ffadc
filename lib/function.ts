import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundleOf, type Entry } from './bundle';
import { functionLogGroupName, functionName } from './names';

export interface ShuttleFunctionProps {
  stack: string;
  entry: Entry;
  memoryMb: number;
  timeoutSeconds: number;
  /** The shared role of functions that touch the Data API; without it the function gets one of its own. */
  role?: Role;
}

/** One Lambda step: bundled and minified, with a role and a log group of its own. */
export class ShuttleFunction extends Construct {
  readonly role: Role;
  /**
   * The version that this deployment publishes. Machines call it rather than $LATEST, so that a run that is under way
   * goes on with the code it began with.
   */
  readonly version: IFunction;
  /**
   * Every version, for the permission to invoke: a run that is under way when a deployment publishes a new version goes
   * on to call the old one.
   */
  readonly everyVersionArn: string;

  constructor(scope: Construct, id: string, props: ShuttleFunctionProps) {
    super(scope, id);
    const step = props.entry.split('/').at(-1) ?? props.entry;
    const name = functionName(props.stack, step);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: functionLogGroupName(name),
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = props.role ?? lambdaRole(this, `${step} of ${Stack.of(this).stackName}`);
    logGroup.grantWrite(this.role);
    const fn = new LambdaFunction(this, 'Function', {
      functionName: name,
      code: Code.fromAsset(bundleOf(props.entry)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role as IRole,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { POWERTOOLS_SERVICE_NAME: step, LOG_LEVEL: 'INFO' },
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    this.version = fn.currentVersion as IFunction;
    this.everyVersionArn = `${fn.functionArn}:*`;
  }
}

/** Makes functions in a scope, each under the name of its step. Memory buys CPU: steps that parse much get more. */
export const functionsIn =
  (scope: Construct, stack: string) =>
  (entry: Entry, memoryMb: number, timeoutSeconds: number, role?: Role): ShuttleFunction =>
    new ShuttleFunction(scope, entry.split('/').at(-1) ?? entry, {
      stack,
      entry,
      memoryMb,
      timeoutSeconds,
      ...(role && { role }),
    });

/** A role that Lambda may assume, and nothing more: each function's grants are added by name. */
export const lambdaRole = (scope: Construct, description: string, roleName?: string): Role =>
  new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description,
    ...(roleName !== undefined && { roleName }),
  });
