import { bucketOf, type Handler } from './context';
import { S3Error } from './errors';
import { isoTime, quoted, type Reply, xmlReply } from './reply';
import { numberParameter, type S3Request } from './request';
import type { ListPage } from './store';
import { element, optional, type Xml } from './xml';

/** Most keys of a page (S3 API reference). */
const MAX_KEYS = 1000;

/** Percent-encoding of keys when the client asks for it; keys that XML cannot hold need it. */
type Encode = (key: string) => string;

export function encoderOf(request: S3Request): Encode {
  const type = request.query.get('encoding-type');
  if (type !== null && type !== 'url') {
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
      ArgumentName: 'encoding-type',
      ArgumentValue: type,
    });
  }
  return type === null ? (key) => key : (key) => encodeURIComponent(key).replaceAll('%2F', '/');
}

export const listObjectsV2: Handler = async ({ store }, request) => {
  const { query } = request;
  const bucket = bucketOf(request);
  const maxKeys = Math.min(MAX_KEYS, numberParameter(request, 'max-keys', MAX_KEYS));
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const from = token === null ? { after: startAfter } : readToken(token);
  const page = await store.list(bucket, { ...shapeOf(request), ...from, maxKeys });
  const encode = encoderOf(request);
  return listReply(request, page, maxKeys, [
    element('KeyCount', page.objects.length + page.commonPrefixes.length),
    optional('ContinuationToken', token ?? undefined),
    startAfter === '' ? undefined : element('StartAfter', encode(startAfter)),
    page.next && element('NextContinuationToken', writeToken(page.next)),
  ]);
};

export const listObjects: Handler = async ({ store }, request) => {
  const bucket = bucketOf(request);
  const maxKeys = Math.min(MAX_KEYS, numberParameter(request, 'max-keys', MAX_KEYS));
  const marker = request.query.get('marker') ?? '';
  const shape = shapeOf(request);
  // A marker may be a common prefix that the last page ended with: it is not shown again.
  const page = await store.list(bucket, { ...shape, after: marker, afterGroup: marker, maxKeys });
  const encode = encoderOf(request);
  const next = page.next && ('key' in page.next ? page.next.key : page.next.group);
  return listReply(request, page, maxKeys, [
    element('Marker', encode(marker)),
    // Without a delimiter the last key is the marker, and S3 sends none.
    next !== undefined && shape.delimiter !== '' ? element('NextMarker', encode(next)) : undefined,
  ]);
};

const shapeOf = ({ query }: S3Request) => ({
  prefix: query.get('prefix') ?? '',
  delimiter: query.get('delimiter') ?? '',
});

function listReply(request: S3Request, page: ListPage, maxKeys: number, own: (Xml | undefined)[]): Reply {
  const encode = encoderOf(request);
  const { prefix, delimiter } = shapeOf(request);
  const contents = page.objects.map((info) =>
    element(
      'Contents',
      element('Key', encode(info.key)),
      element('LastModified', isoTime(info.lastModified)),
      element('ETag', quoted(info.etag)),
      ...Object.keys(info.checksums ?? {}).map((name) => element('ChecksumAlgorithm', name.toUpperCase())),
      element('Size', info.size),
      element('StorageClass', info.headers?.['x-amz-storage-class'] ?? 'STANDARD'),
    ),
  );
  return xmlReply('ListBucketResult', [
    element('Name', bucketOf(request)),
    element('Prefix', encode(prefix)),
    delimiter === '' ? undefined : element('Delimiter', encode(delimiter)),
    element('MaxKeys', maxKeys),
    optional('EncodingType', request.query.get('encoding-type') ?? undefined),
    element('IsTruncated', page.next !== undefined),
    ...own,
    ...contents,
    ...page.commonPrefixes.map((group) => element('CommonPrefixes', element('Prefix', encode(group)))),
  ]);
}

type Next = NonNullable<ListPage['next']>;

const writeToken = (next: Next): string => Buffer.from(JSON.stringify(next)).toString('base64url');

function readToken(token: string): { after: string } | { afterGroup: string } {
  try {
    const next = JSON.parse(Buffer.from(token, 'base64url').toString()) as Partial<Record<'key' | 'group', unknown>>;
    if (typeof next.key === 'string') return { after: next.key };
    if (typeof next.group === 'string') return { afterGroup: next.group };
  } catch {
    // refused below
  }
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}
