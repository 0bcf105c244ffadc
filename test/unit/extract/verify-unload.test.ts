import type { TableRead } from '../../../lambdas/extract/read-plan';
import { verifyUnload } from '../../../lambdas/extract/verify-unload';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { keys, plan, readPlan, run, statement, table, tableRead } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import {
  answerCount,
  awsError,
  DescribeStatementCommand,
  GetStatementResultCommand,
  mockedData,
} from '../../support/mocked-data-api';

const part = (file: string, rows: number, size: number) => ({
  url: `s3://lake/${keys.data}${file}`,
  meta: { content_length: size, record_count: rows },
});
const manifest = (...entries: object[]) => ({ entries });
const two = manifest(part('0000_part_00.parquet', 2, 20), part('0001_part_00.parquet', 1, 10));

/** Files by name and size, beside the manifest. */
const unloaded = (counted: number, files: Record<string, number>, text?: unknown) => {
  const s3 = new FakeS3();
  const { client, mock, data } = mockedData();
  s3.put(plan.readAt.key, readPlan);
  for (const [file, size] of Object.entries(files)) s3.put(keys.data + file, 'x'.repeat(size));
  if (text !== undefined) s3.put(`${keys.data}manifest`, text);
  answerCount(mock, 'id:2', counted);
  const step = () => verifyUnload({ run, plan, statement }, { data, objects: s3.objects });
  return { s3, client, mock, step };
};
const FILES = { '0000_part_00.parquet': 20, '0001_part_00.parquet': 10 };

