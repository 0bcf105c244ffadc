import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ExtractPipeline, ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { bakeConfig } from './bake-config';
import type { CleanUp } from './clean-up';
import type { ExtractFunctions } from './extract-functions';
import { FreshnessAlarms } from './freshness-alarms';
import type { Monitoring } from './monitoring';
import { stateMachineName } from './names';
import { PipelineSchedule } from './schedule';
import { standardMachine } from './state-machine';
import type { Storage } from './storage';
import { KEY_USE } from './storage-grants';
import type { Warehouses } from './warehouse';
import { ExtractPipelineWorkflow } from './workflows/extract-pipeline';

interface Props {
  config: ShuttleConfig;
  pipeline: ExtractPipeline;
  storage: Storage;
  warehouses: Warehouses;
  functions: ExtractFunctions;
  monitoring: Monitoring;
  cleanUp: CleanUp;
}

/** One extract pipeline: its state machine, schedule, alarms and clean-up rule. */
export class ExtractPipelineDeployment extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { config, pipeline, functions, monitoring, cleanUp } = props;
    const storage = props.storage.of(pipeline);
    const plans = props.storage.plansOf(pipeline);
    const workflow = new ExtractPipelineWorkflow(this, 'Workflow', {
      functions,
      plans,
      config: bakeConfig(this, pipeline, functions.startRun),
      resources: {
        bucket: storage.bucket.bucketName,
        ...(plans !== storage && { planBucket: plans.bucket.bucketName }),
        unloadRole: props.warehouses.roleOf(pipeline),
        ...(storage.key && { kmsKeyArn: storage.key.keyArn }),
      },
      maxConcurrency: pipeline.maxConcurrency,
    });
    const name = stateMachineName(config.stack, pipeline.name);
    const stateMachine = standardMachine(this, name, workflow.start);
    // ItemReader and ResultWriter get S3 actions only.
    plans.key?.grant(stateMachine, ...KEY_USE);
    if (pipeline.schedule) new PipelineSchedule(this, 'Schedule', { pipeline, stateMachine, monitoring });
    this.stateMachine = stateMachine;
    monitoring.watch(this, name, stateMachine);
    new FreshnessAlarms(this, 'Freshness', { config, pipeline, monitoring });
    cleanUp.after(this, pipeline, storage, stateMachine);
  }
}
