import type { Server } from 'node:http';
import { type Answer, LocalResponse, reset } from './local-response';

/** A request as the SDK's signing has left it. */
interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** The servers of an environment, by their endpoint. */
export type Servers = ReadonlyMap<string, Server>;

/**
 * Carries the SDK's requests to the local servers, in place of the SDK's own HTTP client: whole requests and answers with
 * the same heads and bodies, and no sockets, whose work is a third of a call. Everything else of both sides runs.
 */
export class LocalCalls {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly underWay = new Set<LocalResponse>();

  constructor(private readonly servers: Servers) {}

  handle(request: SdkRequest): Promise<{ response: Answer }> {
    const server = this.servers.get(`${request.protocol}//${request.hostname}:${request.port}`);
    if (!server) return Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    return new Promise((resolve, reject) => {
      const response = new LocalResponse(request.method === 'HEAD', (answer) => {
        if (response.isWhole) this.underWay.delete(response);
        // Answers come in a later turn, as they do from a socket: timers and other work have theirs in between.
        setImmediate(() => resolve({ response: answer }));
      });
      this.underWay.add(response);
      response.once('close', () => {
        this.underWay.delete(response);
        // Without effect once the answer has begun.
        reject(Object.assign(reset('socket hang up'), { name: 'TimeoutError' }));
      });
      server.emit('request', messageOf(request), response);
    });
  }

  /** Whether an answer is awaited. */
  get isBusy(): boolean {
    return this.underWay.size > 0;
  }

  /** Breaks off what is under way, as the end of the process does. */
  breakOff(): void {
    for (const response of this.underWay) response.destroy();
  }

  destroy(): void {}
  updateHttpClientConfig(): void {}
  httpHandlerConfigs(): object {
    return {};
  }
}

/** The part of http.IncomingMessage that the local servers use. */
const messageOf = ({ method, path, query, headers, body }: SdkRequest) => {
  const received: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) received[name.toLowerCase()] = value;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (bytes instanceof Uint8Array) received['content-length'] ??= String(bytes.byteLength);
  return {
    method,
    url: path + queryString(query),
    headers: received,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      if (bytes instanceof Uint8Array) {
        if (bytes.byteLength > 0) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } else if (bytes !== undefined && bytes !== null) yield* bytes as AsyncIterable<Uint8Array>;
    },
  };
};

const queryString = (query: SdkRequest['query'] = {}): string => {
  const parts = Object.keys(query).flatMap((name) =>
    [query[name] ?? null]
      .flat()
      .map((value) => (value === null ? escaped(name) : `${escaped(name)}=${escaped(value)}`)),
  );
  return parts.length > 0 ? `?${parts.join('&')}` : '';
};

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
