import { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { ObjectChanged, ObjectSource, openObject } from '../../../lambdas/clients/object-source';
import { s3Error } from '../../support/fake-s3';

const location = { bucket: 'lake', key: 'cdc/a.json' };
const content = Buffer.from('0123456789');

/** Answers as S3 does for `content`, in chunks of three bytes; `mend` changes what a body gives. */
const sourceOf = (mend: (chunks: Buffer[]) => Iterable<Buffer> = (chunks) => chunks, sizeBytes = content.length) => {
  const client = new S3Client({ region: 'eu-west-1' });
  const mock = mockClient(client);
  const bodies: Readable[] = [];
  mock.on(GetObjectCommand).callsFake(({ Range }: { Range?: string }) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? 'bytes=0-9') ?? [];
    const bytes = content.subarray(Number(first), Number(last) + 1);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, i) => bytes.subarray(3 * i, 3 * i + 3));
    const body = Readable.from(mend(chunks));
    bodies.push(body);
    return { Body: body };
  });
  return { mock, bodies, source: new ObjectSource(client, location, { etag: 'e1', sizeBytes }) };
};
const failing = (error: Error): ObjectSource => {
  const client = new S3Client({ region: 'eu-west-1' });
  mockClient(client).on(GetObjectCommand).rejects(error);
  return new ObjectSource(client, location, { etag: 'e1', sizeBytes: 10 });
};
const all = async (source: ObjectSource): Promise<string> => {
  const chunks = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

it('gives all chunks, of the version that was listed', async () => {
  const { source, mock } = sourceOf();
  expect(await all(source)).toBe('0123456789');
  expect(mock.calls().map((call) => call.args[0].input)).toEqual([
    { Bucket: 'lake', Key: 'cdc/a.json', IfMatch: '"e1"' },
  ]);
});

it.each<[number, number | undefined, string, string | undefined]>([
  [0, 4, '0123', 'bytes=0-3'],
  [3, 9, '345678', 'bytes=3-8'],
  [9, 10, '9', 'bytes=9-9'],
  [6, undefined, '6789', 'bytes=6-9'],
  [0, 10, '0123456789', undefined],
])('slices from %i to %s', async (start, end, expected, range) => {
  const { source, mock } = sourceOf();
  expect(Buffer.from(await source.slice(start, end)).toString()).toBe(expected);
  expect(mock.calls()[0]?.args[0].input).toMatchObject({ IfMatch: '"e1"', ...(range && { Range: range }) });
});

it('asks nothing for nothing', async () => {
  const { source, mock } = sourceOf(undefined, 0);
  expect(await all(source)).toBe('');
  expect((await source.slice(0, 0)).byteLength).toBe(0);
  expect(mock.calls()).toEqual([]);
});

it.each([
  [-1, 3],
  [4, 3],
  [0, 11],
])('refuses bytes %i to %i of ten', async (start, end) => {
  await expect(sourceOf().source.slice(start, end)).rejects.toThrow(RangeError);
});

function* breaking(chunks: Buffer[], error: Error): Generator<Buffer> {
  yield* chunks.slice(0, 1);
  throw error;
}

describe.each<[string, (source: ObjectSource) => Promise<unknown>]>([
  ['chunks', all],
  ['slice', (source) => source.slice(1, 9)],
])('%s', (_, read) => {
  it.each<[string, (chunks: Buffer[]) => Iterable<Buffer>]>([
    ['breaks', (chunks) => breaking(chunks, Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))],
    ['does not fit its checksum', (chunks) => breaking(chunks, new Error('Checksum mismatch'))],
    ['ends early', (chunks) => chunks.slice(0, 1)],
  ])('a body that %s is an outage', async (_what, mend) => {
    await expect(read(sourceOf(mend).source)).rejects.toMatchObject({ name: 'StorageUnavailable' });
  });

  it.each<[Error, object]>([
    [s3Error('PreconditionFailed', 412), { name: 'ObjectChanged', change: 'changed' }],
    [s3Error('NoSuchKey', 404), { name: 'ObjectChanged', change: 'gone' }],
    [s3Error('InvalidObjectState', 403), { name: 'ObjectChanged', change: 'archived' }],
    [s3Error('NoSuchBucket', 404), { name: 'NoSuchBucket' }],
    [s3Error('AccessDenied', 403), { name: 'AccessDenied' }],
    [s3Error('SlowDown', 503), { name: 'StorageUnavailable' }],
    [s3Error('KMS.DisabledException', 400), { name: 'KMS.DisabledException' }],
    [Object.assign(new Error('socket'), { code: 'ECONNREFUSED' }), { name: 'StorageUnavailable' }],
  ])('%s', async (error, expected) => {
    await expect(read(failing(error))).rejects.toMatchObject(expected);
  });

  it('names the object that changed', async () => {
    await expect(read(failing(s3Error('NoSuchKey', 404)))).rejects.toThrow(new ObjectChanged('gone', location).message);
  });
});

it('a body longer than the listing says is an outage, and gives no byte too much', async () => {
  const { source } = sourceOf(undefined, 7);
  const chunks: Uint8Array[] = [];
  const reading = (async () => {
    for await (const chunk of source.chunks()) chunks.push(chunk);
  })();
  await expect(reading).rejects.toMatchObject({ name: 'StorageUnavailable' });
  expect(Buffer.concat(chunks).length).toBeLessThanOrEqual(7);
});

it('a reader that stops closes the body', async () => {
  const { source, bodies } = sourceOf();
  for await (const chunk of source.chunks()) {
    expect(chunk.length).toBe(3);
    break;
  }
  expect(bodies[0]?.destroyed).toBe(true);
});

it('opening sends nothing', () => {
  expect(openObject(location, { etag: 'e', sizeBytes: 5 }).sizeBytes).toBe(5);
});
