import { Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { CleanUp } from './clean-up';
import { StackDashboard } from './dashboard';
import { ExtractFunctions } from './extract-functions';
import { Monitoring } from './monitoring';
import { acknowledgeNag } from './nag-acknowledgements';
import { addOutputs } from './outputs';
import { Pipeline } from './pipeline';
import { regionOf } from './region';
import { requireFits } from './stack-size';
import { Storage } from './storage';
import { Warehouses } from './warehouse';

/** Everything that one shuttle.yaml deploys: a table of contents. */
export class ShuttleStack extends Stack {
  constructor(scope: Construct, id: string, { config }: { config: ShuttleConfig }) {
    requireFits(config);
    super(scope, id, {
      description: `Redshift Shuttle: ${config.extract.map(({ name }) => name).join(', ')}`.slice(0, 500),
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
    const functions = new ExtractFunctions(this, 'Functions', { config, storage, warehouses });
    const monitoring = new Monitoring(this, 'Monitoring', { config });
    const cleanUp = new CleanUp(this, 'CleanUp', { config, functions, monitoring });
    const pipelines = config.extract.map((pipeline) => {
      const { stateMachine } = new Pipeline(this, `Pipeline-${pipeline.name}`, {
        config,
        pipeline,
        storage,
        warehouses,
        functions,
        monitoring,
        cleanUp,
      });
      return { pipeline, stateMachine };
    });
    new StackDashboard(this, 'Dashboard', { config, pipelines });
    acknowledgeNag(this);
    addOutputs(this, { config, storage, warehouses, functions });
  }
}
