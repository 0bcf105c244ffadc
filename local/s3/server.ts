import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { failureReply, send } from './answer';
import { type Context, callFor } from './context';
import { S3Error } from './errors';
import { type Authoriser, type FaultHook, FaultSignal, type S3Call } from './faults';
import { HANDLERS } from './handlers';
import { operationOf, type S3Operation } from './operation';
import type { Reply } from './reply';
import { parseRequest, type S3Request } from './request';
import { LocalStore } from './store';
import { Uploads } from './uploads';

export type { Authoriser, Fault, FaultHook, S3Call } from './faults';
export type { S3Operation } from './operation';

export interface S3Options {
  /** Folder of the objects; made when missing. */
  root: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Default `us-east-1`. */
  region?: string;
  faults?: FaultHook;
  authorise?: Authoriser;
  /** Milliseconds since the epoch, for LastModified and Date. */
  now?: () => number;
}

/** Counters since the start. */
export interface S3Stats {
  requests: Partial<Record<S3Operation, number>>;
  /** Answers by error code; `drop` counts connections closed by a fault. */
  errors: Record<string, number>;
}

export interface LocalS3 {
  /** `http://127.0.0.1:PORT`: an IP address, so that clients use path style. */
  endpoint: string;
  server: Server;
  store: LocalStore;
  stats: S3Stats;
  /** Breaks off what is under way and waits until nothing touches the folder any more. */
  close(): Promise<void>;
}

/** Starts an S3 server on the loopback interface over a folder. */
export async function startS3(options: S3Options): Promise<LocalS3> {
  const { root, port = 0, region = 'us-east-1', faults, authorise, now = Date.now } = options;
  const store = new LocalStore(root, now);
  const stats: S3Stats = { requests: {}, errors: {} };
  const allow = (call: S3Call): void => {
    if (authorise?.(call) === false) throw new S3Error('AccessDenied');
  };
  const context: Context = { store, uploads: new Uploads(store), region, allow };

  const run = async (request: S3Request): Promise<Reply> => {
    const op = operationOf(request);
    stats.requests[op] = (stats.requests[op] ?? 0) + 1;
    const { bucket, key } = request;
    const call = callFor(request, { op, ...(bucket !== undefined && { bucket }), ...(key !== undefined && { key }) });
    allow(call);
    const fault = await faults?.(call);
    if (fault?.before) throw new FaultSignal(fault.before);
    const reply = await HANDLERS[op](context, request).catch((error: unknown) => {
      // Who may not list a bucket is not told that an object is missing.
      if (error instanceof S3Error && error.code === 'NoSuchKey' && bucket !== undefined) {
        allow(callFor(request, { op: 'ListObjectsV2', bucket }));
      }
      throw error;
    });
    if (fault?.after === undefined) return reply;
    if (reply.body instanceof Readable) reply.body.destroy();
    throw new FaultSignal(fault.after);
  };

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    let reply: Reply | 'drop';
    try {
      reply = await run(parseRequest(message));
    } catch (error) {
      const failure = failureReply(error, message.url ?? '/');
      stats.errors[failure.code] = (stats.errors[failure.code] ?? 0) + 1;
      reply = failure.reply;
    }
    await send(message, response, reply, now());
  };

  const underWay = new Set<Promise<void>>();
  const server = createServer((message, response) => {
    // A client that goes away in the middle is no failure of the server.
    const work = answer(message, response).catch(() => void response.destroy());
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  });
  server.requestTimeout = 0; // gigabytes take their time
  server.keepAliveTimeout = 60_000; // longer than clients keep an idle connection
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    store,
    stats,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, ...underWay]);
    },
  };
}
