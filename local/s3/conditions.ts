import { notImplemented } from './operation';
import type { ReadConditions, WriteConditions } from './preconditions';
import { dateHeader, type S3Request } from './request';

/** Conditions in the headers of a write. @throws S3Error NotImplemented for If-None-Match with an ETag, as on AWS */
export function writeConditions(request: S3Request): WriteConditions {
  const ifMatch = request.header('if-match');
  const ifNoneMatch = request.header('if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('If-None-Match with an ETag on a write');
  return { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) };
}

/** Conditions in the headers of a read, or of the source of a copy (`x-amz-copy-source-`). */
export function readConditions(request: S3Request, prefix = ''): ReadConditions {
  const ifMatch = request.header(`${prefix}if-match`);
  const ifNoneMatch = request.header(`${prefix}if-none-match`);
  const ifModifiedSince = dateHeader(request, `${prefix}if-modified-since`);
  const ifUnmodifiedSince = dateHeader(request, `${prefix}if-unmodified-since`);
  return {
    ...(ifMatch !== undefined && { ifMatch }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(ifModifiedSince !== undefined && { ifModifiedSince }),
    ...(ifUnmodifiedSince !== undefined && { ifUnmodifiedSince }),
  };
}
