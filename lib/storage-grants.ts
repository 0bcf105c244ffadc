import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { plain } from './plain-name';
import type { LoadSourcePlace, PipelineStorage } from './storage';

/** Object patterns below a pipeline's prefix, e.g. `runs/*`. */
export interface Access {
  read?: readonly string[];
  write?: readonly string[];
  delete?: readonly string[];
  abort?: readonly string[];
}

/** What S3 does with a key on behalf of who puts and gets. */
export const KEY_USE = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Lets somebody read parts of a source, which may be another team's: no more than these objects, and to list them.
 *
 * @param listed the prefix that may be listed. Absent: any, as whoever gets an object must be allowed to list its bucket
 *   for S3 to answer 404, not 403, where it is gone.
 */
export const grantSource = (
  grantee: IGrantable,
  { bucket, prefix, keys }: LoadSourcePlace,
  access: { read: readonly string[]; listed?: string },
): void => {
  const allow = (statement: PolicyStatement) => grantee.grantPrincipal.addToPrincipalPolicy(statement);
  if (access.read.length > 0) {
    const resources = access.read.map((pattern) => bucket.arnForObjects(`${prefix}${pattern}`));
    allow(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
    for (const key of keys) key.grant(grantee, 'kms:Decrypt');
  }
  allow(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      ...(access.listed !== undefined && { conditions: { StringLike: { 's3:prefix': `${plain(access.listed)}*` } } }),
    }),
  );
};

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
