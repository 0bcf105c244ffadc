import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { failureOf, type RunningS3, runS3, stopAll } from './running-s3';

const Bucket = 'lake';
const Key = 'a/big.bin';
const MIB5 = 5 * 1024 * 1024;
const md5 = (bytes: Buffer) => createHash('md5').update(bytes);
const first = Buffer.alloc(MIB5, 'first part');
const second = Buffer.from('the rest');

let s3: RunningS3;
beforeEach(async () => {
  s3 = await runS3();
  s3.store.createBucket(Bucket);
});
afterEach(stopAll);

const create = async (more: object = {}) =>
  (await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId;
const upload = async (UploadId: string | undefined, PartNumber: number, Body: Buffer, more: object = {}) => {
  const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more });
  const { ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME } = await s3.client.send(command);
  return { PartNumber, ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME };
};
const complete = (UploadId: string | undefined, Parts: CompletedPart[], more: object = {}) =>
  s3.client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));

describe('a multipart upload', () => {
  it('joins its parts, whatever order they came in, and leaves nothing else', async () => {
    const id = await create({ ContentType: 'text/plain', Metadata: { a: 'b' } });
    const two = await upload(id, 2, second);
    await upload(id, 1, Buffer.from('replaced'));
    const one = await upload(id, 1, first);
    expect(existsSync(join(s3.root, Bucket, Key))).toBe(false);
    const { ETag } = await complete(id, [one, two]);
    const digest = md5(Buffer.concat([md5(first).digest(), md5(second).digest()])).digest('hex');
    expect(ETag).toBe(`"${digest}-2"`);
    const object = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(object).toMatchObject({ ETag, ContentType: 'text/plain', Metadata: { a: 'b' } });
    const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
    expect(readdirSync(join(s3.root, '.uploads'))).toEqual([]);
    expect(readdirSync(join(s3.root, '.tmp', String(process.pid)))).toEqual([]);
    expect(await failureOf(complete(id, [one, two]))).toBe('NoSuchUpload 404');
  });

  it('outlives a restart', async () => {
    const id = await create();
    const one = await upload(id, 1, second);
    s3 = await runS3({ root: s3.root });
    await complete(id, [one]);
    expect((await s3.store.get(Bucket, Key)).toString()).toBe('the rest');
  });

  it('is refused for parts that are too small, unknown, out of order or absent', async () => {
    const id = await create();
    const one = await upload(id, 1, second);
    const two = await upload(id, 2, second);
    expect(await failureOf(complete(id, [one, two]))).toBe('EntityTooSmall 400');
    expect(await failureOf(complete(id, [two, one]))).toBe('InvalidPartOrder 400');
    expect(await failureOf(complete(id, [one, one]))).toBe('InvalidPartOrder 400');
    expect(await failureOf(complete(id, [{ ...one, ETag: '"other"' }]))).toBe('InvalidPart 400');
    expect(await failureOf(complete(id, [{ ...one, PartNumber: 7 }]))).toBe('InvalidPart 400');
    expect(await failureOf(complete(id, []))).toBe('MalformedXML 400');
    expect(await failureOf(upload(id, 10_001, second))).toBe('InvalidArgument 400');
    expect(await failureOf(upload('0000', 1, second))).toBe('NoSuchUpload 404');
    await complete(id, [two]);
  });

  it.each([
    ['CRC32', 'COMPOSITE', /^.{8}-2$/],
    ['SHA256', 'COMPOSITE', /^.{44}-2$/],
    ['CRC32', 'FULL_OBJECT', /^.{8}$/],
    ['CRC64NVME', 'FULL_OBJECT', /^.{12}$/],
  ])('has a %s checksum of type %s', async (algorithm, ChecksumType, form) => {
    const ChecksumAlgorithm = algorithm as ChecksumAlgorithm;
    const id = await create({ ChecksumAlgorithm, ChecksumType });
    const one = await upload(id, 1, first, { ChecksumAlgorithm });
    const two = await upload(id, 2, second, { ChecksumAlgorithm });
    expect(await failureOf(upload(id, 3, second, { ChecksumAlgorithm: 'SHA1' }))).toBe('InvalidRequest 400');
    if (ChecksumType === 'COMPOSITE') {
      const bare = [one, { PartNumber: 2, ETag: two.ETag }];
      expect(await failureOf(complete(id, bare))).toBe('InvalidRequest 400');
    }
    const done = await complete(id, [one, two]);
    const field = `Checksum${algorithm}` as 'ChecksumCRC32';
    expect(done[field]).toMatch(form);
    const object = await s3.client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(object[field]).toBe(done[field]);
    expect(object.ChecksumType).toBe(ChecksumType);
    expect((await object.Body?.transformToByteArray())?.length).toBe(first.length + second.length);
  });

  it('takes parts from other objects', async () => {
    await s3.store.put(Bucket, 'source', Buffer.concat([first, second]));
    const id = await create();
    const part = async (PartNumber: number, CopySourceRange: string) => {
      const CopySource = `${Bucket}/source`;
      const command = new UploadPartCopyCommand({ Bucket, Key, UploadId: id, PartNumber, CopySource, CopySourceRange });
      const { CopyPartResult } = await s3.client.send(command);
      return { PartNumber, ETag: CopyPartResult?.ETag };
    };
    const parts = [await part(1, `bytes=0-${MIB5 - 1}`), await part(2, `bytes=${MIB5 + 4}-${MIB5 + 7}`)];
    await complete(id, parts);
    expect((await s3.store.get(Bucket, Key)).subarray(MIB5).toString()).toBe('rest');
  });

  it('is listed with its parts, and aborted', async () => {
    const id = await create();
    await upload(id, 1, second);
    await upload(id, 3, second);
    const page = await s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId: id, MaxParts: 1 }));
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '1' });
    const rest = await s3.client.send(
      new ListPartsCommand({ Bucket, Key, UploadId: id, PartNumberMarker: page.NextPartNumberMarker }),
    );
    expect(rest.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[3, second.length]]);
    const uploads = () => s3.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'a/' }));
    expect((await uploads()).Uploads?.map(({ UploadId }) => UploadId)).toEqual([id]);
    await s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id }));
    expect((await uploads()).Uploads).toBeUndefined();
    expect(await failureOf(upload(id, 1, second))).toBe('NoSuchUpload 404');
  });
});
