import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NotSupportedLocally, StatesServiceError } from './errors';
import { operations } from './server-operations';
import type { StatesService } from './service';

const TARGET = /^AWSStepFunctions\.(\w+)$/;

/** An HTTP endpoint on which unmodified AWS SDKs and the AWS CLI find the service (`AWS_ENDPOINT_URL_SFN`). */
export class StatesServer {
  readonly server: Server;

  constructor(private readonly service: StatesService) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error) => response.destroy(error));
    });
  }

  /** Listens on the loopback interface and returns the endpoint's URL; port 0 takes a free one. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = TARGET.exec(String(request.headers['x-amz-target']))?.[1] ?? '';
    const operation = operations.get(name);
    try {
      if (!operation) throw new NotSupportedLocally(name || 'x-amz-target', 'is no operation that runs locally');
      const input = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
      send(response, 200, operation(this.service, input));
    } catch (error) {
      const { status, body } = toError(error);
      send(response, status, body);
    }
  }
}

function toError(error: unknown): { status: number; body: object } {
  const { name, message } = error as Error;
  const isClients = error instanceof StatesServiceError || error instanceof NotSupportedLocally;
  if (isClients) return { status: 400, body: { __type: name, message } };
  if (error instanceof SyntaxError) return { status: 400, body: { __type: 'SerializationException', message } };
  return { status: 500, body: { __type: 'InternalServerException', message: `${name}: ${message}` } };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
