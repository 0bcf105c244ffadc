import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LoadPipeline } from '../lambdas/core/config/load-config';
import type { PipelineStorage, Storage } from './storage';
import { grantSource, KEY_USE } from './storage-grants';

/** What Redshift does with the files that it writes. */
const WRITE = ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/**
 * What UNLOAD needs of S3: put its files, look whether the prefix is empty, and find the bucket's region. COPY reads the
 * last key set back, by the manifest that was made of it.
 */
export const grantUnload = (role: IGrantable, { bucket, prefix, key }: PipelineStorage): void => {
  const below = (...patterns: string[]) => patterns.map((pattern) => bucket.arnForObjects(`${prefix}${pattern}`));
  allow(role, WRITE, below('data/*', 'deletes/*', 'keys/*'));
  allow(role, ['s3:GetObject'], below('tables/*/manifests/*'));
  grantBucket(role, bucket.bucketArn);
  key?.grant(role, ...KEY_USE);
};

/**
 * What a load needs of S3: COPY reads the staged parts, or those of an extract pipeline, by manifests; UNLOAD writes rows
 * that are refused to the quarantine. COPY looks for the bucket's region, and lists what a manifest names.
 * https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-access-permissions.html
 */
export const grantCopy = (role: IGrantable, pipeline: LoadPipeline, storage: Storage): void => {
  const { bucket, prefix, key } = storage.of(pipeline);
  const below = (...patterns: string[]) => patterns.map((pattern) => bucket.arnForObjects(`${prefix}${pattern}`));
  allow(role, ['s3:GetObject'], below('staging/*', 'runs/*/manifests/*'));
  allow(role, WRITE, below('quarantine/*'));
  grantBucket(role, bucket.bucketArn);
  key?.grant(role, ...KEY_USE);
  if (pipeline.source.format !== 'extract') return;
  const source = storage.sourceOf(pipeline);
  grantSource(role, source, { read: ['data/*', 'deletes/*', 'tables/*/manifests/*'] });
  allow(role, ['s3:GetBucketLocation'], [source.bucket.bucketArn]);
};

const grantBucket = (role: IGrantable, bucketArn: string): void => {
  allow(role, ['s3:GetBucketLocation'], [bucketArn]);
  allow(role, ['s3:ListBucket', 's3:ListBucketMultipartUploads'], [bucketArn]);
};

const allow = (role: IGrantable, actions: string[], resources: string[]): unknown =>
  role.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
