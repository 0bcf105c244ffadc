import { FakeS3, s3Error } from '../../support/fake-s3';

const MiB = 1024 * 1024;
const at = { bucket: 'lake', key: 'data/part-00000.parquet' };
const bytes = (size: number, fill: number) => Buffer.alloc(size, fill);
const operations = (s3: FakeS3) => s3.calls.map(({ operation }) => operation);

describe('an upload', () => {
  it.each<[string, number[], string[]]>([
    ['nothing is put whole', [], ['Put']],
    ['what is small is put whole', [10, 20], ['Put']],
    ['what is just below a part is put whole', [8 * MiB - 1], ['Put']],
    ['one part', [8 * MiB], ['CreateUpload', 'UploadPart', 'CompleteUpload']],
    ['small pieces wait for a part', [3 * MiB, 3 * MiB, 3 * MiB], ['CreateUpload', 'UploadPart', 'CompleteUpload']],
    ['a short last part', [8 * MiB, 1], ['CreateUpload', 'UploadPart', 'UploadPart', 'CompleteUpload']],
    [
      'large pieces',
      [9 * MiB, 20 * MiB, 1],
      ['CreateUpload', 'UploadPart', 'UploadPart', 'UploadPart', 'CompleteUpload'],
    ],
  ])('%s', async (_, sizes, calls) => {
    const s3 = new FakeS3();
    const pieces = sizes.map((size, i) => bytes(size, i + 1));
    const upload = s3.objects.upload(at, 'text/plain');
    for (const piece of pieces) await upload.write(piece);
    expect(s3.keys()).toEqual([]);
    await upload.complete();
    expect(operations(s3)).toEqual(calls);
    expect(s3.bytes(at.key).equals(Buffer.concat(pieces))).toBe(true);
    expect(s3.uploads.size).toBe(0);
  });

  it('takes over what was there', async () => {
    const s3 = new FakeS3();
    s3.put(at.key, 'old');
    await s3.objects.upload(at, 'x').complete();
    expect(s3.bytes(at.key)).toHaveLength(0);
  });

  it.each([
    [1, 0],
    [8 * MiB, 1],
  ])('of %i bytes is given up by %i calls', async (size, calls) => {
    const s3 = new FakeS3();
    const upload = s3.objects.upload(at, 'x');
    await upload.write(bytes(size, 1));
    const before = s3.calls.length;
    await upload.abort();
    expect(s3.calls).toHaveLength(before + calls);
    expect(s3.state()).toEqual({});
  });

  it('that is gone can be given up', async () => {
    const s3 = new FakeS3();
    const upload = s3.objects.upload(at, 'x');
    await upload.write(bytes(8 * MiB, 1));
    s3.uploads.clear();
    await expect(upload.abort()).resolves.toBeUndefined();
  });

  it.each(['CreateUpload', 'UploadPart', 'CompleteUpload', 'AbortUpload'])(
    'names an outage in %s',
    async (operation) => {
      const s3 = new FakeS3();
      s3.fault = (call) => (call.operation === operation ? { before: s3Error('SlowDown', 503) } : undefined);
      const upload = s3.objects.upload(at, 'x');
      const whole = async () => {
        await upload.write(bytes(8 * MiB, 1));
        await (operation === 'AbortUpload' ? upload.abort() : upload.complete());
      };
      await expect(whole()).rejects.toMatchObject({ name: 'StorageUnavailable' });
    },
  );
});
