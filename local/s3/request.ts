import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors';

/** An HTTP request as S3 understands it. */
export interface S3Request {
  method: string;
  bucket?: string;
  key?: string;
  query: URLSearchParams;
  /** Value of a header by lower-case name. */
  header(name: string): string | undefined;
  headers: Readonly<Record<string, string>>;
  /** Who signed it; the signature itself is not verified. */
  accessKeyId?: string;
  /** The path, undecoded, for error documents. */
  resource: string;
  body: IncomingMessage;
}

/** Parses path style, and virtual-host style when Host is `<bucket>.s3.` or `<bucket>.s3-`. @throws S3Error InvalidURI */
export function parseRequest(message: IncomingMessage): S3Request {
  const [resource = '/', search = ''] = split(message.url ?? '/', '?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const query = new URLSearchParams(search);
  const request: S3Request = {
    method: message.method ?? 'GET',
    query,
    headers,
    header: (name) => headers[name],
    resource,
    body: message,
  };
  const hostBucket = /^(.+)\.s3[.-]/.exec(headers.host ?? '')?.[1];
  const path = decode(resource.slice(1));
  const [bucket = '', key = ''] = hostBucket === undefined ? split(path, '/') : [hostBucket, path];
  if (bucket !== '') request.bucket = bucket;
  if (bucket !== '' && key !== '') request.key = key;
  const credential = /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '') ?? [
    '',
    query.get('X-Amz-Credential')?.split('/')[0],
  ];
  if (credential[1]) request.accessKeyId = credential[1];
  return request;
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', undefined, { URI: text });
  }
}

/** A whole number from the query. @throws S3Error InvalidArgument */
export function numberParameter(request: S3Request, name: string, fallback: number): number {
  const text = request.query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,10}$/.test(text)) {
    throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
      ArgumentName: name,
      ArgumentValue: text,
    });
  }
  return Number(text);
}

/** Milliseconds of an HTTP date header; an unreadable date is no condition, as on AWS. */
export function dateHeader(request: S3Request, name: string): number | undefined {
  const time = Date.parse(request.header(name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
