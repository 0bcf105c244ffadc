import { partKey, partName, quarantineKey } from '../../../lambdas/core/batch/object-keys';
import type { CopiedPart } from '../../../lambdas/extract/contract';
import type { TableRead } from '../../../lambdas/extract/read-plan';
import { verifyPages } from '../../../lambdas/extract/verify-pages';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  BATCH,
  keys,
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
import { answerCount, answerRow, DescribeStatementCommand, mockedData } from '../../support/mocked-data-api';

const nameOf = (part: number) => partName(part, 'invocation');
const partAt = (part: number, batchId = BATCH) => partKey(run.root, table.destination, batchId, nameOf(part)).key;
const copied = (part: number, rows: number, quarantined = 0, lane: CopiedPart['lane'] = 'rows'): CopiedPart => ({
  lane,
  name: nameOf(part),
  key: partAt(part, lane === 'tail' ? TAIL : BATCH),
  rows,
  sizeBytes: rows * 10,
  quarantined,
});

/** A read whose count (sub-statement 2) and result (3) are known. */
const read = (counted: number, resultRows?: number) => {
  const s3 = new FakeS3();
  const { client, mock, data } = mockedData();
  answerCount(mock, 'id:2', counted);
  mock.on(DescribeStatementCommand).resolves({
    Id: 'id',
    Status: 'FINISHED',
    SubStatements: [1, 2, 3].map((n) => ({
      Id: `id:${n}`,
      Status: 'FINISHED',
      ...(n === 3 && resultRows !== undefined && { ResultRows: resultRows }),
    })),
  });
  const verify = (parts: CopiedPart[], its: TableRead = tableRead) => {
    s3.put(plan.readAt.key, { ...readPlan, method: 'page', reads: [its] });
    for (const { key, sizeBytes } of parts)
      if (sizeBytes > 0 && !s3.keys().includes(key)) s3.put(key, 'x'.repeat(sizeBytes));
    return verifyPages({ run, plan: { ...plan, method: 'page' }, statement, parts }, { data, objects: s3.objects });
  };
  return { s3, client, mock, verify };
};

