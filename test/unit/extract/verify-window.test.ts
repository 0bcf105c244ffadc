import { batchPrefix, manifestKey } from '../../../lambdas/core/batch/object-keys';
import type { TableRead } from '../../../lambdas/extract/read-plan';
import { verifyUnload } from '../../../lambdas/extract/verify-unload';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  BATCH,
  groupOf,
  incremental,
  keys,
  named,
  plan,
  readPlan,
  run,
  statement,
  TAIL,
  table,
  tableRead,
  windowRead,
} from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { answerRow, answerRows, GetStatementResultCommand, mockedData } from '../../support/mocked-data-api';

const manifest = (...entries: object[]) => ({ entries });

/** Puts an UNLOAD of `rows` rows under a prefix, one file. */
const put = (s3: FakeS3, prefix: string, rows: number): void => {
  if (rows === 0) return;
  const key = `${prefix}0000_part_00.parquet`;
  s3.put(key, 'x'.repeat(rows * 10));
  s3.put(
    `${prefix}manifest`,
    manifest({ url: `s3://lake/${key}`, meta: { content_length: rows * 10, record_count: rows } }),
  );
};

describe('a window', () => {
  const window = (bounds: (string | number | null)[], rows = 3, tail = 2, more: Partial<TableRead['unit']> = {}) => {
    const s3 = new FakeS3();
    const { client, mock, data } = mockedData();
    s3.put(plan.readAt.key, { ...readPlan, reads: [{ ...windowRead, unit: { ...incremental, ...more } }] });
    put(s3, keys.data, rows);
    put(s3, keys.tail, tail);
    answerRow(mock, 'id:2', bounds);
    const step = () => verifyUnload({ run, plan, statement }, { data, objects: s3.objects });
    return { s3, client, step };
  };

  it('is proved in both lanes, each by its own count', async () => {
    const { s3, step } = window([0, 'M', 'S', 3, 2, 1, 0]);
    expect(await step()).toEqual({
      tables: [
        {
          table: 'public.orders',
          rows: { manifest: { bucket: 'lake', key: keys.manifest }, rows: 3, sizeBytes: 30, files: 1, quarantined: 0 },
          tail: {
            manifest: { bucket: 'lake', key: keys.tailManifest },
            rows: 2,
            sizeBytes: 20,
            files: 1,
            quarantined: 0,
          },
          high: 'M',
          settled: 'S',
          more: false,
        },
      ],
      resets: [],
    });
    expect(s3.keys().filter((key) => key.endsWith('/manifest'))).toEqual([]);
  });

  it('takes bounds that come as text', async () => {
    expect(await window(['0', 'M', 'S', '3', '2', '1', '1']).step()).toMatchObject({ tables: [{ more: true }] });
  });

  it('without anything new keeps what was reached, and has no tail', async () => {
    const { step } = window([0, null, null, 0, 0, 1, 0], 0, 0);
    const [its] = (await step()).tables;
    expect(its).toMatchObject({ rows: { rows: 0 }, high: windowRead.reached, settled: windowRead.low });
    expect(its).not.toHaveProperty('tail');
  });

  it.each([
    ['rows', [0, 'M', 'S', 4, 2, 1, 0], /4 rows were counted and 3 unloaded/],
    ['rows of the tail', [0, 'M', 'S', 3, 1, 1, 0], /1 rows were counted and 2 unloaded/],
    ['a number that is none', [0, 'M', 'S', null, 2, 1, 0], /no whole number/],
    ['less than nothing', [0, 'M', 'S', -1, 2, 1, 0], /no whole number/],
    ['half a row', [0, 'M', 'S', '1.5', 2, 1, 0], /no whole number/],
    ['more than can be counted', [0, 'M', 'S', '99999999999999999999', 2, 1, 0], /no whole number/],
  ])('is refused for %s', async (_, bounds, message) => {
    await expect(window(bounds).step()).rejects.toMatchObject({
      name: 'RowsMismatch',
      message: expect.stringMatching(message),
    });
  });

  it('is read anew as a whole when no row reaches the last watermark: the source was rebuilt', async () => {
    const { s3, step } = window([0, null, null, 0, 0, 0, 0], 0, 0);
    const before = s3.state();
    expect(await step()).toEqual({
      tables: [],
      resets: [{ table: 'public.orders', why: expect.stringContaining('updated_at at or beyond the last watermark') }],
    });
    expect(s3.state()).toEqual(before);
  });

  it('is refused then with onReset: fail', async () => {
    await expect(window([0, null, null, 0, 0, 0, 0], 0, 0, { onReset: 'fail' }).step()).rejects.toMatchObject({
      name: 'SourceRebuilt',
      message: expect.stringContaining('{"fullRefresh": ["public.orders"]}'),
    });
  });

  it('ends the same wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, step } = window([0, 'M', 'S', 3, 2, 1, 0]);
      return { clients: [s3.client, client], step, state: () => s3.state() };
    });
  });
});

