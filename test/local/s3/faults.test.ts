import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Call } from '../../../local/s3/server';
import { failureOf, runS3, stopAll } from './running-s3';

afterEach(stopAll);

const Bucket = 'lake';
const put = (more: object = {}) => new PutObjectCommand({ Bucket, Key: 'k', Body: 'v', ...more });

describe('faults', () => {
  it('answer with an error instead of the effect, and see who asks for what', async () => {
    const calls: S3Call[] = [];
    const { client, store, stats } = await runS3({
      faults(call) {
        calls.push(call);
        return calls.length === 1 ? { before: { status: 503, code: 'SlowDown' } } : undefined;
      },
    });
    store.createBucket(Bucket);
    expect(await failureOf(client.send(put()))).toBe('SlowDown 503');
    expect(await store.headIfAny(Bucket, 'k')).toBeUndefined();
    await client.send(put());
    expect(calls).toEqual(Array(2).fill({ op: 'PutObject', bucket: Bucket, key: 'k', accessKeyId: 'AKIDLOCAL' }));
    expect(stats).toEqual({ requests: { PutObject: 2 }, errors: { SlowDown: 1 } });
  });

  it('are retried by a client that retries', async () => {
    let left = 1;
    const faults = () => (left-- > 0 ? { before: { status: 500, code: 'InternalError' } } : undefined);
    const { client, store } = await runS3({ faults, maxAttempts: 2 });
    store.createBucket(Bucket);
    await client.send(put());
    expect((await store.get(Bucket, 'k')).toString()).toBe('v');
  });

  it.each([
    ['drop', 'drop' as const, /no answer$/],
    ['an error', { status: 500, code: 'InternalError' }, /^InternalError 500$/],
  ])('lose the answer after the effect: %s', async (_, after, failure) => {
    const { client, store } = await runS3({ faults: ({ op }) => (op === 'PutObject' ? { after } : undefined) });
    store.createBucket(Bucket);
    expect(await failureOf(client.send(put()))).toMatch(failure);
    expect((await store.get(Bucket, 'k')).toString()).toBe('v');
  });

  it('make a retried conditional write meet its own effect', async () => {
    let left = 1;
    const faults = () => (left-- > 0 ? { after: 'drop' as const } : undefined);
    const { client, store } = await runS3({ faults, maxAttempts: 2 });
    store.createBucket(Bucket);
    expect(await failureOf(client.send(put({ IfNoneMatch: '*' })))).toBe('PreconditionFailed 412');
    expect((await store.get(Bucket, 'k')).toString()).toBe('v');
  });
});

describe('an authoriser', () => {
  it('denies calls, deletes in bulk, and knowledge of what is missing', async () => {
    const denied = new Set<string>(['ListObjectsV2', 'DeleteObject']);
    const { client, store } = await runS3({ authorise: ({ op }) => !denied.has(op) });
    store.createBucket(Bucket);
    await client.send(put());
    const missing = () => failureOf(client.send(new GetObjectCommand({ Bucket, Key: 'none' })));
    expect(await missing()).toBe('AccessDenied 403');
    denied.delete('ListObjectsV2');
    expect(await missing()).toBe('NoSuchKey 404');
    const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } }));
    expect(Errors).toMatchObject([{ Key: 'k', Code: 'AccessDenied' }]);
    denied.add('PutObject');
    expect(await failureOf(client.send(put()))).toBe('AccessDenied 403');
  });
});
