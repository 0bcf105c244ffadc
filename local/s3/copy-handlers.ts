import { Readable } from 'node:stream';
import { attributesOf, refuseHeaders } from './attributes';
import { isChecksumAlgorithm } from './checksum';
import { readConditions, writeConditions } from './conditions';
import { type Context, callFor, type Handler, targetOf } from './context';
import { S3Error } from './errors';
import type { ObjectAttributes } from './metadata';
import type { Content, ObjectInfo, OpenObject } from './open-object';
import { notImplemented } from './operation';
import { MAX_BODY_BYTES } from './payload';
import { checkRead } from './preconditions';
import { parseRange } from './range';
import { encryptionHeaders, isoTime, quoted, xmlReply } from './reply';
import { decode, numberParameter, type S3Request } from './request';
import { element } from './xml';

/** Opens what `x-amz-copy-source` names, allowed and with its conditions met. */
async function openSource(context: Context, request: S3Request): Promise<OpenObject> {
  const [path = '', version] = (request.header('x-amz-copy-source') ?? '').split('?versionId=');
  if (version !== undefined && version !== 'null') throw notImplemented('the version of a copy source');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new S3Error('InvalidArgument', 'Invalid copy source object key', { ArgumentName: 'x-amz-copy-source' });
  }
  context.allow(callFor(request, { op: 'GetObject', bucket, key }));
  const object = await context.store.open(bucket, key);
  try {
    checkRead(readConditions(request, 'x-amz-copy-source-'), object.info);
  } catch (error) {
    object.close();
    // A copy knows no 304.
    throw error instanceof S3Error && error.code === 'NotModified' ? new S3Error('PreconditionFailed') : error;
  }
  return object;
}

const tooLargeToCopy = (): S3Error =>
  new S3Error(
    'InvalidRequest',
    `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_BODY_BYTES}`,
  );

export const copyObject: Handler = async (context, request) => {
  const target = targetOf(request);
  const conditions = writeConditions(request);
  context.store.checkWritable(target.bucket, target.key);
  const algorithm = request.header('x-amz-checksum-algorithm')?.toLowerCase();
  if (algorithm !== undefined && !isChecksumAlgorithm(algorithm)) throw unknownAlgorithm();
  const source = await openSource(context, request);
  let attributes: ObjectAttributes;
  try {
    if (source.info.size > MAX_BODY_BYTES) throw tooLargeToCopy();
    attributes = copiedAttributes(request, source.info, target);
  } catch (error) {
    source.close();
    throw error;
  }
  const kept = Object.keys(source.info.checksums ?? {}).filter(isChecksumAlgorithm);
  const algorithms = algorithm === undefined ? kept : [algorithm];
  const body = source.read();
  const options = { ...attributes, ...conditions, algorithms };
  const info = await context.store.put(target.bucket, target.key, body, options).finally(() => end(body));
  return xmlReply('CopyObjectResult', copyResult(info), encryptionHeaders(info));
};

const end = (body: Content): void => {
  if (body instanceof Readable) body.destroy();
};

const unknownAlgorithm = (): S3Error =>
  new S3Error(
    'InvalidRequest',
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types',
  );

const copyResult = ({
  etag,
  lastModified,
  checksums = {},
}: Pick<ObjectInfo, 'etag' | 'lastModified' | 'checksums'>) => [
  element('LastModified', isoTime(lastModified)),
  element('ETag', quoted(etag)),
  ...Object.entries(checksums).map(([name, value]) => element(`Checksum${name.toUpperCase()}`, value)),
];

/** Metadata and tags by their directives; encryption and storage class are never taken over, as on AWS. */
function copiedAttributes(
  request: S3Request,
  source: ObjectInfo,
  target: { bucket: string; key: string },
): ObjectAttributes {
  const replace = directive(request, 'x-amz-metadata-directive');
  const replaceTags = directive(request, 'x-amz-tagging-directive');
  const asked = attributesOf(request);
  const encrypts = Object.entries(asked.headers ?? {}).filter(([name]) => !/^(content-type|x-amz-meta-)/.test(name));
  if (!replace && encrypts.length === 0 && source.bucket === target.bucket && source.key === target.key) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const taken = Object.entries(source.headers ?? {}).filter(([name]) => !/^x-amz-(server-side|storage)/.test(name));
  const headers = replace ? asked.headers : { ...Object.fromEntries(taken), ...Object.fromEntries(encrypts) };
  const tags = replaceTags ? asked.tags : source.tags;
  return { ...(headers && { headers }), ...(tags && { tags }) };
}

function directive(request: S3Request, name: string): boolean {
  const value = request.header(name) ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') {
    throw new S3Error('InvalidArgument', `Unknown ${name.slice('x-amz-'.length)}.`, { ArgumentValue: value });
  }
  return value === 'REPLACE';
}

export const uploadPartCopy: Handler = async (context, request) => {
  const { bucket, key } = targetOf(request);
  refuseHeaders(request);
  const upload = context.uploads.get(bucket, key, request.query.get('uploadId') ?? '');
  const source = await openSource(context, request);
  let range: ReturnType<typeof parseRange>;
  try {
    range = parseRange(request.header('x-amz-copy-source-range'), source.info.size);
    const bytes = range === undefined ? source.info.size : range.end - range.start + 1;
    if (bytes > MAX_BODY_BYTES) throw tooLargeToCopy();
  } catch (error) {
    source.close();
    throw error;
  }
  const body = source.read(range?.start, range?.end);
  const number = numberParameter(request, 'partNumber', 0);
  const part = await context.uploads.putPart(upload, number, body).finally(() => end(body));
  return xmlReply('CopyPartResult', copyResult(part));
};
