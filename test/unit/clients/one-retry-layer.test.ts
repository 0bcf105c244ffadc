import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { executions } from '../../../lambdas/clients/executions';
import { glueCatalog } from '../../../lambdas/clients/glue';
import { objects } from '../../../lambdas/clients/objects';
import { redshiftData } from '../../../lambdas/clients/redshift-data';

/** A service that is down, and counts who asks. */
let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.writeHead(500, { 'content-type': 'application/x-amz-json-1.1' }).end('{"__type":"InternalServerException"}');
});
const saved = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  });
});
afterAll(async () => {
  process.env = saved;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  requests = 0;
});

describe('the clients of a function', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['S3', () => objects().write({ bucket: '127.0.0.1', key: 'k' }, 'x'), 'StorageUnavailable'],
    ['the Data API', () => redshiftData().describe('id'), 'DataApiUnavailable'],
    ['Glue', () => glueCatalog().table('d', 't'), 'ServiceUnavailable'],
    ['Step Functions', () => executions().status('arn:aws:states:eu-west-1:1:execution:a:b'), 'ServiceUnavailable'],
  ])('ask %s once: the machine retries', async (_, call, name) => {
    await expect(call()).rejects.toMatchObject({ name });
    expect(requests).toBe(1);
  });

  // The handler reads its settings at its first call.
  it.each<[string, () => object, () => Promise<unknown>]>([
    ['S3', objects, () => objects().write({ bucket: '127.0.0.1', key: 'k' }, 'x')],
    ['the Data API', redshiftData, () => redshiftData().describe('id')],
    ['Step Functions', executions, () => executions().status('arn:aws:states:eu-west-1:1:execution:a:b')],
  ])('give up a connection to %s after 3 s, and a silent one after 20 s', async (_, made, call) => {
    await call().catch(() => undefined);
    const { client } = made() as unknown as {
      client: { config: { requestHandler: { httpHandlerConfigs(): object } } };
    };
    const { requestHandler } = client.config;
    expect(requestHandler.httpHandlerConfigs()).toMatchObject({ connectionTimeout: 3_000, socketTimeout: 20_000 });
  });

  it('are made once', () => {
    expect(objects()).toBe(objects());
    expect(redshiftData()).toBe(redshiftData());
    expect(executions()).toBe(executions());
    expect(glueCatalog()).toBe(glueCatalog());
  });
});
