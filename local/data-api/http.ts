import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DroppedConnection, type WireRequest } from './dispatch';
import type { Ids } from './ids';
import { errorBody, internal, ServiceError } from './service-error';
import { count, type Stats } from './stats';

const CREDENTIAL = /Credential=([^/,\s]+)\//;

/** An awsJson1_1 endpoint: `POST /`, the operation in `x-amz-target`. Signatures are read, not checked. */
export function createEndpoint(answer: (request: WireRequest) => Promise<string>, ids: Ids, stats: Stats): Server {
  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    try {
      reply(response, ids, 200, await answer(await readRequest(request, gone.signal)));
    } catch (thrown) {
      if (thrown instanceof DroppedConnection) {
        count(stats.errors, 'DroppedConnection');
        response.socket?.destroy();
        return;
      }
      const error =
        thrown instanceof ServiceError ? thrown : internal(thrown instanceof Error ? `${thrown.stack}` : '');
      count(stats.errors, error.type);
      reply(response, ids, error.status, errorBody(error));
    }
  });
  // An idle connection closed by the server while a client reuses it would look like an injected fault.
  server.keepAliveTimeout = 0;
  return server;
}

async function readRequest(request: IncomingMessage, gone: AbortSignal): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const accessKeyId = CREDENTIAL.exec(request.headers.authorization ?? '')?.[1];
  if (request.method !== 'POST' || accessKeyId === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const target = String(request.headers['x-amz-target'] ?? '');
  return { target, accessKeyId, body: Buffer.concat(chunks).toString('utf8'), gone };
}

function reply(response: ServerResponse, ids: Ids, status: number, body: string): void {
  if (response.destroyed) return;
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': ids.next('request'),
  };
  response.writeHead(status, headers);
  response.end(body);
}
