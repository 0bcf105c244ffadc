import { S3Error } from './errors';
import type { S3Call } from './faults';
import type { Reply } from './reply';
import type { S3Request } from './request';
import type { LocalStore } from './store';
import type { Uploads } from './uploads';

/** What the handlers work with. */
export interface Context {
  store: LocalStore;
  uploads: Uploads;
  region: string;
  /** @throws S3Error AccessDenied */
  allow(call: S3Call): void;
}

export type Handler = (context: Context, request: S3Request) => Promise<Reply>;

/** The names that the routing has made sure of. */
export function targetOf(request: S3Request): { bucket: string; key: string } {
  const { bucket, key } = request;
  if (bucket === undefined || key === undefined) throw new S3Error('InvalidRequest', 'The request names no object.');
  return { bucket, key };
}

export function bucketOf(request: S3Request): string {
  if (request.bucket === undefined) throw new S3Error('InvalidRequest', 'The request names no bucket.');
  return request.bucket;
}

/** The call as hooks see it, for another operation or object on behalf of the same caller. */
export const callFor = (request: S3Request, call: Omit<S3Call, 'accessKeyId'>): S3Call => ({
  ...call,
  ...(request.accessKeyId !== undefined && { accessKeyId: request.accessKeyId }),
});
