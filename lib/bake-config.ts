import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { ExtractPipeline } from '../lambdas/core/config/shuttle-config';
import type { ShuttleFunction } from './function';
import { temporaryFolder } from './temporary-folder';

/**
 * Beyond this the config goes to S3. A state's input holds 256 KiB and a definition 1 MB, but so does the template with
 * the definitions of all pipelines (stack-size.ts).
 */
const MAX_BAKED_BYTES = 4 * 1024;

/**
 * The config as one string of JSON that a definition can hold. A definition executes what looks like JSONata (`{% %}`)
 * and substitutes `${...}`, hence the escapes; JSON.parse undoes them. CloudFormation shows what is not ASCII as `?`.
 */
export const bakedText = (pipeline: ExtractPipeline): string =>
  JSON.stringify(pipeline)
    .replaceAll(/[^\x20-\x7e]|\$/g, escaped)
    .replaceAll('{%', '{\\u0025')
    .replaceAll('%}', '\\u0025}');

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The argument of StartRun that holds the config, or where it is kept: an asset, whose key is its hash. */
export const bakeConfig = (
  scope: Construct,
  pipeline: ExtractPipeline,
  startRun: ShuttleFunction,
): { config: string } | { configAt: { bucket: string; key: string } } => {
  const text = bakedText(pipeline);
  if (Buffer.byteLength(text) <= MAX_BAKED_BYTES) return { config: text };
  const path = join(temporaryFolder('shuttle-config-'), `${pipeline.name}.json`);
  writeFileSync(path, text);
  const asset = new Asset(scope, 'Config', { path });
  // The object alone: asset.grantRead would open every asset of the account. ListBucket: see storage-grants.ts.
  startRun.role.addToPolicy(
    new PolicyStatement({ actions: ['s3:GetObject'], resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)] }),
  );
  startRun.role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [asset.bucket.bucketArn] }));
  return { configAt: { bucket: asset.s3BucketName, key: asset.s3ObjectKey } };
};
