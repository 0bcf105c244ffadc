import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSpec } from '../../../local/lambda/function-spec';
import { LambdaRuntime } from '../../../local/lambda/lambda-runtime';
import type { LogLine } from '../../../local/lambda/log-lines';
import type { LambdaError } from '../../../local/states/task-runner';

const HANDLERS = `
let calls = 0;
exports.echo = async (event, context) => ({ event, context: { ...context, remaining: context.getRemainingTimeInMillis() } });
exports.env = async () => ({ name: process.env.NAME, fn: process.env.AWS_LAMBDA_FUNCTION_NAME, home: process.env.HOME ?? null });
exports.count = async () => ++calls;
exports.nothing = async () => {};
exports.fail = async (event) => { const e = new Error(event.message); e.name = event.name; throw e; };
exports.text = async () => { throw 'just text'; };
exports.hang = () => new Promise(() => {});
exports.spin = () => { for (;;); };
exports.exit = async () => process.exit(3);
exports.crash = () => { setTimeout(() => { throw new TypeError('later'); }, 1); return new Promise(() => {}); };
exports.reject = () => { Promise.reject(new Error('unseen')); return new Promise(() => {}); };
exports.large = async (bytes) => 'x'.repeat(bytes);
exports.bigint = async () => ({ n: 1n });
exports.log = async () => { console.log('to stdout'); console.error('to stderr'); process.stdout.write('no end of line'); };
exports.callback = (event, context, callback) => callback(null, 1);
let release;
exports.wait = () => new Promise((resolve) => { release = resolve; });
exports.release = async () => { release('released'); };
exports.both = (event) => (event === 'wait' ? exports.wait() : exports.release());
`;

const PREFIX = 'arn:aws:lambda:us-east-1:123456789012:function:';
const signal = new AbortController().signal;
const lines: LogLine[] = [];
let dir: string;
let runtime: LambdaRuntime;

const spec = (handler: string, rest: Partial<FunctionSpec> = {}): FunctionSpec => ({
  arn: PREFIX + handler,
  codeDir: dir,
  handler: `index.${handler}`,
  env: { NAME: handler },
  memoryMb: 256,
  timeoutSeconds: 5,
  ...rest,
});

const invoke = (name: string, payload?: unknown) => runtime.invoke(PREFIX + name, payload, { signal });

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'lambda-'));
  writeFileSync(join(dir, 'index.js'), HANDLERS);
  writeFileSync(join(dir, 'broken.js'), 'throw new RangeError("at load");');
  writeFileSync(join(dir, 'syntax.js'), 'exports.handler = (');
  const names = 'echo env count nothing fail text exit crash reject large bigint log callback both absent'.split(' ');
  runtime = new LambdaRuntime(
    [
      ...names.map((name) => spec(name)),
      spec('hang', { timeoutSeconds: 0.05 }),
      spec('spin', { timeoutSeconds: 0.05 }),
      spec('envb', { handler: 'index.env', env: { NAME: 'another' } }),
      spec('broken', { handler: 'broken.handler' }),
      spec('syntax', { handler: 'syntax.handler' }),
      spec('nofile', { handler: 'missing.handler' }),
    ],
    (line) => lines.push(line),
  );
});

afterAll(async () => {
  await runtime.close();
  rmSync(dir, { recursive: true });
});

it('passes the event and the context', async () => {
  const answer = (await invoke('echo:7', { a: [1, null] })) as { event: unknown; context: Record<string, unknown> };
  expect(answer.event).toEqual({ a: [1, null] });
  expect(answer.context).toMatchObject({
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: 'echo',
    functionVersion: '7',
    invokedFunctionArn: `${PREFIX}echo:7`,
    memoryLimitInMB: '256',
  });
  const remaining = answer.context.remaining as number;
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(5000);
});

it.each([`${PREFIX}count`, `${PREFIX}count:12`, 'count', 'count:live'])('finds a function as %s', async (name) => {
  await expect(runtime.invoke(name, {}, { signal })).resolves.toEqual(expect.any(Number));
});

it('gives each function its own environment and nothing of this process', async () => {
  expect(await invoke('env')).toEqual({ name: 'env', fn: 'env', home: null });
  expect(await invoke('envb')).toEqual({ name: 'another', fn: 'envb', home: null });
});

