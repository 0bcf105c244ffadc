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

/** What is no outage (AccessDenied, NoSuchBucket ...) goes through under its own name. */
export const translate = (failure: Failure, thrown: unknown): unknown =>
  isOutage(failure) || failure.name === 'SlowDown' || failure.status === 429
    ? new StorageUnavailable(`${failure.name}: ${failure.message}`)
    : thrown;
