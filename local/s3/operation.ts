import { S3Error } from './errors';
import type { S3Request } from './request';

const TABLE = {
  'GET service': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'HEAD bucket': 'HeadBucket',
  'DELETE bucket': 'DeleteBucket',
  'GET bucket': 'ListObjects',
  'GET bucket list-type': 'ListObjectsV2',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket uploads': 'ListMultipartUploads',
  'POST bucket delete': 'DeleteObjects',
  'PUT object': 'PutObject',
  'PUT object copy': 'CopyObject',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'DELETE object': 'DeleteObject',
  'GET object tagging': 'GetObjectTagging',
  'PUT object tagging': 'PutObjectTagging',
  'DELETE object tagging': 'DeleteObjectTagging',
  'POST object uploads': 'CreateMultipartUpload',
  'PUT object uploadId': 'UploadPart',
  'PUT object uploadId copy': 'UploadPartCopy',
  'GET object uploadId': 'ListParts',
  'POST object uploadId': 'CompleteMultipartUpload',
  'DELETE object uploadId': 'AbortMultipartUpload',
} as const;

export type S3Operation = (typeof TABLE)[keyof typeof TABLE];

const SELECTORS = ['list-type', 'location', 'uploads', 'delete', 'tagging', 'uploadId'];

/** Query parameters that name something else than the plain object or bucket; none of it exists here. */
const REFUSED = [
  ...['accelerate', 'acl', 'analytics', 'attributes', 'cors', 'encryption', 'intelligent-tiering', 'inventory'],
  ...['legal-hold', 'lifecycle', 'logging', 'metadataTable', 'metrics', 'notification', 'object-lock'],
  ...['ownershipControls', 'policy', 'policyStatus', 'publicAccessBlock', 'renameObject', 'replication'],
  ...['requestPayment', 'restore', 'retention', 'select', 'session', 'torrent', 'versioning', 'versions', 'website'],
];

/** Tells which operation a request names. @throws S3Error NotImplemented, MethodNotAllowed */
export function operationOf(request: S3Request): S3Operation {
  const { method, query } = request;
  const refused = REFUSED.find((name) => query.has(name));
  if (refused !== undefined) throw notImplemented(`?${refused}`);
  const version = query.get('versionId');
  if (version !== null && version !== 'null') throw notImplemented('versionId (buckets are not versioned)');
  const level = request.bucket === undefined ? 'service' : request.key === undefined ? 'bucket' : 'object';
  const selector = SELECTORS.find((name) => query.has(name));
  if (query.has('partNumber') && selector !== 'uploadId')
    throw notImplemented('partNumber of GetObject and HeadObject');
  const copy = method === 'PUT' && request.header('x-amz-copy-source') !== undefined ? 'copy' : undefined;
  const name = [method, level, selector, copy].filter((word) => word !== undefined).join(' ');
  const operation = (TABLE as Readonly<Record<string, S3Operation>>)[name];
  if (operation !== undefined) return operation;
  if (selector !== undefined || method === 'POST') throw notImplemented(name);
  throw new S3Error('MethodNotAllowed', undefined, { Method: method });
}

/** The refusal of an S3 function that this server does not have. */
export const notImplemented = (what: string): S3Error =>
  new S3Error('NotImplemented', `The local S3 server does not implement ${what}.`, { Feature: what });
