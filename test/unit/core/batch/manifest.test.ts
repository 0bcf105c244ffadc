import {
  manifestDocument,
  manifestOf,
  parseUnloadManifest,
  partsOf,
  rowsOf,
  sizeOf,
} from '../../../../lambdas/core/batch/manifest';
import { ManifestInvalid } from '../../../../lambdas/core/errors';
import { formatDocument, parseDocument } from '../../../../lambdas/core/progress/stored-document';

/** As Redshift writes it, with the parts that are not used. */
const verbose = {
  entries: [
    { url: 's3://lake/p/0000_part_00.parquet', meta: { content_length: 100, record_count: 3 } },
    { url: 's3://lake/p/0001_part_00.parquet', meta: { content_length: 50, record_count: 0 } },
  ],
  schema: { elements: [{ name: 'id', type: { base: 'bigint' } }] },
  meta: { content_length: 150, record_count: 3 },
  author: { name: 'Amazon Redshift', version: '1.0.0' },
};
const parts = [
  { bucket: 'lake', key: 'p/0000_part_00.parquet', rows: 3, sizeBytes: 100 },
  { bucket: 'lake', key: 'p/0001_part_00.parquet', rows: 0, sizeBytes: 50 },
];
const changed = (change: object) => JSON.stringify({ ...verbose, ...change });

describe('parseUnloadManifest', () => {
  it.each([
    ['a verbose manifest', changed({}), parts],
    ['one without totals', changed({ meta: undefined }), parts],
    ['one without entries', JSON.stringify({ entries: [] }), []],
    [
      'one without entries, with totals',
      JSON.stringify({ entries: [], meta: { content_length: 0, record_count: 0 } }),
      [],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(parseUnloadManifest(text, 'lake/p/manifest')).toEqual(expected);
  });

  const entry = verbose.entries[0];
  it.each([
    ['no JSON', '{"entries": [', /is not JSON/],
    ['an empty object', '{}', /entries/],
    ['an array', '[]', /lake\/p\/manifest is no verbose UNLOAD manifest/],
    ['an entry without meta', changed({ entries: [{ url: 's3://lake/p/0' }] }), /entries\.0\.meta/],
    [
      'an entry without rows',
      changed({ entries: [{ url: 's3://lake/p/0', meta: { content_length: 1 } }] }),
      /entries\.0\.meta\.record_count/,
    ],
    [
      'a negative count',
      changed({ entries: [{ url: 's3://lake/p/0', meta: { content_length: 1, record_count: -1 } }] }),
      /record_count/,
    ],
    [
      'a broken count',
      changed({ entries: [{ url: 's3://lake/p/0', meta: { content_length: 1, record_count: 1.5 } }] }),
      /record_count/,
    ],
    ['rows that do not add up', changed({ meta: { content_length: 150, record_count: 4 } }), /says 4 rows.*3 rows/],
    ['bytes that do not add up', changed({ meta: { content_length: 151, record_count: 3 } }), /151 bytes.*150 bytes/],
    ['a URL of no object', changed({ entries: [{ ...entry, url: 'https://x/y' }], meta: undefined }), /https:\/\/x\/y/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseUnloadManifest(text, 'lake/p/manifest')).toThrow(ManifestInvalid);
    expect(() => parseUnloadManifest(text, 'lake/p/manifest')).toThrow(message);
  });
});

describe('the manifest that is kept', () => {
  it('is what COPY reads, with mandatory entries and totals', () => {
    expect(manifestOf(parts)).toEqual({
      formatVersion: 1,
      entries: [
        {
          url: 's3://lake/p/0000_part_00.parquet',
          mandatory: true,
          meta: { content_length: 100, record_count: 3 },
        },
        { url: 's3://lake/p/0001_part_00.parquet', mandatory: true, meta: { content_length: 50, record_count: 0 } },
      ],
      meta: { content_length: 150, record_count: 3 },
    });
  });

  it('of an empty batch lists nothing', () => {
    expect(manifestOf([])).toEqual({ formatVersion: 1, entries: [], meta: { content_length: 0, record_count: 0 } });
  });

  it('gives its parts back after it was stored', () => {
    const text = formatDocument(manifestDocument, manifestOf(parts));
    expect(partsOf(parseDocument(manifestDocument, text, 'm.json'))).toEqual(parts);
  });

  it('sums rows and bytes', () => {
    expect([rowsOf(parts), sizeOf(parts), rowsOf([]), sizeOf([])]).toEqual([3, 150, 0, 0]);
  });
});
