import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { ConfigInvalid } from '../lambdas/core/errors';

/**
 * Pipelines that fit into one template of 1 MB: a pipeline takes about 52 KB, 35 of them its definition, and up to 6
 * more for a config that is baked into it (bake-config.ts); the functions take 60 KB.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const MAX_PIPELINES = 16;

/** @throws ConfigInvalid for a file that CloudFormation would refuse, minutes after the deployment has begun */
export const requireFits = (config: ShuttleConfig): void => {
  const count = config.extract.length;
  if (count <= MAX_PIPELINES) return;
  throw new ConfigInvalid(
    `extract: the file has ${count} pipelines, and a CloudFormation template holds ${MAX_PIPELINES}: write several files, ` +
      'each with a stack name of its own, and deploy each with -c config=<file>; one pipeline reads thousands of tables',
  );
};
