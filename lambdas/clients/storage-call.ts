import type { ObjectLocation } from '../core/batch/object-keys';
import { StorageUnavailable } from '../core/errors';
import { type Failure, failureOf, isOutage } from './failure';

/** A location as the SDK's commands take it. */
export const awsLocation = ({ bucket, key }: ObjectLocation) => ({ Bucket: bucket, Key: key });

/** Sends a command and names its error by what the machine does next. */
export const callStorage = async <T>(send: () => Promise<T>): Promise<T> => {
  try {
    return await send();
  } catch (thrown) {
    throw translate(failureOf(thrown), thrown);
  }
};

/**
 * What is no outage (AccessDenied, NoSuchBucket ...) goes through under its own name. 409 is another writer at the same
 * moment, who may have won or lost: only the same step again can tell. KMS throttles through S3 with a 400.
 */
export const translate = (failure: Failure, thrown: unknown): unknown =>
  isOutage(failure) || failure.status === 409 || failure.status === 429 || THROTTLED.test(failure.name)
    ? new StorageUnavailable(`${failure.name}: ${failure.message}`)
    : thrown;

const THROTTLED = /^SlowDown$|Throttling/;
