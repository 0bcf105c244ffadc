import { partKey } from '../../../lambdas/core/batch/object-keys';
import type { CopiedPart } from '../../../lambdas/extract/contract';
import { verifyPages } from '../../../lambdas/extract/verify-pages';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
import { answerCount, DescribeStatementCommand, mockedData } from '../../support/mocked-data-api';
import { BATCH, item, keys, plan, run, statement, unit } from './fixture';

const copied = (part: number, rows: number, quarantined = 0): CopiedPart => ({
  key: partKey(run.root, unit.destination, BATCH, part).key,
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
  const verify = (parts: CopiedPart[], countIndex = 2) => {
    for (const { key, sizeBytes } of parts)
      if (sizeBytes > 0 && !s3.keys().includes(key)) s3.put(key, 'x'.repeat(sizeBytes));
    return verifyPages(
      { run, item, plan: { ...plan, method: 'page', countIndex }, statement, parts },
      { data, objects: s3.objects },
    );
  };
  return { s3, client, verify };
};

describe('verifyPages', () => {
  it.each([
    ['one part', 3, [copied(0, 3)], { rows: 3, files: 1, sizeBytes: 30, quarantined: 0 }],
    ['parts of several calls', 5, [copied(0, 3), copied(1, 2)], { rows: 5, files: 2, sizeBytes: 50 }],
    ['rows put aside', 5, [copied(0, 3, 1), copied(1, 0, 1)], { rows: 3, files: 1, quarantined: 2 }],
    ['no rows', 0, [copied(0, 0)], { rows: 0, files: 0, sizeBytes: 0 }],
  ])('takes %s', async (_, counted, parts, expected) => {
    const { s3, verify } = read(counted);
    expect(await verify(parts)).toMatchObject({ manifest: { bucket: 'lake', key: keys.manifest }, ...expected });
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

  it.each([
    ['a part of another size', partKey(run.root, unit.destination, BATCH, 0).key, 'PartMissing'],
    ['a file that no call has told of', partKey(run.root, unit.destination, BATCH, 7).key, 'ManifestInvalid'],
  ])('refuses %s', async (_, key, error) => {
    const { s3, verify } = read(3);
    s3.put(key, 'of an invocation that was thought dead');
    await expect(verify([copied(0, 3)])).rejects.toMatchObject({ name: error });
    expect(s3.keys()).not.toContain(keys.manifest);
  });

  it.each([
    [3, undefined],
    [4, 'RowsMismatch'],
    [-1, 'RowsMismatch'],
    [undefined, 'RowsMismatch'],
  ])('of a view compares with the rows of the result: %s', async (resultRows, error) => {
    const { verify } = read(99, resultRows);
    const verified = verify([copied(0, 3)], 0);
    if (error === undefined) expect(await verified).toMatchObject({ rows: 3 });
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
