import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { partKey, quarantineKey } from '../../../lambdas/core/batch/object-keys';
import { copyPages } from '../../../lambdas/extract/copy-pages';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3, s3Error } from '../../support/fake-s3';
import { awsError, GetStatementResultCommand, mockedData } from '../../support/mocked-data-api';
import { BATCH, item, plan, run, statement, unit } from './fixture';

type Cell = { stringValue: string } | { isNull: true };
const row = (id: string, note: string | null): Cell[] => [
  { stringValue: id },
  note === null ? { isNull: true } : { stringValue: note },
];
const PAGES = [
  [row('1', 'a'), row('9007199254740993', null)],
  [row('-9223372036854775808', 'größe')],
  [row('4', 'd'), row('5', 'e')],
];
const partAt = (part: number) => partKey(run.root, unit.destination, BATCH, part).key;
const quarantineAt = (part: number, piece: number) => quarantineKey(run.root, unit.destination, BATCH, part, piece).key;

/** A result in pages; the function's time runs down by a step with every look at it. */
const result = (pages: Cell[][][], times: number[] = []) => {
  const s3 = new FakeS3();
  const { client, mock, data } = mockedData();
  for (const [i, Records] of pages.entries()) {
    mock
      .on(GetStatementResultCommand, i === 0 ? { Id: 'id:3' } : { Id: 'id:3', NextToken: `n${i}` }, true)
      .resolves({ Records, ...(i + 1 < pages.length && { NextToken: `n${i + 1}` }) });
  }
  const copy = (part = 0, nextToken: string | null = null) => {
    const left = [...times];
    const invocation = { remainingMs: () => left.shift() ?? 900_000 };
    return copyPages({ run, item, plan, statement, part, nextToken }, { data, objects: s3.objects }, invocation);
  };
  return { s3, client, mock, copy };
};
const rowsOf = async (s3: FakeS3, key: string): Promise<unknown[]> => {
  const bytes = s3.bytes(key);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return parquetReadObjects({ file, compressors });
};

describe('copyPages', () => {
  it('writes all pages into one part', async () => {
    const { s3, copy } = result(PAGES);
    expect(await copy()).toEqual({
      part: { key: partAt(0), rows: 5, sizeBytes: s3.bytes(partAt(0)).length, quarantined: 0 },
      nextToken: null,
    });
    expect(await rowsOf(s3, partAt(0))).toEqual([
      { id: 1n, note: 'a' },
      { id: 9007199254740993n, note: null },
      { id: -9223372036854775808n, note: 'größe' },
      { id: 4n, note: 'd' },
      { id: 5n, note: 'e' },
    ]);
    expect(s3.keys()).toEqual([partAt(0)]);
  });

  it('closes the part near its time limit, and the next call goes on', async () => {
    const { s3, copy } = result(PAGES, [500_000, 60_000]);
    const first = await copy();
    expect(first).toMatchObject({ part: { key: partAt(0), rows: 3 }, nextToken: 'n2' });
    expect(await copy(1, first.nextToken)).toMatchObject({ part: { key: partAt(1), rows: 2 }, nextToken: null });
    expect(await rowsOf(s3, partAt(1))).toEqual([
      { id: 4n, note: 'd' },
      { id: 5n, note: 'e' },
    ]);
  });

  it('copies a page at least, however little time is left', async () => {
    expect(await result(PAGES, [0]).copy()).toMatchObject({ part: { rows: 2 }, nextToken: 'n1' });
  });

  it('leaves no file for no rows', async () => {
    const { s3, copy } = result([[]]);
    expect(await copy()).toEqual({ part: { key: partAt(0), rows: 0, sizeBytes: 0, quarantined: 0 }, nextToken: null });
    expect(s3.state()).toEqual({});
  });

  it('puts rows aside that cannot be written exactly, as they came, with the reason', async () => {
    const { s3, copy } = result([[row('1', 'a'), row('many', 'b')], [row('x', null)]]);
    expect(await copy()).toMatchObject({ part: { rows: 1, quarantined: 2 } });
    expect(await rowsOf(s3, partAt(0))).toEqual([{ id: 1n, note: 'a' }]);
    expect(s3.json(quarantineAt(0, 0))).toEqual({
      formatVersion: 1,
      table: 'public.orders',
      batchId: BATCH,
      columns: ['id', 'note'],
      rows: [
        { column: 'id', reason: expect.any(String), values: row('many', 'b') },
        { column: 'id', reason: expect.any(String), values: row('x', null) },
      ],
    });
  });

  it('puts many of them aside in pieces, and needs no file then', async () => {
    const { s3, copy } = result([Array.from({ length: 1_500 }, () => row('x', 'a')), [row('x', 'b')]]);
    expect(await copy()).toMatchObject({ part: { rows: 0, sizeBytes: 0, quarantined: 1_501 } });
    expect(s3.keys()).toEqual([quarantineAt(0, 0), quarantineAt(0, 1)]);
    expect([0, 1].map((piece) => (s3.json(quarantineAt(0, piece)) as { rows: [] }).rows.length)).toEqual([1_000, 501]);
  });

  it.each([
    ['ThrottlingException', 400, 'n1', 'DataApiBusy'],
    ['InternalServerException', 500, 'n2', 'DataApiUnavailable'],
    ['ResourceNotFoundException', 400, 'n2', 'ResultNotReady'],
    ['AccessDeniedException', 400, 'n2', 'AccessDeniedException'],
  ])('publishes nothing when a page fails with %s (%i, at %s)', async (name, status, token, expected) => {
    const { s3, mock, copy } = result(PAGES);
    mock.on(GetStatementResultCommand, { Id: 'id:3', NextToken: token }).rejects(awsError(name, status));
    await expect(copy(1, 'n1')).rejects.toMatchObject({ name: expected });
    expect(s3.state()).toEqual({});
  });

  it('keeps the pages that it has when the Data API throttles the next one', async () => {
    const { s3, mock, copy } = result(PAGES);
    mock
      .on(GetStatementResultCommand, { Id: 'id:3', NextToken: 'n2' })
      .rejectsOnce(awsError('ThrottlingException', 400));
    const first = await copy();
    expect(first).toMatchObject({ part: { key: partAt(0), rows: 3 }, nextToken: 'n2' });
    mock.on(GetStatementResultCommand, { Id: 'id:3', NextToken: 'n2' }).resolves({ Records: PAGES[2] ?? [] });
    expect(await copy(1, first.nextToken)).toMatchObject({ part: { key: partAt(1), rows: 2 }, nextToken: null });
    expect((await rowsOf(s3, partAt(0))).length + (await rowsOf(s3, partAt(1))).length).toBe(5);
  });

  it('names the failure of the write, not of giving up', async () => {
    const { s3, copy } = result(PAGES);
    s3.fault = () => ({ before: s3Error('AccessDenied', 403) });
    await expect(copy()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each<[string, Cell[][][]]>([
    ['rows', PAGES],
    ['no rows', [[]]],
    ['rows put aside', [[row('1', 'a'), row('many', 'b')], [row('2', null)]]],
  ])('ends the same wherever it dies: %s', async (_, pages) => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, copy } = result(pages);
      return { clients: [s3.client, client], step: () => copy(), state: () => s3.state() };
    });
  });
});
