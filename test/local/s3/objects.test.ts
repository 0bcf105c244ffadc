import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { failureOf, type RunningS3, runS3, stopAll } from './running-s3';

const Bucket = 'lake';
const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');

let s3: RunningS3;
beforeEach(async () => {
  s3 = await runS3();
  await s3.client.send(new CreateBucketCommand({ Bucket }));
});
afterEach(stopAll);

const put = (Key: string, Body: string, more: object = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: object = {}) => s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const text = async (Key: string, more: object = {}) => (await get(Key, more)).Body?.transformToString();

describe('objects', () => {
  it('are plain files and come back with what was said about them', async () => {
    const answer = await put('a/b c/ü+%.txt', 'hello', {
      ContentType: 'text/plain',
      ContentEncoding: 'identity',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
    });
    expect(answer.ETag).toBe(`"${md5('hello')}"`);
    expect(readFileSync(join(s3.root, Bucket, 'a/b c/ü+%.txt'), 'utf8')).toBe('hello');
    const object = await get('a/b c/ü+%.txt');
    expect(object).toMatchObject({
      ETag: `"${md5('hello')}"`,
      ContentLength: 5,
      ContentType: 'text/plain',
      ContentEncoding: 'identity',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
    });
    expect(await object.Body?.transformToString()).toBe('hello');
    expect(object.$metadata.requestId).toMatch(/^[0-9A-F]{16}$/);
  });

  it('let a reader ask for other headers', async () => {
    await put('k', 'v', { ContentType: 'text/plain' });
    const ResponseContentDisposition = 'attachment; filename="a.txt"';
    const object = await get('k', { ResponseContentDisposition, ResponseContentType: 'text/csv' });
    expect(object.ContentType).toBe('text/csv');
    expect(object.ContentDisposition).toBe(ResponseContentDisposition);
  });

  it('keep the empty one', async () => {
    await put('empty', '');
    expect(await text('empty')).toBe('');
    expect(await failureOf(get('empty', { Range: 'bytes=0-' }))).toBe('InvalidRange 416');
  });

  it('stream large bodies in aws-chunked framing without storing the frames', async () => {
    const chunk = Buffer.alloc(1 << 20, 'shuttle');
    const size = 9 * chunk.length;
    const Body = Readable.from(Array.from({ length: 9 }, () => chunk));
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'big', Body, ContentLength: size }));
    const object = await get('big');
    const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.alloc(size, chunk))).toBe(true);
    expect(object.ETag).toBe(`"${md5(bytes)}"`);
    expect(object.ContentEncoding).toBeUndefined();
  });

  it.each(Object.values(ChecksumAlgorithm).filter((name) => /^(CRC|SHA1|SHA256)/.test(name)))(
    'verify and give back %s, of buffers and streams',
    async (algorithm) => {
      for (const Body of [Buffer.from('some bytes, 123'), Readable.from([Buffer.from('some bytes, 123')])]) {
        const ChecksumAlgorithm = algorithm;
        const more = { ContentLength: 15 };
        await s3.client.send(new PutObjectCommand({ Bucket, Key: 'c', Body, ChecksumAlgorithm, ...more }));
        const object = await get('c', { ChecksumMode: 'ENABLED' });
        expect(object[`Checksum${algorithm}` as 'ChecksumCRC32']).toBeDefined();
        expect(await object.Body?.transformToString()).toBe('some bytes, 123');
      }
    },
  );

  it.each([
    ['ChecksumCRC32', 'AAAAAA==', 'BadDigest 400'],
    ['ChecksumCRC32C', 'AAAAAA==', 'BadDigest 400'],
    ['ChecksumCRC64NVME', 'AAAAAAAAAAA=', 'BadDigest 400'],
    ['ChecksumSHA1', Buffer.alloc(20).toString('base64'), 'BadDigest 400'],
    ['ChecksumSHA256', Buffer.alloc(32).toString('base64'), 'BadDigest 400'],
    ['ChecksumCRC32', 'AAA=', 'InvalidRequest 400'],
    ['ContentMD5', Buffer.alloc(16).toString('base64'), 'BadDigest 400'],
    ['ContentMD5', 'AAA=', 'InvalidDigest 400'],
  ])('refuse a body whose %s is %s', async (name, value, failure) => {
    expect(await failureOf(put('x', 'content', { [name]: value }))).toBe(failure);
    expect(await failureOf(get('x'))).toBe('NoSuchKey 404');
  });

  it.each([
    ['bytes=2-4', 'cde', 'bytes 2-4/10'],
    ['bytes=7-', 'hij', 'bytes 7-9/10'],
    ['bytes=-3', 'hij', 'bytes 7-9/10'],
    ['bytes=-99', 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=8-99', 'ij', 'bytes 8-9/10'],
    ['bytes=0-1,4-5', 'abcdefghij', undefined],
    ['bytes=5-2', 'abcdefghij', undefined],
  ])('give the range %s', async (Range, content, ContentRange) => {
    await put('r', 'abcdefghij');
    const object = await get('r', { Range, ChecksumMode: 'ENABLED' });
    expect(await object.Body?.transformToString()).toBe(content);
    expect(object.ContentRange).toBe(ContentRange);
    expect(object.$metadata.httpStatusCode).toBe(ContentRange === undefined ? 200 : 206);
  });

  it.each(['bytes=10-', 'bytes=-0', 'bytes=11-20'])('refuse the range %s', async (Range) => {
    await put('r', 'abcdefghij');
    expect(await failureOf(get('r', { Range }))).toBe('InvalidRange 416');
  });

  it('honour read conditions', async () => {
    await put('k', 'v');
    const etag = `"${md5('v')}"`;
    const past = new Date('2001-01-01');
    const future = new Date(Date.now() + 86_400_000);
    expect(await text('k', { IfMatch: etag })).toBe('v');
    expect(await text('k', { IfNoneMatch: '"other"', IfModifiedSince: future })).toBe('v');
    expect(await text('k', { IfMatch: etag, IfUnmodifiedSince: past })).toBe('v');
    expect(await failureOf(get('k', { IfMatch: '"other"' }))).toBe('PreconditionFailed 412');
    expect(await failureOf(get('k', { IfNoneMatch: etag }))).toMatch(/ 304$/);
    expect(await failureOf(get('k', { IfModifiedSince: future }))).toMatch(/ 304$/);
    expect(await failureOf(get('k', { IfUnmodifiedSince: past }))).toBe('PreconditionFailed 412');
    const head = s3.client.send(new HeadObjectCommand({ Bucket, Key: 'k', IfMatch: '"other"' }));
    expect(await failureOf(head)).toMatch(/ 412$/);
  });

  it('answer for what is missing as S3 does', async () => {
    expect(await failureOf(get('none'))).toBe('NoSuchKey 404');
    expect(await failureOf(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'none' })))).toBe('NotFound 404');
    const elsewhere = new GetObjectCommand({ Bucket: 'nowhere', Key: 'none' });
    expect(await failureOf(s3.client.send(elsewhere))).toBe('NoSuchBucket 404');
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
    expect(await failureOf(get('k', { PartNumber: 1 }))).toBe('NotImplemented 501');
    expect(await failureOf(get('k', { VersionId: 'abc' }))).toBe('NotImplemented 501');
  });

  it.each([
    ['a folder marker', 'folder/', 'NotSupportedLocally 501'],
    ['an empty segment', 'a//b', 'NotSupportedLocally 501'],
    ['a way up', 'a/../../b', 'NotSupportedLocally 501'],
    ['a dot segment', './a', 'NotSupportedLocally 501'],
    ['a segment of 256 bytes', 'x'.repeat(256), 'NotSupportedLocally 501'],
    ['a key below a file', 'file/below', 'NotSupportedLocally 501'],
    ['the name of a folder', 'dir', 'NotSupportedLocally 501'],
    ['1,025 bytes', `${'abc/'.repeat(256)}a`, 'KeyTooLongError 400'],
    ['240 bytes in 120 characters', 'ü'.repeat(120), 'no error'],
  ])('refuse keys that cannot be files: %s', async (_, key, failure) => {
    await put('file', 'f');
    await put('dir/file', 'd');
    expect(await failureOf(put(key, 'x'))).toBe(failure);
    if (failure.startsWith('NotSupported')) expect(await failureOf(get(key))).toBe('NoSuchKey 404');
    expect(await text('file')).toBe('f');
    expect(await text('dir/file')).toBe('d');
  });

  it('leave no folder behind, so that its name is free for an object', async () => {
    await put('a/b/c', '1');
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'a/b/c' }));
    await put('a', '2');
    expect(await text('a')).toBe('2');
  });

  it('may be put into the folder by hand, and replaced by hand', async () => {
    mkdirSync(join(s3.root, Bucket, 'hand'));
    writeFileSync(join(s3.root, Bucket, 'hand/made.json'), '{}');
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'hand/made.json' }));
    expect(head).toMatchObject({ ETag: `"${md5('{}')}"`, ContentLength: 2, ContentType: 'binary/octet-stream' });
    await put('k', 'old', { Metadata: { by: 'sdk' } });
    writeFileSync(join(s3.root, Bucket, 'k'), 'newer');
    const object = await get('k', { ChecksumMode: 'ENABLED' });
    expect(object).toMatchObject({ ETag: `"${md5('newer')}"`, Metadata: {} });
    expect(await object.Body?.transformToString()).toBe('newer');
  });

  it('outlive a restart with all their metadata', async () => {
    await put('k', 'v', { ContentType: 'text/plain', Metadata: { a: 'b' }, Tagging: 'x=1' });
    const before = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    const again = await runS3({ root: s3.root });
    const after = await again.client.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    expect({ ...after, $metadata: 0 }).toEqual({ ...before, $metadata: 0 });
  });

  it('are copied with their metadata, or with new', async () => {
    await put('a b/ü', 'v', { ContentType: 'text/plain', Metadata: { a: 'b' }, Tagging: 'x=1' });
    const CopySource = `${Bucket}/${encodeURIComponent('a b/ü')}`;
    const copy = (Key: string, more: object = {}) =>
      s3.client.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...more }));
    expect((await copy('c1')).CopyObjectResult?.ETag).toBe(`"${md5('v')}"`);
    expect(await get('c1')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: 'b' }, TagCount: 1 });
    await copy('c2', { MetadataDirective: 'REPLACE', Metadata: { c: 'd' } });
    expect((await get('c2')).Metadata).toEqual({ c: 'd' });
    expect(await failureOf(copy('c3', { CopySourceIfMatch: '"other"' }))).toBe('PreconditionFailed 412');
    expect(await failureOf(copy('c3', { CopySourceIfNoneMatch: `"${md5('v')}"` }))).toBe('PreconditionFailed 412');
    expect(await failureOf(copy('a b/ü'))).toBe('InvalidRequest 400');
    expect(await failureOf(copy('c3', { CopySource: `${Bucket}/none` }))).toBe('NoSuchKey 404');
    expect(await failureOf(copy('c1', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
  });

  it('are deleted in bulk, with a verdict for each', async () => {
    await put('a', '1');
    await put('b', '2');
    const Objects = [{ Key: 'a' }, { Key: 'b', ETag: '"other"' }, { Key: 'none' }];
    const answer = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(['a', 'none']);
    expect(answer.Errors).toMatchObject([{ Key: 'b', Code: 'PreconditionFailed' }]);
    const quiet = await s3.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }], Quiet: true } }),
    );
    expect(quiet.Deleted).toBeUndefined();
    expect(await failureOf(get('b'))).toBe('NoSuchKey 404');
    const tooMany = Array.from({ length: 1001 }, (_, i) => ({ Key: `k${i}` }));
    const call = s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: tooMany } }));
    expect(await failureOf(call)).toBe('MalformedXML 400');
  });

  it('have tags', async () => {
    await put('k', 'v');
    const TagSet = [{ Key: 'a&b', Value: '<1>' }];
    await s3.client.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet } }));
    expect((await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))).TagSet).toEqual(TagSet);
  });
});
