import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { executions } from '../../../lambdas/clients/executions';
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
    ['Step Functions', () => executions().status('arn:aws:states:eu-west-1:1:execution:a:b'), 'ServiceUnavailable'],
  ])('ask %s once: the machine retries', async (_, call, name) => {
    await expect(call()).rejects.toMatchObject({ name });
    expect(requests).toBe(1);
  });

  it('are made once', () => {
    expect(objects()).toBe(objects());
    expect(redshiftData()).toBe(redshiftData());
    expect(executions()).toBe(executions());
  });
});
