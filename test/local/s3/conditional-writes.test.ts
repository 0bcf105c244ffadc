import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { failureOf, type RunningS3, runS3, stopAll } from './running-s3';

const Bucket = 'lake';
const Key = 'current.json';

let s3: RunningS3;
beforeEach(async () => {
  s3 = await runS3();
  s3.store.createBucket(Bucket);
});
afterEach(stopAll);

const put = (Body: string, more: object = {}) => s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const content = async () => (await s3.store.get(Bucket, Key)).toString();

describe('conditional writes', () => {
  it('create only what is not there', async () => {
    await put('first', { IfNoneMatch: '*' });
    expect(await failureOf(put('second', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
    expect(await failureOf(put('third', { IfNoneMatch: '"etag"' }))).toBe('NotImplemented 501');
    expect(await content()).toBe('first');
  });

  it('replace only the version that was read', async () => {
    expect(await failureOf(put('x', { IfMatch: '"abc"' }))).toBe('NoSuchKey 404');
    const { ETag } = await put('first');
    const second = await put('second', { IfMatch: ETag });
    expect(await failureOf(put('third', { IfMatch: ETag }))).toBe('PreconditionFailed 412');
    await put('third', { IfMatch: second.ETag?.replaceAll('"', '') });
    expect(await content()).toBe('third');
  });

  it('know the ETag of a file that was put there by hand', async () => {
    await s3.store.put(Bucket, Key, 'by hand');
    const restarted = await runS3({ root: s3.root });
    const { etag } = await restarted.store.head(Bucket, Key);
    await put('next', { IfMatch: etag });
    expect(await content()).toBe('next');
  });

  it('are judged after the body: a writer who began first can still lose', async () => {
    let begun = () => {};
    let finish = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    async function* slowly() {
      yield Buffer.from('slow');
      begun();
      await held;
      yield Buffer.from('er');
    }
    const slow = s3.store.put(Bucket, Key, slowly(), { ifNoneMatch: '*' });
    await started;
    await put('quick', { IfNoneMatch: '*' });
    finish();
    await expect(slow).rejects.toMatchObject({ code: 'PreconditionFailed' });
    expect(await content()).toBe('quick');
  });

  it('have exactly one winner among racing writers', async () => {
    const outcomes = async (round: string, conditions: object) => {
      const writers = Array.from({ length: 20 }, (_, i) => failureOf(put(`${round} ${i}`, conditions)));
      const all = await Promise.all(writers);
      return { all, winner: `${round} ${all.indexOf('no error')}` };
    };
    // Each round writes content of its own: equal content has an equal ETag, and If-Match cannot tell it apart.
    for (const round of ['create', 'replace']) {
      const etag = (await s3.store.headIfAny(Bucket, Key))?.etag;
      const { all, winner } = await outcomes(round, etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag });
      expect(all.filter((one) => one === 'no error')).toHaveLength(1);
      expect(all.filter((one) => one === 'PreconditionFailed 412')).toHaveLength(19);
      expect(await content()).toBe(winner);
    }
  });

  it('delete only the version that was read', async () => {
    const remove = (IfMatch: string) => s3.client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
    expect(await failureOf(remove('*'))).toBe('NoSuchKey 404');
    const { ETag = '' } = await put('v');
    expect(await failureOf(remove('"other"'))).toBe('PreconditionFailed 412');
    await remove(ETag);
    expect(await failureOf(s3.client.send(new GetObjectCommand({ Bucket, Key })))).toBe('NoSuchKey 404');
  });

  it('hold for multipart uploads; the refused upload stays', async () => {
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const part = await s3.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'parts' }));
    const complete = (more: object) =>
      s3.client.send(
        new CompleteMultipartUploadCommand({
          ...{ Bucket, Key, UploadId, ...more },
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] },
        }),
      );
    expect(await failureOf(complete({ IfMatch: '"abc"' }))).toBe('NoSuchKey 404');
    const { ETag } = await put('there');
    expect(await failureOf(complete({ IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
    await complete({ IfMatch: ETag });
    expect(await content()).toBe('parts');
  });
});