describe('a load', () => {
  it('asks for no row at an earlier watermark, since there is none', async () => {
    const s3 = new FakeS3();
    const { mock, data } = mockedData();
    s3.put(plan.readAt.key, {
      ...readPlan,
      reads: [{ ...windowRead, kind: 'load', low: null, reached: null, replaces: true }],
    });
    answerRow(mock, 'id:2', [0, null, null, 0, 0, 0, 0]);
    const verified = await verifyUnload({ run, plan, statement }, { data, objects: s3.objects });
    expect(verified).toMatchObject({ resets: [], tables: [{ high: null, settled: null }] });
  });
});

describe('a group', () => {
  const items = named('items', incremental);
  const readAt = plan.readAt;
  const group = (rows: [(string | number | null)[], (string | number | null)[]]) => {
    const s3 = new FakeS3();
    const { client, mock, data } = mockedData();
    s3.put(readAt.key, {
      ...readPlan,
      label: groupOf('sales', table).label,
      group: 'sales',
      reads: [
        { ...tableRead, statements: { bounds: { index: 2, row: 0 }, data: 3 } },
        { ...windowRead, unit: items, statements: { bounds: { index: 2, row: 1 }, data: 4, tail: 5 } },
      ],
    });
    put(s3, keys.data, 3);
    put(s3, batchPrefix(run.root, items.destination, BATCH).key, 4);
    put(s3, batchPrefix(run.root, items.destination, TAIL).key, 1);
    answerRows(mock, 'id:2', rows);
    const step = () => verifyUnload({ run, plan, statement }, { data, objects: s3.objects });
    return { s3, client, mock, step };
  };

  it('is proved table by table, with the numbers of one statement', async () => {
    const { mock, step } = group([
      [0, null, null, 3, 0, 1, 0],
      [1, 'M', 'S', 4, 1, 1, 0],
    ]);
    expect(await step()).toMatchObject({
      tables: [
        { table: 'public.orders', rows: { rows: 3 } },
        {
          table: 'public.items',
          rows: { rows: 4, manifest: manifestKey(run.root, items.destination, BATCH) },
          tail: { rows: 1 },
          high: 'M',
        },
      ],
    });
    expect(mock.commandCalls(GetStatementResultCommand)).toHaveLength(1);
  });

  it('is read anew when one of its tables was rebuilt, and says which', async () => {
    const { s3, step } = group([
      [0, null, null, 3, 0, 1, 0],
      [1, null, null, 0, 0, 0, 0],
    ]);
    const before = s3.state();
    expect(await step()).toMatchObject({ tables: [], resets: [{ table: 'public.items' }] });
    expect(s3.state()).toEqual(before);
  });

  it('is refused when a table has no numbers', async () => {
    const { mock, step } = group([[0], [1]]);
    answerRows(mock, 'id:2', [[0, null, null, 3, 0, 1, 0]]);
    await expect(step()).rejects.toMatchObject({
      name: 'RowsMismatch',
      message: 'public.items: statement id:2 gave no row 2',
    });
  });

  it('ends the same wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, step } = group([
        [0, null, null, 3, 0, 1, 0],
        [1, 'M', 'S', 4, 1, 1, 0],
      ]);
      return { clients: [s3.client, client], step, state: () => s3.state() };
    });
  });
});
