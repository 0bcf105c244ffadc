import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LoadPipeline } from '../lambdas/core/config/load-config';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { bakeConfig } from './bake-config';
import type { CleanUp } from './clean-up';
import type { LoadFunctions } from './load-functions';
import type { Monitoring } from './monitoring';
import { stateMachineName } from './names';
import { ObjectTrigger } from './object-trigger';
import { PipelineSchedule } from './schedule';
import { standardMachine } from './state-machine';
import type { Storage } from './storage';
import { KEY_USE } from './storage-grants';
import type { Warehouses } from './warehouse';
import { LoadPipelineWorkflow } from './workflows/load-pipeline';

interface Props {
  config: ShuttleConfig;
  pipeline: LoadPipeline;
  storage: Storage;
  warehouses: Warehouses;
  functions: LoadFunctions;
  monitoring: Monitoring;
  cleanUp: CleanUp;
}

/** One load pipeline: its state machine, schedule, trigger, alarm and clean-up rule. */
export class LoadPipelineDeployment extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { config, pipeline, functions, monitoring, cleanUp } = props;
    const storage = props.storage.of(pipeline);
    const source = props.storage.sourceOf(pipeline);
    const workflow = new LoadPipelineWorkflow(this, 'Workflow', {
      functions,
      storage,
      config: bakeConfig(this, pipeline, functions.startLoad),
      resources: {
        bucket: storage.bucket.bucketName,
        sourceBucket: source.bucket.bucketName,
        copyRole: props.warehouses.roleOf(pipeline),
      },
      maxConcurrency: pipeline.maxConcurrency,
    });
    const name = stateMachineName(config.stack, pipeline.name);
    const stateMachine = standardMachine(this, name, workflow.start);
    // ItemReader and ResultWriter get S3 actions only.
    storage.key?.grant(stateMachine, ...KEY_USE);
    this.stateMachine = stateMachine;
    if (pipeline.schedule) new PipelineSchedule(this, 'Schedule', { pipeline, stateMachine, monitoring });
    const { trigger } = pipeline;
    const starter = functions.startOnObjects;
    if (trigger && starter) {
      new ObjectTrigger(this, 'Trigger', {
        name,
        pipeline,
        trigger,
        storage,
        source,
        stateMachine,
        starter,
        monitoring,
      });
    }
    monitoring.watch(this, name, stateMachine);
    cleanUp.after(this, pipeline, storage, stateMachine);
  }
}
