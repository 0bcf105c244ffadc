import type { S3Operation } from './operation';

/** What a hook is told about a request. */
export interface S3Call {
  op: S3Operation;
  bucket?: string;
  key?: string;
  /** From the Authorization header or a presigned URL; absent for anonymous requests. */
  accessKeyId?: string;
}

/** An error to answer with, or `drop`: the connection is closed without an answer. */
export type Fault = 'drop' | { status: number; code: string; message?: string };

/**
 * Injects faults: `before` instead of the effect, `after` once the effect has happened (a lost answer). A promise holds
 * the request until it resolves.
 */
export type FaultHook = (
  call: S3Call,
) => { before?: Fault; after?: Fault } | undefined | Promise<{ before?: Fault; after?: Fault } | undefined>;

/**
 * Says whether a call is allowed; false is answered with 403 AccessDenied. Copies ask for their source as GetObject,
 * DeleteObjects for each key as DeleteObject, and a missing object is 403 instead of 404 for a caller who may not
 * ListObjectsV2 the bucket.
 */
export type Authoriser = (call: S3Call) => boolean;

/** Thrown through the handlers to carry a fault to the connection. */
export class FaultSignal extends Error {
  override readonly name = 'FaultSignal';

  constructor(readonly fault: Fault) {
    super('injected fault');
  }
}
