import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Error } from './errors';
import { type Fault, FaultSignal } from './faults';
import type { Reply } from './reply';
import { errorDocument } from './xml';

/** Sends a reply, or closes the connection for `drop`. */
export async function send(
  message: IncomingMessage,
  response: ServerResponse,
  reply: Reply | 'drop',
  now: number,
): Promise<void> {
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  const { status, headers, body } = reply;
  response.setHeader('x-amz-request-id', requestId());
  response.setHeader('x-amz-id-2', Buffer.from(randomUUID()).toString('base64'));
  response.setHeader('date', new Date(now).toUTCString());
  response.setHeader('server', 'AmazonS3');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body === 'string') response.setHeader('content-length', Buffer.byteLength(body));
  else if (body === undefined && status !== 204 && status !== 304 && !response.hasHeader('content-length')) {
    response.setHeader('content-length', 0);
  }
  response.statusCode = status;
  if (body instanceof Readable) await pipeline(body, response);
  else if (message.method === 'HEAD') response.end();
  else response.end(body);
}

/** 16 characters, as S3's are. Node keeps random bytes ready for UUIDs alone. */
const requestId = (): string => randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();

/** The answer to a failure; `code` goes into the statistics. */
export function failureReply(error: unknown, resource: string): { reply: Reply | 'drop'; code: string } {
  if (error instanceof FaultSignal) return faultReply(error.fault, resource);
  if (error instanceof S3Error) return errorReply(error.status, error.code, error.message, resource, error.fields);
  const message = error instanceof Error ? error.message : String(error);
  return errorReply(500, 'InternalError', message, resource);
}

function faultReply(fault: Fault, resource: string): { reply: Reply | 'drop'; code: string } {
  if (fault === 'drop') return { reply: 'drop', code: 'drop' };
  return errorReply(fault.status, fault.code, fault.message ?? fault.code, resource);
}

function errorReply(
  status: number,
  code: string,
  message: string,
  resource: string,
  fields: Readonly<Record<string, string>> = {},
): { reply: Reply; code: string } {
  if (status === 304) return { reply: { status, headers: {} }, code };
  const body = errorDocument({ Code: code, Message: message, ...fields, Resource: resource });
  return { reply: { status, headers: { 'content-type': 'application/xml' }, body }, code };
}
