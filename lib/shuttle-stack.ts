import { Stack, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allPipelines } from '../lambdas/core/config/all-pipelines';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { CleanUp } from './clean-up';
import { type DeployedPipeline, StackDashboard } from './dashboard';
import { ExtractFunctions } from './extract-functions';
import { ExtractPipelineDeployment } from './extract-pipeline-deployment';
import { LoadFunctions } from './load-functions';
import { LoadPipelineDeployment } from './load-pipeline-deployment';
import { Monitoring } from './monitoring';
import { acknowledgeNag } from './nag-acknowledgements';
import { addOutputs } from './outputs';
import { regionOf } from './region';
import { requireFits } from './stack-size';
import { StatementFunctions } from './statement-functions';
import { Storage } from './storage';
import { Warehouses } from './warehouse';

/** Everything that one shuttle.yaml deploys: a table of contents. */
export class ShuttleStack extends Stack {
  constructor(scope: Construct, id: string, { config }: { config: ShuttleConfig }) {
    requireFits(config);
    super(scope, id, {
      description: `Redshift Shuttle: ${allPipelines(config)
        .map(({ name }) => name)
        .join(', ')}`.slice(0, 500),
      env: {
        ...(process.env.CDK_DEFAULT_ACCOUNT && { account: process.env.CDK_DEFAULT_ACCOUNT }),
        region: regionOf(config),
      },
      // A template holds 1 MB, most of which would be blanks.
      suppressTemplateIndentation: true,
    });
    Tags.of(this).add('redshift-shuttle:stack', config.stack);

    const storage = new Storage(this, 'Storage', { config });
    const warehouses = new Warehouses(this, 'Warehouses', { config, storage });
    const functions = new Construct(this, 'Functions');
    const statements = new StatementFunctions(functions, { config, warehouses });
    const monitoring = new Monitoring(this, 'Monitoring', { config });
    const cleanUp = new CleanUp(this, 'CleanUp', { config, functions: statements, monitoring });
    const { extract, load = [] } = config;
    const parts = { config, storage, warehouses, monitoring, cleanUp };
    const pipelines: DeployedPipeline[] = [];
    if (extract.length > 0) {
      const extractFunctions = new ExtractFunctions(functions, { config, storage, statements });
      for (const pipeline of extract) {
        const props = { ...parts, pipeline, functions: extractFunctions };
        const { stateMachine } = new ExtractPipelineDeployment(this, `Pipeline-${pipeline.name}`, props);
        pipelines.push({ pipeline, stateMachine });
      }
    }
    if (load.length > 0) {
      const loadFunctions = new LoadFunctions(functions, { config, storage, statements });
      for (const pipeline of load) {
        const props = { ...parts, pipeline, functions: loadFunctions };
        const { stateMachine } = new LoadPipelineDeployment(this, `Pipeline-${pipeline.name}`, props);
        pipelines.push({ pipeline, stateMachine });
      }
    }
    new StackDashboard(this, 'Dashboard', { config, pipelines });
    acknowledgeNag(this);
    addOutputs(this, { config, storage, warehouses, functions: statements });
  }
}
