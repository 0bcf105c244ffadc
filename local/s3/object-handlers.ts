import { attributesOf, checkTags } from './attributes';
import { readConditions, writeConditions } from './conditions';
import { type Handler, targetOf } from './context';
import { S3Error } from './errors';
import type { ObjectInfo } from './open-object';
import { payloadOf, readDocument } from './payload';
import { checkRead } from './preconditions';
import { parseRange } from './range';
import { checksumHeaders, empty, encryptionHeaders, quoted, xmlReply } from './reply';
import type { S3Request } from './request';
import { childrenOf, element, parseXml, textOf } from './xml';

export const putObject: Handler = async ({ store }, request) => {
  const { bucket, key } = targetOf(request);
  const conditions = writeConditions(request);
  const attributes = attributesOf(request);
  store.checkWritable(bucket, key);
  const { body, algorithms, verify } = payloadOf(request);
  const info = await store.put(bucket, key, body, { ...attributes, ...conditions, algorithms, verify });
  return empty(200, { etag: quoted(info.etag), ...encryptionHeaders(info), ...checksumHeaders(info) });
};

export const getObject: Handler = async ({ store }, request) => {
  const { bucket, key } = targetOf(request);
  const object = await store.open(bucket, key);
  try {
    const { info } = object;
    checkRead(readConditions(request), info);
    const range = parseRange(rangeHeader(request, info), info.size);
    const headers = objectHeaders(request, info, range === undefined);
    if (range === undefined) {
      return { status: 200, headers: { ...headers, 'content-length': String(info.size) }, body: object.read() };
    }
    const { start, end } = range;
    headers['content-length'] = String(end - start + 1);
    headers['content-range'] = `bytes ${start}-${end}/${info.size}`;
    return { status: 206, headers, body: object.read(start, end) };
  } catch (error) {
    object.close();
    throw error;
  }
};

export const headObject: Handler = async ({ store }, request) => {
  const { bucket, key } = targetOf(request);
  const info = await store.head(bucket, key);
  checkRead(readConditions(request), info);
  const range = parseRange(rangeHeader(request, info), info.size);
  const headers = objectHeaders(request, info, range === undefined);
  if (range === undefined) return empty(200, { ...headers, 'content-length': String(info.size) });
  headers['content-length'] = String(range.end - range.start + 1);
  headers['content-range'] = `bytes ${range.start}-${range.end}/${info.size}`;
  return empty(206, headers);
};

/** A range counts only while If-Range, when given, names the object as it is. */
function rangeHeader(request: S3Request, info: ObjectInfo): string | undefined {
  const ifRange = request.header('if-range');
  return ifRange === undefined || ifRange === quoted(info.etag) ? request.header('range') : undefined;
}

function objectHeaders(request: S3Request, info: ObjectInfo, whole: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'binary/octet-stream',
    ...info.headers,
    ...encryptionHeaders(info),
    etag: quoted(info.etag),
    'last-modified': new Date(info.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
  // A checksum is of the whole object, so a part of it goes without.
  if (whole && request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    Object.assign(headers, checksumHeaders(info));
  }
  const tags = Object.keys(info.tags ?? {}).length;
  if (tags > 0) headers['x-amz-tagging-count'] = String(tags);
  for (const [name, value] of request.query) {
    const header = /^response-((?:cache|content)-[a-z]+|expires)$/.exec(name)?.[1];
    // Node writes headers as Latin-1; the bytes of UTF-8 must come out.
    if (header !== undefined) headers[header] = Buffer.from(value).toString('latin1');
  }
  return headers;
}

export const deleteObject: Handler = async ({ store }, request) => {
  const { bucket, key } = targetOf(request);
  const ifMatch = request.header('if-match');
  await store.delete(bucket, key, ifMatch === undefined ? {} : { ifMatch });
  return empty(204);
};

export const getObjectTagging: Handler = async ({ store }, request) => {
  const { bucket, key } = targetOf(request);
  const { tags = {} } = await store.head(bucket, key);
  const set = Object.entries(tags).map(([name, value]) =>
    element('Tag', element('Key', name), element('Value', value)),
  );
  return xmlReply('Tagging', [element('TagSet', ...set)]);
};

export const putObjectTagging: Handler = async ({ store }, request) => {
  const { bucket, key } = targetOf(request);
  const [set] = childrenOf(parseXml(await readDocument(request)), 'TagSet');
  if (set === undefined) throw new S3Error('MalformedXML');
  const tags = childrenOf(set, 'Tag').map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const);
  await store.setTags(bucket, key, checkTags(tags));
  return empty(200);
};

export const deleteObjectTagging: Handler = async ({ store }, request) => {
  const { bucket, key } = targetOf(request);
  await store.setTags(bucket, key, {});
  return empty(204);
};
