import type { Content, ObjectInfo } from './open-object';
import { document, type Xml } from './xml';

/** What a handler answers; the server adds ids and dates. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body?: string | Content;
}

export const empty = (status: number, headers: Record<string, string> = {}): Reply => ({ status, headers });

export const xmlReply = (
  root: string,
  children: (Xml | string | undefined)[],
  headers: Record<string, string> = {},
): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: document(root, ...children),
});

export const quoted = (etag: string): string => `"${etag}"`;

/** ISO time as S3 prints it in XML. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** `x-amz-server-side-encryption*` headers: what the writer asked for, else S3's default. Nothing is encrypted here. */
export function encryptionHeaders(info: Pick<ObjectInfo, 'headers'>): Record<string, string> {
  const kept = Object.entries(info.headers ?? {}).filter(([name]) => name.startsWith('x-amz-server-side-encryption'));
  return kept.length > 0 ? Object.fromEntries(kept) : { 'x-amz-server-side-encryption': 'AES256' };
}

export function checksumHeaders(info: Pick<ObjectInfo, 'checksums' | 'checksumType'>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(info.checksums ?? {})) headers[`x-amz-checksum-${name}`] = value;
  if (Object.keys(headers).length > 0) headers['x-amz-checksum-type'] = info.checksumType ?? 'FULL_OBJECT';
  return headers;
}
