import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { Pipeline } from '../lambdas/core/config/all-pipelines';
import { bakedText, isBaked } from './baked-text';
import type { ShuttleFunction } from './function';
import { temporaryFolder } from './temporary-folder';

/** The argument of a machine's first step that holds the config, or where it is kept: an asset, whose key is its hash. */
export const bakeConfig = (
  scope: Construct,
  pipeline: Pipeline,
  firstStep: ShuttleFunction,
): { config: string } | { configAt: { bucket: string; key: string } } => {
  const text = bakedText(pipeline);
  if (isBaked(text)) return { config: text };
  const path = join(temporaryFolder('shuttle-config-'), `${pipeline.name}.json`);
  writeFileSync(path, text);
  const asset = new Asset(scope, 'Config', { path });
  // The object alone: asset.grantRead would open every asset of the account. ListBucket: see storage-grants.ts.
  firstStep.role.addToPolicy(
    new PolicyStatement({ actions: ['s3:GetObject'], resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)] }),
  );
  firstStep.role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [asset.bucket.bucketArn] }));
  return { configAt: { bucket: asset.s3BucketName, key: asset.s3ObjectKey } };
};
