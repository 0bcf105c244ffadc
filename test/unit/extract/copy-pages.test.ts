import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { partKey, partName, quarantineKey } from '../../../lambdas/core/batch/object-keys';
import type { CopiedPart } from '../../../lambdas/extract/contract';
import { copyPages } from '../../../lambdas/extract/copy-pages';
import type { TableRead } from '../../../lambdas/extract/read-plan';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  BATCH,
  plan,
  readPlan,
  run,
  statement,
  TAIL,
  table,
  tableRead,
  windowRead,
} from '../../support/extract-fixture';
import { FakeS3, s3Error } from '../../support/fake-s3';
import { awsError, GetStatementResultCommand, mockedData } from '../../support/mocked-data-api';

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
const INVOCATION = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';
const nameOf = (part: number) => partName(part, INVOCATION);
const partAt = (part: number, batchId = BATCH) => partKey(run.root, table.destination, batchId, nameOf(part)).key;
const quarantineAt = (part: number, piece: number) =>
  quarantineKey(run.root, table.destination, BATCH, nameOf(part), piece).key;

/** A result in pages; the function's time runs down by a step with every look at it. */
const result = (pages: Cell[][][], times: number[] = [], read: TableRead = tableRead) => {
  const s3 = new FakeS3();
  s3.put(plan.readAt.key, { ...readPlan, method: 'page', reads: [read] });
  const { client, mock, data } = mockedData();
  for (const [i, Records] of pages.entries()) {
    mock
      .on(GetStatementResultCommand, i === 0 ? { Id: 'id:3' } : { Id: 'id:3', NextToken: `n${i}` }, true)
      .resolves({ Records, ...(i + 1 < pages.length && { NextToken: `n${i + 1}` }) });
  }
  const copy = (part = 0, nextToken: string | null = null, lane: CopiedPart['lane'] = 'rows') => {
    const left = [...times];
    const invocation = { id: INVOCATION, remainingMs: () => left.shift() ?? 900_000 };
    return copyPages({ run, plan, statement, lane, part, nextToken }, { data, objects: s3.objects }, invocation);
  };
  return { s3, client, mock, copy };
};
/** What the step has left in S3, but for the read plan that it found there. */
const left = (s3: FakeS3) => s3.keys().filter((key) => key !== plan.readAt.key);
const rowsOf = async (s3: FakeS3, key: string): Promise<unknown[]> => {
  const bytes = s3.bytes(key);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return parquetReadObjects({ file, compressors });
};

describe('copyPages', () => {
  it('writes all pages into one part', async () => {
    const { s3, copy } = result(PAGES);
    expect(await copy()).toEqual({
      part: {
        lane: 'rows',
        name: nameOf(0),
        key: partAt(0),
        rows: 5,
        sizeBytes: s3.bytes(partAt(0)).length,
        quarantined: 0,
      },
      next: null,
    });
    expect(await rowsOf(s3, partAt(0))).toEqual([
      { id: 1n, note: 'a' },
      { id: 9007199254740993n, note: null },
      { id: -9223372036854775808n, note: 'größe' },
      { id: 4n, note: 'd' },
      { id: 5n, note: 'e' },
    ]);
    expect(left(s3)).toEqual([partAt(0)]);
  });

  it('closes the part near its time limit, and the next call goes on', async () => {
    const { s3, copy } = result(PAGES, [500_000, 60_000]);
    const first = await copy();
    expect(first).toMatchObject({ part: { key: partAt(0), rows: 3 }, next: { lane: 'rows', nextToken: 'n2' } });
    expect(await copy(1, first.next?.nextToken)).toMatchObject({ part: { key: partAt(1), rows: 2 }, next: null });
    expect(await rowsOf(s3, partAt(1))).toEqual([
      { id: 4n, note: 'd' },
      { id: 5n, note: 'e' },
    ]);
  });

  it('copies a page at least, however little time is left', async () => {
    expect(await result(PAGES, [0]).copy()).toMatchObject({
      part: { rows: 2 },
      next: { lane: 'rows', nextToken: 'n1' },
    });
  });

  it('goes on to the tail of an incremental table, which is a batch of its own', async () => {
    const statements = { bounds: { index: 2, row: 0 }, data: 3, tail: 4 };
    const { s3, mock, copy } = result([[row('1', 'a')]], [], { ...windowRead, unit: table, statements });
    mock.on(GetStatementResultCommand, { Id: 'id:4' }).resolves({ Records: [row('2', 'b')] });
    expect(await copy()).toMatchObject({ part: { lane: 'rows', rows: 1 }, next: { lane: 'tail', nextToken: null } });
    expect(await copy(1, null, 'tail')).toMatchObject({
      part: { lane: 'tail', key: partAt(1, TAIL), rows: 1 },
      next: null,
    });
    expect(await rowsOf(s3, partAt(1, TAIL))).toEqual([{ id: 2n, note: 'b' }]);
  });

  it('goes on with the tail where it stopped', async () => {
    const statements = { bounds: { index: 2, row: 0 }, data: 2, tail: 3 };
    const { copy } = result(PAGES, [0], { ...windowRead, unit: table, statements });
    expect(await copy(4, null, 'tail')).toMatchObject({ next: { lane: 'tail', nextToken: 'n1' } });
  });

  it('writes under another name each time it is invoked: an invocation thought dead may go on', () => {
    expect(partName(0, 'one')).not.toBe(partName(0, 'another'));
  });

  it('leaves no file for no rows', async () => {
    const { s3, copy } = result([[]]);
    expect(await copy()).toMatchObject({ part: { key: partAt(0), rows: 0, sizeBytes: 0, quarantined: 0 }, next: null });
    expect([left(s3), [...s3.uploads]]).toEqual([[], []]);
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
    expect(left(s3)).toEqual([quarantineAt(0, 0), quarantineAt(0, 1)]);
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
    expect([left(s3), [...s3.uploads]]).toEqual([[], []]);
  });

  it('keeps the pages that it has when the Data API throttles the next one', async () => {
    const { s3, mock, copy } = result(PAGES);
    mock
      .on(GetStatementResultCommand, { Id: 'id:3', NextToken: 'n2' })
      .rejectsOnce(awsError('ThrottlingException', 400));
    const first = await copy();
    expect(first).toMatchObject({ part: { key: partAt(0), rows: 3 }, next: { lane: 'rows', nextToken: 'n2' } });
    mock.on(GetStatementResultCommand, { Id: 'id:3', NextToken: 'n2' }).resolves({ Records: PAGES[2] ?? [] });
    expect(await copy(1, first.next?.nextToken)).toMatchObject({ part: { key: partAt(1), rows: 2 }, next: null });
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
