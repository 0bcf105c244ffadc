import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { failureOf } from '../../../lambdas/clients/failure';
import type { Fault } from '../../../local/s3/faults';
import { type LocalS3, startS3 } from '../../../local/s3/server';
import { LocalCalls } from '../../support/in-process/local-calls';
import { makeQuick } from '../../support/in-process/quick-client';

/** Far more than a stream holds. */
const LARGE = Buffer.alloc(5_000_000, 'some bytes ');
const LARGER_THAN_HELD = 'large';
const KEY = "a b/ü+&'(1)*!";

let root: string;
let s3: LocalS3;
let fault: { before?: Fault; after?: Fault } | undefined;
let servers: Map<string, Server>;
let config: S3ClientConfig;
let clients: Record<'calls' | 'sockets', S3Client>;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'calls-'));
  s3 = await startS3({ root, faults: () => fault, now: () => 0 });
  s3.store.createBucket('bucket');
  await s3.store.put('bucket', LARGER_THAN_HELD, LARGE);
  await s3.store.put('bucket', KEY, Buffer.from('small'));
  await s3.store.put('bucket', 'empty', Buffer.alloc(0));
  servers = new Map([[s3.endpoint, s3.server]]);
  config = {
    region: 'us-east-1',
    endpoint: s3.endpoint,
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  clients = {
    calls: new S3Client({ ...config, requestHandler: new LocalCalls(servers) as never }),
    sockets: new S3Client(config),
  };
  makeQuick(clients.calls);
});
beforeEach(() => {
  fault = undefined;
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await s3.close();
  rmSync(root, { recursive: true, force: true });
});

/** What a caller learns, without what differs from one call to the next. */
const outcome = async (client: S3Client, send: (client: S3Client) => Promise<object>): Promise<unknown> => {
  try {
    const { $metadata, ...output } = (await send(client)) as { $metadata: { httpStatusCode?: number } };
    return { status: $metadata.httpStatusCode, ...output };
  } catch (error) {
    return failureOf(error);
  }
};
const get =
  (Key: string, more: object = {}) =>
  async (client: S3Client) => {
    const { Body, ...output } = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key, ...more }));
    return { ...output, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []).toString('latin1') };
  };
const put = (more: object) => (client: S3Client) =>
  client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'written', ...more }));

/** The answer to who is too fast. */
const busy = (client: S3Client) => {
  fault = { before: { status: 503, code: 'SlowDown' } };
  return get(KEY)(client);
};

it.each<[string, (client: S3Client) => Promise<object>]>([
  ['an object', get(KEY)],
  ['an empty object', get('empty')],
  ['a large object', get(LARGER_THAN_HELD)],
  ['a range', get(LARGER_THAN_HELD, { Range: 'bytes=70000-2400000' })],
  ['a missing object', get('missing')],
  ['an object that has not changed', get(KEY, { IfNoneMatch: '"3c8b8a2a0d4cba4b3ee5f0bcd3f0e2a5"' })],
  ['another version than asked for', get(KEY, { IfMatch: '"0"' })],
  ['a head', (client) => client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: KEY }))],
  ['the head of a missing object', (client) => client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'none' }))],
  ['a page of a listing', (client) => client.send(new ListObjectsV2Command({ Bucket: 'bucket', MaxKeys: 2 }))],
  ['a listing below a prefix', (client) => client.send(new ListObjectsV2Command({ Bucket: 'bucket', Prefix: 'a b/' }))],
  ['a text', put({ Body: 'ä text', ContentType: 'text/plain' })],
  ['bytes', put({ Body: LARGE })],
  ['nothing', put({ Body: '', ContentLength: 0 })],
  ['a write of what is there', put({ Body: 'x', IfNoneMatch: '*' })],
  ['a bucket that is busy', busy],
  ['a bucket that is none', (client) => client.send(new ListObjectsV2Command({ Bucket: 'none' }))],
])('%s: the same by a call as by a socket', async (_, send) => {
  const expected = await outcome(clients.sockets, send);
  // The first of its kind, and one for which its order is known.
  expect(await outcome(clients.calls, send)).toEqual(expected);
  expect(await outcome(clients.calls, send)).toEqual(expected);
});

it.each<[string, { before?: Fault; after?: Fault }]>([
  ['before the effect', { before: 'drop' }],
  ['after it', { after: 'drop' }],
])('a connection that breaks (%s) is what it is on a socket', async (_, injected) => {
  fault = injected;
  const get = new GetObjectCommand({ Bucket: 'bucket', Key: LARGER_THAN_HELD });
  // What is no Error of the SDK's own realm, as Node's are none in jest's, the SDK wraps.
  await expect(clients.sockets.send(get)).rejects.toThrow(/wrapper for TimeoutError: socket hang up$/);
  const met = { name: 'TimeoutError', code: 'ECONNRESET', message: 'socket hang up' };
  await expect(clients.calls.send(get)).rejects.toMatchObject(met);
});

it('a reader that stops early ends the answer', async () => {
  const { Body } = await clients.calls.send(new GetObjectCommand({ Bucket: 'bucket', Key: LARGER_THAN_HELD }));
  let read = 0;
  for await (const chunk of Body as AsyncIterable<Uint8Array>) {
    read += chunk.byteLength;
    break;
  }
  expect(read).toBeLessThan(LARGE.byteLength);
  expect(await outcome(clients.calls, get(KEY))).toMatchObject({ bytes: 'small' });
});

it('who is broken off hears it, and what has no server refuses', async () => {
  const calls = new LocalCalls(servers);
  const client = new S3Client({ ...config, requestHandler: calls as never });
  let held = (): void => undefined;
  fault = new Promise<undefined>((resolve) => {
    held = () => resolve(undefined);
  }) as never;
  const waiting = outcome(client, get(KEY));
  while (s3.stats.requests.GetObject === undefined || !calls.isBusy) await new Promise(setImmediate);
  calls.breakOff();
  expect(await waiting).toEqual({ name: 'ECONNRESET', message: 'socket hang up' });
  held();
  servers.clear();
  expect(await outcome(client, get(KEY))).toMatchObject({ name: 'ECONNREFUSED' });
});
