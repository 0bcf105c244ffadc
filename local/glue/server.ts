import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalCatalog } from './catalog';
import { GlueError } from './errors';
import type { Input } from './input';
import { answer, type Context } from './operations';

/** A request as the hook for faults sees it. */
export interface GlueCall {
  operation: string;
  input: Input;
  /** Counts the calls of this operation from 1. */
  call: number;
}

/** A fault instead of the effect, or once it has happened (a lost answer). Without an error the connection is dropped. */
export interface Fault {
  when: 'before' | 'after';
  error?: { type: string; message: string; status: number };
}

export type FaultHook = (call: GlueCall) => Fault | undefined;

export interface GlueOptions {
  /** Folder of the catalog; made when something is put there. */
  root: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Milliseconds since the epoch, for the times of tables. */
  now?: () => number;
  faults?: FaultHook;
  /** Members of a list's page; AWS gives 1,000 partitions at most. */
  pageSize?: number;
}

export interface LocalGlue {
  /** `http://127.0.0.1:PORT`, for AWS_ENDPOINT_URL_GLUE. */
  endpoint: string;
  server: Server;
  catalog: LocalCatalog;
  /** Calls by operation. */
  calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const TARGET = /^AWSGlue\.(\w+)$/;

/** Starts a Glue Data Catalog on the loopback interface that unmodified AWS SDKs and the AWS CLI can talk to. */
export async function startGlue({
  root,
  port = 0,
  now = Date.now,
  faults,
  pageSize = 1000,
}: GlueOptions): Promise<LocalGlue> {
  const context: Context = { catalog: new LocalCatalog(root, now), pageSize };
  const calls = new Map<string, number>();

  const run = (operation: string, body: string): object => {
    const input = parse(body);
    const call = (calls.get(operation) ?? 0) + 1;
    calls.set(operation, call);
    const fault = faults?.({ operation, input, call });
    if (fault?.when === 'before') throw injected(fault);
    const output = answer(context, operation, input);
    if (fault) throw injected(fault);
    return output;
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = TARGET.exec(String(request.headers['x-amz-target']))?.[1] ?? '';
    try {
      send(response, 200, run(operation, Buffer.concat(chunks).toString('utf8')));
    } catch (error) {
      if (error instanceof DroppedConnection) response.destroy();
      else sendError(response, error);
    }
  };

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  // An idle connection closed by the server while a client reuses it would look like an injected fault.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    catalog: context.catalog,
    calls,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

class DroppedConnection extends Error {
  override readonly name = 'DroppedConnection';
}

const injected = ({ error }: Fault): Error =>
  error ? new GlueError(error.type, error.message, error.status) : new DroppedConnection();

function parse(body: string): Input {
  try {
    return JSON.parse(body || '{}');
  } catch {
    throw new GlueError('SerializationException', 'The request body is not valid JSON.');
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof GlueError ? thrown : new GlueError('InternalServiceException', (thrown as Error).message, 500);
  send(response, error.status, { __type: error.type, Message: error.message });
}