describe('verifyPages', () => {
  it.each([
    ['one part', 3, [copied(0, 3)], { rows: 3, files: 1, sizeBytes: 30, quarantined: 0 }],
    ['parts of several calls', 5, [copied(0, 3), copied(1, 2)], { rows: 5, files: 2, sizeBytes: 50 }],
    ['rows put aside', 5, [copied(0, 3, 1), copied(1, 0, 1)], { rows: 3, files: 1, quarantined: 2 }],
    ['no rows', 0, [copied(0, 0)], { rows: 0, files: 0, sizeBytes: 0 }],
  ])('takes %s', async (_, counted, parts, expected) => {
    const { s3, verify } = read(counted);
    const { tables, resets } = await verify(parts);
    expect(resets).toEqual([]);
    expect(tables).toEqual([
      {
        table: 'public.orders',
        rows: expect.objectContaining({ manifest: { bucket: 'lake', key: keys.manifest }, ...expected }),
        high: null,
        settled: null,
        more: false,
      },
    ]);
    expect(s3.json(keys.manifest)).toMatchObject({
      entries: parts
        .filter(({ rows }) => rows > 0)
        .map(({ key, rows }) => ({
          url: `s3://lake/${key}`,
          mandatory: true,
          meta: { record_count: rows, content_length: rows * 10 },
        })),
      meta: { record_count: expected.rows },
    });
  });

  it.each([
    ['too few', 4, [copied(0, 3)]],
    ['too many', 2, [copied(0, 3)]],
    ['too many with those put aside', 3, [copied(0, 3, 1)]],
    ['none', 1, [copied(0, 0)]],
  ])('refuses %s', async (_, counted, parts) => {
    const { s3, verify } = read(counted);
    await expect(verify(parts)).rejects.toMatchObject({ name: 'RowsMismatch' });
    expect(s3.keys()).not.toContain(keys.manifest);
  });

  it('refuses a part of another size', async () => {
    const { s3, verify } = read(3);
    s3.put(partAt(0), 'cut');
    await expect(verify([copied(0, 3)])).rejects.toMatchObject({ name: 'PartMissing' });
    expect(s3.keys()).not.toContain(keys.manifest);
  });

  it('deletes what an invocation wrote of which nobody heard: parts, and rows put aside', async () => {
    const { s3, verify } = read(4);
    const own = quarantineKey(run.root, table.destination, BATCH, nameOf(0), 0).key;
    const strays = [
      partKey(run.root, table.destination, BATCH, partName(0, 'another')).key,
      partKey(run.root, table.destination, BATCH, partName(9, 'another')).key,
      quarantineKey(run.root, table.destination, BATCH, partName(0, 'another'), 0).key,
    ];
    for (const key of [own, ...strays]) s3.put(key, 'x');
    await verify([copied(0, 3, 1)]);
    expect(s3.keys()).toEqual([partAt(0), own, plan.readAt.key, keys.manifest].sort());
  });

  it('leaves what an invocation wrote into another batch', async () => {
    const { s3, verify } = read(3);
    const other = partAt(0, `${BATCH}2`);
    s3.put(other, 'x');
    await verify([copied(0, 3)]);
    expect(s3.keys()).toContain(other);
  });

  describe('of an incremental table', () => {
    const window = (bounds: (string | number | null)[], parts: CopiedPart[], its: TableRead = windowRead) => {
      const { s3, mock, verify } = read(0);
      answerRow(mock, 'id:2', bounds);
      return { s3, verified: verify(parts, its) };
    };

    it('proves both lanes, each by its own count', async () => {
      const { s3, verified } = window([0, 'M', 'S', 3, 2, 1, 0], [copied(0, 3), copied(1, 1, 1, 'tail')]);
      expect(await verified).toMatchObject({
        tables: [
          {
            rows: { rows: 3, quarantined: 0, manifest: { key: keys.manifest } },
            tail: { rows: 1, quarantined: 1, manifest: { key: keys.tailManifest } },
            high: 'M',
            settled: 'S',
          },
        ],
      });
      expect(s3.json(keys.tailManifest)).toMatchObject({ entries: [{ url: `s3://lake/${partAt(1, TAIL)}` }] });
    });

    it('keeps a tail whose rows were all put aside', async () => {
      const { verified } = window([0, 'M', 'S', 0, 2, 1, 0], [copied(0, 0), copied(1, 0, 2, 'tail')]);
      expect((await verified).tables[0]?.tail).toMatchObject({ rows: 0, quarantined: 2 });
    });

    it('has no tail without rows in it', async () => {
      const { verified } = window([0, null, null, 0, 0, 1, 0], [copied(0, 0), copied(1, 0, 0, 'tail')]);
      const [its] = (await verified).tables;
      expect(its).not.toHaveProperty('tail');
      // Nothing new: what was read before holds.
      expect(its).toMatchObject({ high: windowRead.reached, settled: windowRead.low });
    });

    it.each([
      ['rows', [0, 'M', 'S', 4, 2, 1, 0]],
      ['the tail', [0, 'M', 'S', 3, 1, 1, 0]],
    ])('refuses a count of %s that does not fit', async (_, bounds) => {
      const { verified } = window(bounds, [copied(0, 3), copied(1, 2, 0, 'tail')]);
      await expect(verified).rejects.toMatchObject({ name: 'RowsMismatch' });
    });

    it('asks for the whole table when the source was rebuilt, and writes nothing', async () => {
      const { s3, verified } = window([0, null, null, 0, 0, 0, 0], [copied(0, 0)]);
      expect(await verified).toMatchObject({ tables: [], resets: [{ table: 'public.orders' }] });
      expect(s3.keys()).toEqual([plan.readAt.key]);
    });
  });

  it.each([
    [3, undefined],
    [4, 'RowsMismatch'],
    [-1, 'RowsMismatch'],
    [undefined, 'RowsMismatch'],
  ])('of a view compares with the rows of the result: %s', async (resultRows, error) => {
    const { verify } = read(99, resultRows);
    const verified = verify([copied(0, 3)], { ...tableRead, statements: { data: 3 } });
    if (error === undefined) expect(await verified).toMatchObject({ tables: [{ rows: { rows: 3 } }] });
    else await expect(verified).rejects.toMatchObject({ name: error });
  });

  it.each([
    ['rows that add up', 3],
    ['rows that do not', 4],
  ])('ends the same wherever it dies: %s', async (_, counted) => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, verify } = read(counted);
      return { clients: [s3.client, client], step: () => verify([copied(0, 3)]), state: () => s3.state() };
    });
  });
});
