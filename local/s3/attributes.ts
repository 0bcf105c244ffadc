import { S3Error } from './errors';
import type { ObjectAttributes } from './metadata';
import { notImplemented } from './operation';
import type { S3Request } from './request';

/** Headers of a write that come back on a read. */
const KEPT = ['cache-control', 'content-disposition', 'content-language', 'expires'];
const KEPT_PREFIXES = ['x-amz-meta-', 'x-amz-server-side-encryption'];

/** Headers that ask for something that would silently not happen. */
const REFUSED_PREFIXES = [
  'x-amz-server-side-encryption-customer',
  'x-amz-copy-source-server-side-encryption-customer',
  'x-amz-object-lock-',
  'x-amz-grant-',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
];

/** ACLs that change nothing for the owner of a bucket. */
const HARMLESS_ACLS = ['private', 'bucket-owner-full-control'];

/** Most tags an object can have, and their lengths in characters (S3 user guide, "object tagging"). */
const MAX_TAGS = 10;
const MAX_TAG_KEY = 128;
const MAX_TAG_VALUE = 256;

/** Content type, user metadata, encryption and tags of a write. @throws S3Error NotImplemented, InvalidTag */
export function attributesOf(request: S3Request): ObjectAttributes {
  refuseHeaders(request);
  const headers: Record<string, string> = {
    'content-type': request.header('content-type') ?? 'binary/octet-stream',
  };
  for (const [name, value] of Object.entries(request.headers)) {
    if (KEPT.includes(name) || KEPT_PREFIXES.some((prefix) => name.startsWith(prefix))) headers[name] = value;
  }
  const encodings = (request.header('content-encoding') ?? '').split(',').map((one) => one.trim());
  const encoding = encodings.filter((one) => one !== '' && one !== 'aws-chunked').join(',');
  if (encoding !== '') headers['content-encoding'] = encoding;
  const storageClass = request.header('x-amz-storage-class');
  if (storageClass !== undefined && storageClass !== 'STANDARD') headers['x-amz-storage-class'] = storageClass;
  const tagging = request.header('x-amz-tagging');
  return { headers, ...(tagging !== undefined && { tags: checkTags([...new URLSearchParams(tagging)]) }) };
}

/** @throws S3Error NotImplemented */
export function refuseHeaders(request: S3Request): void {
  const refused = Object.keys(request.headers).find((name) => REFUSED_PREFIXES.some((it) => name.startsWith(it)));
  if (refused !== undefined) throw notImplemented(`the header ${refused}`);
  const acl = request.header('x-amz-acl');
  if (acl !== undefined && !HARMLESS_ACLS.includes(acl)) throw notImplemented(`the ACL ${acl}`);
}

/** @throws S3Error InvalidTag */
export function checkTags(tags: readonly (readonly [string, string])[]): Record<string, string> {
  if (tags.length > MAX_TAGS) throw new S3Error('InvalidTag', `Object tags cannot be greater than ${MAX_TAGS}`);
  const checked = new Map<string, string>();
  for (const [key, value] of tags) {
    if (key === '' || key.length > MAX_TAG_KEY)
      throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid');
    if (value.length > MAX_TAG_VALUE) throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid');
    if (checked.has(key)) throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key');
    checked.set(key, value);
  }
  return Object.fromEntries(checked);
}