it('keeps a loaded function, so that module state lives on', async () => {
  const first = (await invoke('count')) as number;
  expect(await invoke('count')).toBe(first + 1);
  expect(runtime.stats().count).toMatchObject({ coldStarts: 1, errors: 0 });
});

it('a handler that returns nothing answers null', async () => {
  expect(await invoke('nothing')).toBeNull();
});

it('runs invocations of one function side by side', async () => {
  const waiting = invoke('both', 'wait');
  await invoke('both', 'release');
  expect(await waiting).toBe('released');
});

it.each<[string, unknown, string, string]>([
  ['fail', { name: 'Transient', message: 'try again' }, 'Transient', 'try again'],
  ['text', {}, 'string', 'just text'],
  ['hang', {}, 'Sandbox.Timedout', 'Error: Task timed out after 0.05 seconds'],
  ['spin', {}, 'Sandbox.Timedout', 'Error: Task timed out after 0.05 seconds'],
  ['exit', {}, 'Runtime.ExitError', 'Runtime exited'],
  ['crash', {}, 'TypeError', 'later'],
  ['reject', {}, 'Runtime.UnhandledPromiseRejection', 'unseen'],
  ['large', 6_291_555, 'Function.ResponseSizeTooLarge', '6291556 bytes'],
  ['echo', 'x'.repeat(6_291_455), 'Lambda.RequestTooLargeException', '6291456 bytes'],
  ['bigint', {}, 'Runtime.MarshalError', 'Unable to stringify'],
  ['callback', {}, 'Runtime.CallbackHandlerDeprecated', 'async function'],
  ['broken', {}, 'RangeError', 'at load'],
  ['syntax', {}, 'SyntaxError', 'Unexpected'],
  ['nofile', {}, 'Runtime.ImportModuleError', "Cannot find module 'missing'"],
  ['absent', {}, 'Runtime.HandlerNotFound', 'index.absent is undefined'],
  ['unknown', {}, 'Lambda.ResourceNotFoundException', `Function not found: ${PREFIX}unknown`],
])('%s fails with its error', async (name, payload, errorType, message) => {
  await expect(invoke(name, payload)).rejects.toMatchObject({
    name: 'LambdaError',
    errorType,
    errorMessage: expect.stringContaining(message),
  });
});

it('the error of a function has its stack', async () => {
  const error = (await invoke('fail', { name: 'E', message: 'm' }).catch((thrown) => thrown)) as LambdaError;
  expect(JSON.parse(error.toCause())).toEqual({
    errorType: 'E',
    errorMessage: 'm',
    trace: expect.arrayContaining([expect.stringContaining('index.js')]),
  });
});

it('a response of just the limit passes', async () => {
  expect(await invoke('large', 6_291_554)).toHaveLength(6_291_554);
});

it('a function that died or failed to load is loaded anew', async () => {
  await expect(invoke('exit')).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
  const before = runtime.stats().exit?.coldStarts as number;
  await expect(invoke('exit')).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(runtime.stats().exit?.coldStarts).toBe(before + 1);
});

it('counts invocations, errors, timeouts and billed time', async () => {
  const before = runtime.stats().hang;
  await invoke('hang').catch(() => undefined);
  const after = runtime.stats().hang;
  expect(after?.invocations).toBe((before?.invocations as number) + 1);
  expect(after?.errors).toBe((before?.errors as number) + 1);
  expect(after?.timeouts).toBe((before?.timeouts as number) + 1);
  expect((after?.billedMs as number) - (before?.billedMs as number)).toBeGreaterThanOrEqual(50);
});

it('an aborted wait ends at once; the handler runs on', async () => {
  const controller = new AbortController();
  const waiting = runtime.invoke('both', 'wait', { signal: controller.signal });
  const reason = new Error('stopped');
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(runtime.invoke('both', 'wait', { signal: controller.signal })).rejects.toBe(reason);
});

it('collects what a function prints, line by line', async () => {
  const own: LogLine[] = [];
  const logging = new LambdaRuntime([spec('log')], (line) => own.push(line));
  await logging.invoke('log', {}, { signal });
  await logging.close();
  const of = (stream: string) => own.filter((line) => line.stream === stream).map(({ line }) => line);
  expect(of('stdout')).toEqual(['to stdout', 'no end of line']);
  expect(of('stderr')).toEqual(['to stderr']);
  expect(own[0]?.functionName).toBe('log');
});
