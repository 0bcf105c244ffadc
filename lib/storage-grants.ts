import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { PipelineStorage } from './storage';

/** Objects under parts of the pipelines' prefixes, e.g. `runs/*`. */
const arnsFor = (places: readonly PipelineStorage[], patterns: readonly string[]): string[] =>
  places.flatMap(({ bucket, prefix }) => patterns.map((pattern) => bucket.arnForObjects(`${prefix}${pattern}`)));

export const grantObjects = (
  grantee: IGrantable,
  places: readonly PipelineStorage[],
  access: { read?: string[]; write?: string[]; delete?: string[]; abort?: string[] },
): void => {
  const allow = (actions: string[], resources: string[]) => {
    if (resources.length > 0) grantee.grantPrincipal.addToPrincipalPolicy(statement(actions, resources));
  };
  allow(['s3:GetObject'], arnsFor(places, access.read ?? []));
  allow(['s3:PutObject'], arnsFor(places, access.write ?? []));
  allow(['s3:DeleteObject'], arnsFor(places, access.delete ?? []));
  allow(['s3:AbortMultipartUpload'], arnsFor(places, access.abort ?? []));
  // Without ListBucket S3 answers 403, not 404, for an object that is not there.
  allow(['s3:ListBucket'], [...new Set(places.map(({ bucket }) => bucket.bucketArn))]);
  for (const key of new Set(places.map((place) => place.key))) {
    if (!key) continue;
    if (access.write?.length) key.grantEncryptDecrypt(grantee);
    else key.grantDecrypt(grantee);
  }
};

const statement = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });
