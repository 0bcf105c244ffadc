import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { compareUtf8 } from '../../../local/s3/byte-order';
import { pageOfKeys } from '../../../local/s3/listing';
import { keyProblem } from '../../../local/s3/object-path';
import { failureOf, runS3, stopAll } from './running-s3';

afterEach(stopAll);

const inByteOrder = (keys: string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const words = fc.string({
  unit: fc.constantFrom('a', 'b', '.', '-', '0', ' ', 'é', '\ue000', '\u{1f600}'),
  maxLength: 3,
});
/** Keys that can all be files at once: none is the folder of another. */
const keySets = fc
  .array(fc.array(words, { minLength: 1, maxLength: 4 }), { maxLength: 30 })
  .map((paths) => [...new Set(paths.map((path) => path.join('/')))].filter((key) => keyProblem(key) === undefined))
  .map((keys) => keys.filter((key) => !keys.some((other) => other.startsWith(`${key}/`))));

function withFiles<T>(keys: readonly string[], work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'listing-'));
  try {
    for (const key of keys) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), '');
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What S3's documentation says a listing is, without paging. */
function expected(keys: string[], prefix: string, delimiter: string, after: string): string[] {
  const lines = inByteOrder(keys)
    .filter((key) => key.startsWith(prefix) && compareUtf8(key, after) > 0)
    .map((key) => {
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return cut < 0 ? key : `group ${key.slice(0, cut + delimiter.length)}`;
    });
  return [...new Set(lines)];
}

describe('byte order', () => {
  it('is that of the UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(compareUtf8('\uffff', '\u{10000}')).toBeLessThan(0);
  });
});

describe('a listing', () => {
  it('pages through the keys in byte order, with any prefix, delimiter, start and page size', () => {
    fc.assert(
      fc.property(
        keySets,
        words,
        fc.constantFrom('', '/', '-', 'a/'),
        words,
        fc.integer({ min: 1, max: 5 }),
        (keys, prefix, delimiter, after, maxKeys) => {
          const seen: string[] = [];
          withFiles(keys, (folder) => {
            let from: { after: string } | { afterGroup: string } | undefined = { after };
            while (from !== undefined) {
              const page = pageOfKeys(folder, { prefix, delimiter, maxKeys, ...from });
              const groups = page.commonPrefixes.map((group) => `group ${group}`);
              expect(page.keys.length + groups.length).toBeLessThanOrEqual(maxKeys);
              seen.push(...[...page.keys, ...groups].sort((a, b) => compareUtf8(bare(a), bare(b))));
              const { next } = page;
              from = next && ('key' in next ? { after: next.key } : { afterGroup: next.group });
            }
          });
          expect(seen).toEqual(expected(keys, prefix, delimiter, after));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('pages past 1,000 keys', async () => {
    const { client, store } = await runS3();
    store.createBucket('lake');
    const keys = Array.from({ length: 1234 }, (_, i) => `p/${i % 7}/${i}`);
    mkdirSync(join(store.root, 'lake/p'));
    for (let i = 0; i < 7; i++) mkdirSync(join(store.root, 'lake/p', String(i)));
    for (const key of keys) writeFileSync(store.pathOf('lake', key), key);
    const pages: number[] = [];
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: 'lake', Prefix: 'p/' })) {
      pages.push(page.KeyCount ?? 0);
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(pages).toEqual([1000, 234]);
    expect(seen).toEqual(inByteOrder(keys));
    const one = await client.send(new ListObjectsV2Command({ Bucket: 'lake', MaxKeys: 5000 }));
    expect(one).toMatchObject({ KeyCount: 1000, MaxKeys: 1000, IsTruncated: true });
  });

  it('answers the SDK with prefixes, start-after and encoded keys', async () => {
    const { client, store } = await runS3();
    store.createBucket('lake');
    const keys = ['a b', 'a&b<c>', 'a+b', 'd/1', 'd/2', 'e/%41', 'line\r\nbreak\u0001', 'ü'];
    for (const key of keys) await store.put('lake', key, key);
    const list = async (more: Partial<ListObjectsV2CommandInput>) => {
      const page = await client.send(new ListObjectsV2Command({ Bucket: 'lake', ...more }));
      const names = (page.Contents ?? []).map(({ Key = '' }) => Key);
      return [...names, ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `group ${Prefix}`)];
    };
    const printable = keys.filter((key) => !key.includes('\u0001'));
    expect((await list({})).filter((key) => !key.startsWith('line'))).toEqual(inByteOrder(printable));
    const encoded = await list({ EncodingType: 'url' });
    expect(encoded.map(decodeURIComponent)).toEqual(inByteOrder(keys));
    expect(await list({ Delimiter: '/', StartAfter: 'a~' })).toEqual(expect.arrayContaining(['group d/', 'group e/']));
    expect(await list({ Prefix: 'd/', Delimiter: '/', MaxKeys: 1 })).toEqual(['d/1']);
    expect(await list({ MaxKeys: 0 })).toEqual([]);
    expect(await failureOf(list({ ContinuationToken: 'nonsense' }))).toBe('InvalidArgument 400');
  });

  it('pages in version 1 as well', async () => {
    const { client, store } = await runS3();
    store.createBucket('lake');
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'd']) await store.put('lake', key, '');
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(new ListObjectsCommand({ Bucket: 'lake', Delimiter: '/', MaxKeys: 1, Marker }));
      seen.push(...(page.Contents ?? []).map(({ Key }) => `${Key}`));
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => `group ${Prefix}`));
      Marker = page.IsTruncated ? page.NextMarker : undefined;
    } while (Marker !== undefined);
    expect(seen).toEqual(['group a/', 'b', 'group c/', 'd']);
  });
});

const bare = (line: string) => line.replace(/^group /, '');
