import { readdirSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { checksumOf } from '../../../local/s3/checksum';
import type { S3Call } from '../../../local/s3/server';
import { type RunningS3, runS3, stopAll } from './running-s3';

let s3: RunningS3;
let calls: S3Call[];
beforeEach(async () => {
  calls = [];
  s3 = await runS3({
    faults(call) {
      calls.push(call);
      return undefined;
    },
  });
  s3.store.createBucket('lake');
});
afterEach(stopAll);

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  code: string | undefined;
}

function send(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(s3.endpoint + path, { method, headers }, async (incoming) => {
      let text = '';
      for await (const chunk of incoming) text += chunk;
      const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1];
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text, code });
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    // As bytes: with a text Node would send the headers in the text's encoding.
    outgoing.end(Buffer.from(body));
  });
}

const content = async (key: string) => (await s3.store.get('lake', key)).toString();
const crc = checksumOf('crc32', Buffer.from('Hello, wire'));
const signed = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';

describe('aws-chunked bodies', () => {
  it.each([
    [
      'unsigned',
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      `7\r\nHello, \r\n4\r\nwire\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`,
    ],
    [
      'signed',
      signed,
      `7;chunk-signature=ab12\r\nHello, \r\n4;chunk-signature=cd34\r\nwire\r\n0;chunk-signature=ef56\r\nx-amz-checksum-crc32:${crc}\r\nx-amz-trailer-signature:0011\r\n\r\n`,
    ],
    ['without the last line', signed, `b\r\nHello, wire\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n`],
  ])('are decoded: %s', async (_, sha256, body) => {
    const headers = {
      'content-encoding': 'gzip,aws-chunked',
      'x-amz-content-sha256': sha256,
      'x-amz-decoded-content-length': '11',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    const { status } = await send('PUT', '/lake/k', headers, body);
    expect(status).toBe(200);
    expect(await content('k')).toBe('Hello, wire');
    const head = await send('HEAD', '/lake/k', { 'x-amz-checksum-mode': 'ENABLED' });
    expect(head.headers).toMatchObject({ 'content-encoding': 'gzip', 'x-amz-checksum-crc32': crc });
  });

  const b = 'b\r\nHello, wire\r\n0\r\n';
  it.each([
    ['a wrong trailer', '11', `${b}x-amz-checksum-crc32:AAAAAA==\r\n\r\n`, 'BadDigest'],
    ['a missing trailer', '11', `${b}\r\n`, 'MalformedTrailerError'],
    ['a malformed trailer', '11', `${b}nonsense\r\n\r\n`, 'MalformedTrailerError'],
    ['another length', '12', `${b}x-amz-checksum-crc32:${crc}\r\n\r\n`, 'IncompleteBody'],
    ['a broken frame', '11', 'zz\r\nHello', 'IncompleteBody'],
    ['a chunk that breaks off', '11', 'b\r\nHello', 'IncompleteBody'],
    ['a chunk longer than it says', '11', '3\r\nHello, wire\r\n0\r\n\r\n', 'IncompleteBody'],
  ])('are refused with %s', async (_, length, body, code) => {
    const headers = {
      'x-amz-content-sha256': signed,
      'x-amz-decoded-content-length': length,
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    expect((await send('PUT', '/lake/k', headers, body)).code).toBe(code);
    expect(await s3.store.headIfAny('lake', 'k')).toBeUndefined();
    expect(readdirSync(join(s3.root, '.tmp', String(process.pid)))).toEqual([]);
  });
});

describe('requests', () => {
  it.each([
    [
      'a hash that the body does not have',
      { 'x-amz-content-sha256': 'ab'.repeat(32) },
      'XAmzContentSHA256Mismatch',
      400,
    ],
    ['no length', { 'transfer-encoding': 'chunked' }, 'MissingContentLength', 411],
    ['more than 5 GiB', { 'content-length': String(5 * 1024 ** 3 + 1) }, 'EntityTooLarge', 400],
    ['two checksums', { 'x-amz-checksum-crc32': crc, 'x-amz-checksum-sha1': 'AA==' }, 'InvalidRequest', 400],
    ['an algorithm without a checksum', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 'InvalidRequest', 400],
    ['a customer key', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }, 'NotImplemented', 501],
  ])('are refused with %s', async (_, headers: Record<string, string>, code, status) => {
    expect(await send('PUT', '/lake/k', headers, 'Hello')).toMatchObject({ code, status });
    expect(await s3.store.headIfAny('lake', 'k')).toBeUndefined();
  });

  it.each([
    ['GET', '/lake/none', 404, 'NoSuchKey'],
    ['GET', '/lake/%zz', 400, 'InvalidURI'],
    ['GET', '/lake?versioning', 501, 'NotImplemented'],
    ['GET', '/lake/k?acl', 501, 'NotImplemented'],
    ['POST', '/lake/k', 501, 'NotImplemented'],
    ['DELETE', '/', 405, 'MethodNotAllowed'],
    ['POST', '/lake?delete', 400, 'InvalidRequest'],
    ['GET', '/lake?list-type=2&max-keys=x', 400, 'InvalidArgument'],
    ['GET', '/lake?encoding-type=base64', 400, 'InvalidArgument'],
  ])('%s %s is answered with %i %s', async (method, path, status, code) => {
    const answer = await send(method, path);
    expect(answer).toMatchObject({ status, code });
    expect(answer.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
  });

  it('that break off leave nothing', async () => {
    const socket = connect(Number(new URL(s3.endpoint).port), '127.0.0.1');
    socket.write('PUT /lake/k HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nonly this');
    await new Promise<void>((resolve) => socket.end(resolve));
    while ((s3.stats.requests.PutObject ?? 0) === 0) await new Promise(setImmediate);
    await s3.close();
    expect(await s3.store.headIfAny('lake', 'k')).toBeUndefined();
    expect(readdirSync(join(s3.root, '.tmp', String(process.pid)))).toEqual([]);
  });

  it('get their user metadata back byte for byte', async () => {
    const name = Buffer.from('Zürich').toString('latin1');
    await send('PUT', '/lake/k', { 'x-amz-meta-name': name }, 'v');
    expect((await send('HEAD', '/lake/k')).headers['x-amz-meta-name']).toBe(name);
  });

  it('may name the bucket in the host', async () => {
    const host = 'lake.s3.us-east-1.amazonaws.com';
    expect((await send('PUT', '/a/k', { host }, 'v')).status).toBe(200);
    expect(await content('a/k')).toBe('v');
    expect((await send('GET', '/', { host })).body).toContain('<Key>a/k</Key>');
  });

  it('name their caller in the header or in a presigned URL', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIA1/20260105/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
    await send('GET', '/lake/k', { authorization });
    await send('GET', '/lake/k?X-Amz-Credential=AKIA2%2F20260105%2Fus-east-1%2Fs3%2Faws4_request');
    await send('GET', '/lake/k');
    expect(calls.map(({ accessKeyId }) => accessKeyId)).toEqual(['AKIA1', 'AKIA2', undefined]);
  });
});
