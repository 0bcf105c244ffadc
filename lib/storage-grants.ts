import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { PipelineStorage } from './storage';

/** Object patterns below a pipeline's prefix, e.g. `runs/*`. */
interface Access {
  read?: string[];
  write?: string[];
  delete?: string[];
  abort?: string[];
}

/** What S3 does with a key on behalf of who puts and gets. */
export const KEY_USE = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Grants on parts of the pipelines' prefixes. */
export const grantObjects = (grantee: IGrantable, places: readonly PipelineStorage[], access: Access): void => {
  const allow = (actions: string[], resources: string[]) =>
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
  const actions = {
    read: 's3:GetObject',
    write: 's3:PutObject',
    delete: 's3:DeleteObject',
    abort: 's3:AbortMultipartUpload',
  };
  // One statement a pipeline: IAM limits a policy's size, and CDK splits policies between statements only.
  for (const { bucket, prefix } of places) {
    for (const kind of ['read', 'write', 'delete', 'abort'] as const) {
      const patterns = access[kind] ?? [];
      if (patterns.length > 0)
        allow(
          [actions[kind]],
          patterns.map((pattern) => bucket.arnForObjects(`${prefix}${pattern}`)),
        );
    }
  }
  // Without ListBucket S3 answers 403, not 404, for an object that is not there.
  allow(['s3:ListBucket'], [...new Set(places.map(({ bucket }) => bucket.bucketArn))]);
  for (const key of new Set(places.map((place) => place.key))) {
    if (!key) continue;
    // A multipart upload decrypts its parts, so that a writer decrypts as well.
    key.grant(grantee, ...KEY_USE);
  }
};