describe('verifyUnload', () => {
  it('keeps the manifest beside the data and takes the original away', async () => {
    const { s3, step } = unloaded(3, FILES, two);
    expect(await step()).toEqual({
      tables: [
        {
          table: 'public.orders',
          rows: {
            manifest: { bucket: 'lake', key: keys.manifest },
            rows: 3,
            sizeBytes: 30,
            files: 2,
            quarantined: 0,
          },
          high: null,
          settled: null,
          more: false,
        },
      ],
      resets: [],
    });
    expect(s3.keys()).toEqual([...Object.keys(FILES).map((file) => keys.data + file), plan.readAt.key, keys.manifest]);
    expect(s3.json(keys.manifest)).toEqual({
      formatVersion: 1,
      entries: two.entries.map((entry) => ({ ...entry, mandatory: true })),
      meta: { content_length: 30, record_count: 3 },
    });
  });

  it.each<[string, Record<string, number>, unknown]>([
    ['neither files nor a manifest', {}, undefined],
    ['a manifest without entries', {}, manifest()],
    ['an empty file that no manifest lists', { '0000_part_00.parquet': 0 }, undefined],
    [
      'a file without rows that the manifest lists',
      { '0000_part_00.parquet': 9 },
      manifest(part('0000_part_00.parquet', 0, 9)),
    ],
    ['a file without rows that no manifest lists', { '0000_part_00.parquet': 9 }, undefined],
  ])('takes an empty result with %s', async (_, files, text) => {
    const { s3, step } = unloaded(0, files, text);
    expect(await step()).toMatchObject({ tables: [{ rows: { rows: 0 } }] });
    expect(s3.keys()).toContain(keys.manifest);
    expect(s3.keys()).not.toContain(`${keys.data}manifest`);
  });

  it.each<[string, number, Record<string, number>, unknown, string, RegExp]>([
    ['more rows were counted', 4, FILES, two, 'RowsMismatch', /4 rows were counted and 3 unloaded/],
    ['fewer rows were counted', 0, FILES, two, 'RowsMismatch', /0 rows/],
    [
      'the manifest is missing',
      3,
      FILES,
      undefined,
      'ManifestInvalid',
      /3 rows were counted, but .*manifest is missing/,
    ],
    ['the manifest is cut', 3, FILES, '{"entries":[', 'ManifestInvalid', /not JSON/],
    ['the manifest is not verbose', 3, FILES, { entries: [{ url: two.entries[0] }] }, 'ManifestInvalid', /verbose/],
    ['a file is missing', 3, { '0000_part_00.parquet': 20 }, two, 'PartMissing', /0001_part.* no such object/],
    ['a file is cut', 3, { ...FILES, '0001_part_00.parquet': 9 }, two, 'PartMissing', /with 10 bytes, S3 has 9 bytes/],
    [
      'a file lies in another bucket',
      2,
      { '0000_part_00.parquet': 20 },
      manifest({ ...part('', 2, 20), url: `s3://other/${keys.data}0000_part_00.parquet` }),
      'PartMissing',
      /no such object/,
    ],
    ['a stray file lies beside them', 3, { ...FILES, '9.parquet': 1 }, two, 'ManifestInvalid', /9\.parquet lies among/],
    [
      'a stray file lies behind an empty one',
      3,
      { ...FILES, '8.parquet': 0, '9.parquet': 1 },
      two,
      'ManifestInvalid',
      /9\.parquet lies among/,
    ],
  ])('refuses when %s', async (_, counted, files, text, name, message) => {
    const { s3, step } = unloaded(counted, files, text);
    await expect(step()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(s3.keys()).not.toContain(keys.manifest);
  });

  it.each([
    ['text', [[{ stringValue: '3' }]], undefined],
    ['nothing', [], 'RowsMismatch'],
    ['NULL', [[{ isNull: true }]], 'RowsMismatch'],
    ['no number', [[{ stringValue: 'x' }]], 'RowsMismatch'],
    ['less than nothing', [[{ longValue: -1 }]], 'RowsMismatch'],
    ['half a row', [[{ stringValue: '2.5' }]], 'RowsMismatch'],
  ])('reads a count given as %s', async (_, Records, name) => {
    const { mock, step } = unloaded(3, FILES, two);
    mock.on(GetStatementResultCommand).resolves({ Records: Records as never });
    if (name === undefined) expect(await step()).toMatchObject({ tables: [{ rows: { rows: 3 } }] });
    else await expect(step()).rejects.toMatchObject({ name });
  });

  it('does not take an empty text for no rows', async () => {
    const { mock, step } = unloaded(0, {});
    mock.on(GetStatementResultCommand).resolves({ Records: [[{ stringValue: '' }]] });
    await expect(step()).rejects.toThrow(/id:2 gave no count/);
  });

  it('waits for a count that is not there yet', async () => {
    const { mock, step } = unloaded(3, FILES, two);
    mock.on(GetStatementResultCommand).rejects(awsError('ResourceNotFoundException', 400));
    await expect(step()).rejects.toMatchObject({ name: 'ResultNotReady' });
  });

  it('reads files by the thousand', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `${String(i).padStart(4, '0')}.parquet`);
    const files = Object.fromEntries(names.map((name) => [name, 10]));
    const { step } = unloaded(50, files, manifest(...names.map((name) => part(name, 1, 10))));
    expect(await step()).toMatchObject({ tables: [{ rows: { rows: 50, files: 50, sizeBytes: 500 } }] });
  });

  it.each<[string, number, Record<string, number>, unknown]>([
    ['a full batch', 3, FILES, two],
    ['an empty one', 0, {}, undefined],
    ['one that does not add up', 4, FILES, two],
  ])('ends the same wherever it dies: %s', async (_, counted, files, text) => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, step } = unloaded(counted, files, text);
      return { clients: [s3.client, client], step, state: () => s3.state() };
    });
  });
});

describe('a view whose UNLOAD Redshift has not counted', () => {
  const view: TableRead = { ...tableRead, unit: { ...table, kind: 'view', verify: 'manifest' } };
  const verify = (counted: number, told: number) => {
    const s3 = new FakeS3();
    const { mock, data } = mockedData();
    s3.put(plan.readAt.key, { ...readPlan, reads: [view] });
    for (const [file, size] of Object.entries(FILES)) s3.put(keys.data + file, 'x'.repeat(size));
    s3.put(`${keys.data}manifest`, two);
    answerCount(mock, 'id:2', counted);
    const SubStatements = [1, 2, 3].map((n) => ({ Id: `id:${n}`, Status: 'FINISHED', ResultRows: n === 3 ? told : 0 }));
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', Status: 'FINISHED', SubStatements } as never);
    return verifyUnload({ run, plan, statement }, { data, objects: s3.objects });
  };

  it('is compared with the number that the Data API gives', async () => {
    expect(await verify(0, 3)).toMatchObject({ tables: [{ rows: { rows: 3 } }] });
  });

  it.each([
    ['another number', 0, 4],
    ['no number', 0, -1],
    ['a count of Redshift that differs', 2, 3],
  ])('is refused for %s', async (_, counted, told) => {
    await expect(verify(counted, told)).rejects.toMatchObject({ name: 'RowsMismatch' });
  });
});
