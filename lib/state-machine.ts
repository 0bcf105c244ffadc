import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { machineLogGroupName } from './names';

/** A Standard machine in JSONata with its log group; `name` is its physical name. */
export const standardMachine = (scope: Construct, name: string, start: IChainable): StateMachine =>
  new StateMachine(scope, 'StateMachine', {
    stateMachineName: name,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromChainable(start),
    queryLanguage: QueryLanguage.JSONATA,
    tracingEnabled: true,
    logs: {
      level: LogLevel.ALL,
      // Execution data would carry SQL and errors of Redshift into the log.
      includeExecutionData: false,
      destination: new LogGroup(scope, 'Logs', {
        logGroupName: machineLogGroupName(name),
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    },
  });
