import { z } from 'zod';
import type { StoredDocument } from '../../../lambdas/core/progress/stored-document';
import { FakeS3, s3Error } from '../../support/fake-s3';

const document: StoredDocument<{ formatVersion: 1; n: number }> = {
  kind: 'note',
  formatVersion: 1,
  schema: z.object({ formatVersion: z.literal(1), n: z.number() }),
};
const note = (n: number) => ({ formatVersion: 1 as const, n });
const at = (key: string, bucket = 'lake') => ({ bucket, key });
const answering = (error: Error): FakeS3 => {
  const s3 = new FakeS3();
  s3.fault = () => ({ before: error });
  return s3;
};

describe('read', () => {
  it('gives text and ETag', async () => {
    const s3 = new FakeS3();
    const etag = s3.put('k', 'größe');
    expect(await s3.objects.read(at('k'))).toEqual({ text: 'größe', etag });
  });

  it('gives nothing where nothing is', async () => {
    expect(await new FakeS3().objects.read(at('k'))).toBeUndefined();
  });

  it('does not take a missing bucket for a missing object', async () => {
    await expect(new FakeS3().objects.read(at('k', 'gone'))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('documents', () => {
  it('are read as they were written', async () => {
    const s3 = new FakeS3();
    const etag = await s3.objects.writeDocument(document, at('k'), note(1));
    expect(await s3.objects.readDocument(document, at('k'))).toEqual({ content: note(1), etag });
    expect(await s3.objects.readDocument(document, at('other'))).toBeUndefined();
  });

  it('name their place when they are not what they should be', async () => {
    const s3 = new FakeS3();
    s3.put('a/k', '{');
    await expect(s3.objects.readDocument(document, at('a/k'))).rejects.toThrow(/lake\/a\/k is not JSON/);
  });
});

describe('write', () => {
  it.each([
    ['JSON, unless told otherwise', undefined, 'application/json; charset=utf-8'],
    ['HTML', 'text/html; charset=utf-8', 'text/html; charset=utf-8'],
  ])('says that it is %s', async (_, contentType, expected) => {
    const s3 = new FakeS3();
    await s3.objects.write(at('k'), 'größe', contentType);
    expect(s3.bytes('k').toString()).toBe('größe');
    expect(s3.contentType('k')).toBe(expected);
  });
});

describe('writeIf', () => {
  it.each([
    ['absent, and none is there', undefined, 'absent', true],
    ['absent, and one is there', 1, 'absent', false],
    ['a version, and it is there', 1, 'this', true],
    ['a version, and another is there', 1, 'other', false],
    ['a version, and none is there', undefined, 'other', false],
  ])('%s', async (_, there, condition, written) => {
    const s3 = new FakeS3();
    if (there !== undefined) await s3.objects.writeDocument(document, at('k'), note(there));
    const ifMatch = condition === 'this' ? s3.etag('k') : '"0"';
    const write = await s3.objects.writeIf(
      document,
      at('k'),
      note(2),
      condition === 'absent' ? { ifAbsent: true } : { ifMatch },
    );
    expect(write).toEqual(written ? { written: true, etag: s3.etag('k') } : { written: false });
    const left = written ? 2 : there;
    if (left === undefined) expect(s3.keys()).toEqual([]);
    else expect(s3.json('k')).toEqual(note(left));
  });

  it('leaves it open who won when another writer was at it at the same moment', async () => {
    const s3 = answering(s3Error('ConditionalRequestConflict', 409));
    await expect(s3.objects.writeIf(document, at('k'), note(1), { ifAbsent: true })).rejects.toMatchObject({
      name: 'StorageUnavailable',
    });
  });

  it('does not take a missing bucket for a lost condition', async () => {
    const write = new FakeS3().objects.writeIf(document, at('k', 'gone'), note(1), { ifMatch: '"0"' });
    await expect(write).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('delete', () => {
  it('deletes, and is content where nothing is', async () => {
    const s3 = new FakeS3();
    s3.put('k', 'x');
    await s3.objects.delete(at('k'));
    await s3.objects.delete(at('k'));
    await s3.objects.delete(at('k'), '"0"');
    expect(s3.keys()).toEqual([]);
  });

  it('with an ETag leaves what has changed', async () => {
    const s3 = new FakeS3();
    const etag = s3.put('k', 'x');
    await s3.objects.delete(at('k'), '"0"');
    expect(s3.keys()).toEqual(['k']);
    await s3.objects.delete(at('k'), etag);
    expect(s3.keys()).toEqual([]);
  });
});

describe('list', () => {
  it.each([0, 1, 3, 4, 10])('gives %i objects under a prefix, in key order, whatever the pages', async (count) => {
    const s3 = new FakeS3('lake', 3);
    const keys = Array.from({ length: count }, (_, i) => `p/${String(i).padStart(3, '0')}`);
    for (const key of [...keys].reverse()) s3.put(key, key);
    s3.put('other', 'x');
    const listed = [];
    for await (const { key, sizeBytes } of s3.objects.list(at('p/'))) listed.push({ key, sizeBytes });
    expect(listed).toEqual(keys.map((key) => ({ key, sizeBytes: 5 })));
    expect(s3.calls).toHaveLength(Math.max(1, Math.ceil(count / 3)));
  });
});

describe('what a listing tells', () => {
  it('begins behind a key, and has the version without quotes and the time in UTC', async () => {
    const s3 = new FakeS3();
    for (const key of ['p/a', 'p/b', 'p/c']) s3.put(key, key);
    const listed = [];
    for await (const object of s3.objects.list(at('p/'), 'p/a')) listed.push(object);
    expect(listed.map(({ key }) => key)).toEqual(['p/b', 'p/c']);
    for (const { etag, lastModified } of listed) {
      expect(etag).toMatch(/^[0-9a-f]+$/);
      expect(lastModified).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    }
  });
});

describe('folders', () => {
  it.each([0, 1, 3, 4, 10])(
    'gives %i folders under a prefix, in order, whatever the pages and depths',
    async (count) => {
      const s3 = new FakeS3('lake', 3);
      const names = Array.from({ length: count }, (_, i) => `f${String(i).padStart(3, '0')}`);
      for (const name of names) for (const key of ['a', 'b/c', 'b/d']) s3.put(`p/${name}/${key}`, '');
      s3.put('p/file', 'x');
      s3.put('other/g/a', 'x');
      const found = [];
      for await (const name of s3.objects.folders(at('p/'))) found.push(name);
      expect(found).toEqual(names);
    },
  );
});

describe('abortUploads', () => {
  it('aborts what the caller picks, over all pages, and what is gone already is fine', async () => {
    const s3 = new FakeS3('lake', 2);
    const eightMiB = Buffer.alloc(8 * 1024 * 1024);
    for (const key of ['data/a', 'data/b', 'data/keep', 'data/c', 'data/d', 'elsewhere/a'])
      await s3.objects.upload(at(key), 'x').write(eightMiB);
    const taken = new Set<string>();
    s3.fault = ({ operation, key }) => {
      if (operation !== 'AbortUpload' || taken.has(key)) return undefined;
      taken.add(key);
      return key === 'data/b' ? { before: s3Error('NoSuchUpload', 404) } : undefined;
    };
    expect(await s3.objects.abortUploads(at('data/'), (key) => key !== 'data/keep')).toBe(4);
    expect([...s3.uploads.values()].map(({ key }) => key)).toEqual(['data/b', 'data/keep', 'elsewhere/a']);
  });
});

const calls = {
  read: (s3: FakeS3) => s3.objects.read(at('k')),
  write: (s3: FakeS3) => s3.objects.write(at('k'), 'x'),
  writeIf: (s3: FakeS3) => s3.objects.writeIf(document, at('k'), note(1), { ifAbsent: true }),
  delete: (s3: FakeS3) => s3.objects.delete(at('k')),
  list: (s3: FakeS3) => s3.objects.list(at('p/')).next(),
  abortUploads: (s3: FakeS3) => s3.objects.abortUploads(at('p/'), () => true),
  complete: (s3: FakeS3) => s3.objects.upload(at('k'), 'x').complete(),
};

describe.each(Object.entries(calls))('errors of %s', (_, call) => {
  it.each([
    ['SlowDown', s3Error('SlowDown', 503), 'StorageUnavailable'],
    ['SlowDown without a status of its own', s3Error('SlowDown', 400), 'StorageUnavailable'],
    ['InternalError', s3Error('InternalError', 500), 'StorageUnavailable'],
    ['ServiceUnavailable', s3Error('ServiceUnavailable', 503), 'StorageUnavailable'],
    ['RequestTimeout', s3Error('RequestTimeout', 400), 'StorageUnavailable'],
    ['TooManyRequests', s3Error('TooManyRequests', 429), 'StorageUnavailable'],
    ['throttling of KMS', s3Error('KMS.ThrottlingException', 400), 'StorageUnavailable'],
    ['OperationAborted', s3Error('OperationAborted', 409), 'StorageUnavailable'],
    ['a broken connection', Object.assign(new Error('socket'), { code: 'ECONNRESET' }), 'StorageUnavailable'],
    ['AccessDenied', s3Error('AccessDenied', 403), 'AccessDenied'],
    ['NoSuchBucket', s3Error('NoSuchBucket', 404), 'NoSuchBucket'],
    ['a wrong key', s3Error('KMS.DisabledException', 400), 'KMS.DisabledException'],
  ])('%s', async (_what, error, name) => {
    const s3 = answering(error);
    await expect(call(s3)).rejects.toMatchObject({ name });
    expect(s3.calls).toHaveLength(1);
  });
});
