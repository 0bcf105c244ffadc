import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { ExtractPipeline } from '../lambdas/core/config/shuttle-config';
import type { ShuttleFunction } from './function';

/** A definition holds 1 MB and a state's input 256 KiB: beyond this the config goes to S3. */
const MAX_BAKED_BYTES = 100 * 1024;

/**
 * The config as one string of JSON that a definition can hold. A definition executes what looks like JSONata (`{% %}`)
 * and substitutes `${...}`, hence the escapes; JSON.parse undoes them.
 */
export const bakedText = (pipeline: ExtractPipeline): string =>
  JSON.stringify(pipeline).replaceAll('$', '\\u0024').replaceAll('{%', '{\\u0025').replaceAll('%}', '\\u0025}');

/** The argument of StartRun that holds the config, or where it is kept: an asset, whose key is its hash. */
export const bakeConfig = (
  scope: Construct,
  pipeline: ExtractPipeline,
  startRun: ShuttleFunction,
): { config: string } | { configAt: { bucket: string; key: string } } => {
  const text = bakedText(pipeline);
  if (Buffer.byteLength(text) <= MAX_BAKED_BYTES) return { config: text };
  const path = join(mkdtempSync(join(tmpdir(), 'shuttle-config-')), `${pipeline.name}.json`);
  writeFileSync(path, text);
  const asset = new Asset(scope, 'Config', { path });
  asset.grantRead(startRun.role);
  return { configAt: { bucket: asset.s3BucketName, key: asset.s3ObjectKey } };
};
