import { bucketOf, type Context, callFor, type Handler } from './context';
import { S3Error } from './errors';
import { readDocument } from './payload';
import { empty, isoTime, xmlReply } from './reply';
import type { S3Request } from './request';
import { childrenOf, document, element, optional, parseXml, textOf, type Xml } from './xml';

/** Most keys of one DeleteObjects (S3 API reference). */
const MAX_DELETES = 1000;

export const listBuckets: Handler = async ({ store, region }, request) => {
  const prefix = request.query.get('prefix') ?? '';
  const buckets = store.buckets().filter(({ name }) => name.startsWith(prefix));
  return xmlReply('ListAllMyBucketsResult', [
    element('Owner', element('ID', 'local'), element('DisplayName', 'local')),
    element(
      'Buckets',
      ...buckets.map(({ name, createdAt }) =>
        element(
          'Bucket',
          element('Name', name),
          element('CreationDate', isoTime(createdAt)),
          element('BucketRegion', region),
        ),
      ),
    ),
  ]);
};

export const createBucket: Handler = async ({ store, region }, request) => {
  const bucket = bucketOf(request);
  const source = Number(request.header('content-length') ?? 0) > 0 ? await readDocument(request) : '';
  const constraint = source === '' ? undefined : textOf(parseXml(source), 'LocationConstraint');
  if (constraint !== undefined && constraint !== region) throw new S3Error('IllegalLocationConstraintException');
  store.createBucket(bucket);
  return empty(200, { location: `/${bucket}` });
};

export const headBucket: Handler = async ({ store, region }, request) => {
  store.bucketFolder(bucketOf(request));
  return empty(200, { 'x-amz-bucket-region': region });
};

export const deleteBucket: Handler = async ({ store, uploads }, request) => {
  const bucket = bucketOf(request);
  store.deleteBucket(bucket);
  for (const upload of uploads.list(bucket)) uploads.abort(upload);
  return empty(204);
};

/** us-east-1 is spelt as an empty constraint. */
export const getBucketLocation: Handler = async ({ store, region }, request) => {
  store.bucketFolder(bucketOf(request));
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: document('LocationConstraint', region === 'us-east-1' ? undefined : region),
  };
};

export const deleteObjects: Handler = async (context, request) => {
  const bucket = bucketOf(request);
  context.store.bucketFolder(bucket);
  const claims = ['content-md5', 'x-amz-sdk-checksum-algorithm', 'x-amz-trailer'];
  const names = Object.keys(request.headers);
  if (!names.some((name) => claims.includes(name) || name.startsWith('x-amz-checksum-'))) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const root = parseXml(await readDocument(request));
  const objects = childrenOf(root, 'Object');
  if (root.name !== 'Delete' || objects.length === 0 || objects.length > MAX_DELETES) throw new S3Error('MalformedXML');
  const quiet = textOf(root, 'Quiet') === 'true';
  const results: (Xml | undefined)[] = [];
  for (const object of objects) {
    const key = textOf(object, 'Key');
    if (key === undefined) throw new S3Error('MalformedXML');
    const version = textOf(object, 'VersionId');
    const deleted = await deleteOne(context, request, { bucket, key, version, etag: textOf(object, 'ETag') });
    results.push(
      deleted ?? (quiet ? undefined : element('Deleted', element('Key', key), optional('VersionId', version))),
    );
  }
  return xmlReply('DeleteResult', results);
};

interface Doomed {
  bucket: string;
  key: string;
  version: string | undefined;
  etag: string | undefined;
}

/** The Error element of a delete that was refused. */
async function deleteOne(context: Context, request: S3Request, doomed: Doomed): Promise<Xml | undefined> {
  const { bucket, key, version, etag } = doomed;
  try {
    context.allow(callFor(request, { op: 'DeleteObject', bucket, key }));
    if (version !== undefined && version !== 'null') {
      throw new S3Error('NotImplemented', 'Buckets of the local S3 server are not versioned.');
    }
    await context.store.delete(bucket, key, etag === undefined ? {} : { ifMatch: etag });
    return undefined;
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return element('Error', element('Key', key), element('Code', error.code), element('Message', error.message));
  }
}
