import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaRuntime } from '../../../local/lambda/lambda-runtime';
import type { LogLine } from '../../../local/lambda/log-lines';
import { WarmThreads } from '../../../local/lambda/warm-threads';

const HANDLER = `
const http = require('node:http');
const agent = new http.Agent({ keepAlive: true });
const endpoint = process.env.AWS_ENDPOINT_URL_S3;
let calls = 0;
exports.handler = async (event) => {
  console.log(event);
  if (event === 'hang') await new Promise(() => {});
  if (event === 'exit') process.exit(1);
  const text = await new Promise((resolve, reject) => {
    http.get(endpoint, { agent }, (response) => {
      let text = '';
      response.on('data', (chunk) => { text += chunk; }).on('end', () => resolve(text));
    }).on('error', reject);
  });
  return { calls: ++calls, name: process.env.AWS_LAMBDA_FUNCTION_NAME, text };
};
`;

const { signal } = new AbortController();
const lines: LogLine[] = [];
const runtimes: LambdaRuntime[] = [];
let codeDir: string;
let servers: { server: Server; endpoint: string }[];
let threads: WarmThreads;

const serve = async (text: string) => {
  const server = createServer((_, response) => response.end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

/** A runtime with one function, whose server says which one it is. */
const deploy = (name: string, server: number, env: Record<string, string> = {}) => {
  const arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  const AWS_ENDPOINT_URL_S3 = servers[server]?.endpoint ?? '';
  const spec = { arn, codeDir, handler: 'index.handler', env: { ...env, AWS_ENDPOINT_URL_S3 } };
  const runtime = new LambdaRuntime(
    [{ ...spec, memoryMb: 256, timeoutSeconds: 5 }],
    (line) => lines.push(line),
    threads,
  );
  runtimes.push(runtime);
  return { close: () => runtime.close(), invoke: (event: string) => runtime.invoke(arn, event, { signal }) };
};

beforeAll(async () => {
  codeDir = mkdtempSync(join(tmpdir(), 'warm-'));
  writeFileSync(join(codeDir, 'index.js'), HANDLER);
  servers = [await serve('first'), await serve('second')];
});
beforeEach(() => {
  threads = new WarmThreads();
  lines.length = 0;
});
afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
  await threads.close();
});
afterAll(() => {
  for (const { server } of servers) server.close();
  rmSync(codeDir, { recursive: true });
});

it('hands a thread on, with the connections, the names and the lines of the next', async () => {
  const one = deploy('one', 0);
  expect(await one.invoke('a')).toEqual({ calls: 1, name: 'one', text: 'first' });
  await one.close();
  const two = deploy('two', 1);
  expect(await two.invoke('b')).toEqual({ calls: 2, name: 'two', text: 'second' });
  expect(lines.map(({ functionName, line }) => `${functionName}: ${line}`)).toEqual(['one: a', 'two: b']);
});

it('has a thread for each at the same time', async () => {
  const [one, two] = [deploy('one', 0), deploy('two', 1)];
  const answers = await Promise.all([one.invoke('a'), two.invoke('b')]);
  expect(answers).toEqual([
    { calls: 1, name: 'one', text: 'first' },
    { calls: 1, name: 'two', text: 'second' },
  ]);
});

it.each([
  ['of another environment', { SETTING: '2' }],
  ['with one setting less', {}],
])('takes no thread %s', async (_, env: Record<string, string>) => {
  const one = deploy('one', 0, { SETTING: '1' });
  await one.invoke('a');
  await one.close();
  expect(await deploy('one', 1, env).invoke('b')).toMatchObject({ calls: 1, text: 'second' });
});

it('ends a thread in which something still runs', async () => {
  const one = deploy('one', 0);
  const lost = one.invoke('hang').catch((error: Error) => error.message);
  await one.invoke('a');
  await one.close();
  expect(await lost).toMatch('Runtime exited without providing a reason');
  expect(await deploy('one', 1).invoke('b')).toMatchObject({ calls: 1, text: 'second' });
});

it('keeps no thread that has ended', async () => {
  const one = deploy('one', 0);
  await expect(one.invoke('exit')).rejects.toThrow('Runtime exited without providing a reason');
  await one.close();
  expect(await deploy('one', 1).invoke('b')).toMatchObject({ calls: 1, text: 'second' });
});
