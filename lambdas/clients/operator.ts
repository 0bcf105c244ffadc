import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { Objects } from './objects';
import { callStorage } from './storage-call';

/** S3 as a person at a terminal uses it: no machine repeats a call, so that the SDK does. */
export interface OperatorStorage {
  objects: Objects;
  /** The names of all buckets of the account. @throws AccessDenied, which people without s3:ListAllMyBuckets meet */
  buckets(): Promise<string[]>;
}

/**
 * With the credentials that the SDK finds: environment, profile, SSO.
 *
 * @param endpoint a local S3 instead, which asks for no credentials
 */
export const operatorStorage = (region: string, endpoint?: string): OperatorStorage => {
  const local = endpoint !== undefined && {
    endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = new S3Client({ region, followRegionRedirects: true, ...local });
  return {
    objects: new Objects(client),
    buckets: async () => {
      const { Buckets = [] } = await callStorage(() => client.send(new ListBucketsCommand({})));
      return Buckets.flatMap(({ Name }) => Name ?? []);
    },
  };
};
