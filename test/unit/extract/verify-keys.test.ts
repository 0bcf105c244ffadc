import { verifyUnload } from '../../../lambdas/extract/verify-unload';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { keys, plan, readPlan, run, statement, table, tableRead } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { answerCount, answerRow, mockedData } from '../../support/mocked-data-api';

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

describe('keys', () => {
  /** A full read with gone keys (4), the key set (5), their counts (6) and the check of the key (7). */
  const keyed = (
    [last, now, gone]: [number, number, number],
    files: { keys: number; deletes: number },
    more: { allowMassDeletes?: boolean; maxDeletes?: number; hasLast?: boolean; check?: [number, number] } = {},
  ) => {
    const s3 = new FakeS3();
    const { client, mock, data } = mockedData();
    const { allowMassDeletes = false, maxDeletes = 0.5, hasLast = true, check } = more;
    s3.put(plan.readAt.key, {
      ...readPlan,
      reads: [
        {
          ...tableRead,
          unit: { ...table, detectDeletes: true, maxDeletes },
          ...(hasLast && { lastKeys: last }),
          statements: {
            count: 2,
            data: 3,
            ...(hasLast && { gone: 4 }),
            keys: 5,
            keyCounts: 6,
            ...(check && { keyCheck: 7 }),
          },
        },
      ],
    });
    put(s3, keys.data, 3);
    put(s3, keys.keys, files.keys);
    put(s3, keys.deletes, files.deletes);
    answerCount(mock, 'id:2', 3);
    answerRow(mock, 'id:6', [last, now, gone]);
    if (check) answerRow(mock, 'id:7', check);
    const step = () =>
      verifyUnload({ run: { ...run, allowMassDeletes }, plan, statement }, { data, objects: s3.objects });
    return { s3, client, step };
  };

  it('that are gone and the new set are proved complete, outside of the data', async () => {
    const { s3, step } = keyed([5, 3, 2], { keys: 3, deletes: 2 });
    expect(await step()).toMatchObject({
      tables: [
        {
          deletes: { rows: 2, manifest: { bucket: 'lake', key: keys.deletesManifest } },
          keySet: { rows: 3, manifest: { bucket: 'lake', key: keys.keysManifest } },
          gone: 2,
          lastKeys: 5,
        },
      ],
    });
    expect(s3.keys().filter((key) => key.endsWith('/manifest'))).toEqual([]);
  });

  it('of a first read are a set, and none is gone', async () => {
    const { step } = keyed([0, 3, 0], { keys: 3, deletes: 0 }, { hasLast: false });
    const [its] = (await step()).tables;
    expect(its).toMatchObject({ keySet: { rows: 3 }, gone: 0, lastKeys: 0 });
    expect(its).not.toHaveProperty('deletes');
  });

  it('of which none is gone leave an empty list', async () => {
    const { step } = keyed([3, 3, 0], { keys: 3, deletes: 0 });
    expect(await step()).toMatchObject({ tables: [{ deletes: { rows: 0, files: 0 } }] });
  });

  it.each([
    ['the new set', [5, 4, 2], /4 keys were counted and 3 unloaded/],
    ['the gone ones', [5, 3, 1], /1 gone keys were counted and 2 unloaded/],
  ] as [string, [number, number, number], RegExp][])(
    'are refused when %s do not add up',
    async (_, counts, message) => {
      const { s3, step } = keyed(counts, { keys: 3, deletes: 2 });
      await expect(step()).rejects.toMatchObject({ name: 'RowsMismatch', message: expect.stringMatching(message) });
      expect(s3.keys()).not.toContain(keys.manifest);
    },
  );

  it.each([
    ['more than the share', [4, 1, 3], {}, true],
    ['just the share', [4, 2, 2], {}, false],
    ['all of them', [3, 0, 3], {}, true],
    ['all of them, as the input allows', [3, 0, 3], { allowMassDeletes: true }, false],
    ['all of them, as the share allows', [3, 0, 3], { maxDeletes: 1 }, false],
    ['one of them where none may be', [9, 8, 1], { maxDeletes: 0 }, true],
    ['none where none may be', [9, 9, 0], { maxDeletes: 0 }, false],
    ['none of none', [0, 0, 0], {}, false],
  ] as [string, [number, number, number], { allowMassDeletes?: boolean; maxDeletes?: number }, boolean][])(
    'may be gone: %s',
    async (_, counts, more, refused) => {
      const [, now, gone] = counts;
      const { s3, step } = keyed(counts, { keys: now, deletes: gone }, more);
      if (!refused) {
        expect(await step()).toMatchObject({ tables: [{ gone }] });
        return;
      }
      await expect(step()).rejects.toMatchObject({
        name: 'TooManyDeletes',
        message: expect.stringMatching(new RegExp(`${gone} of ${counts[0]} keys are gone.*allowMassDeletes`)),
      });
      expect(s3.keys().filter((key) => key.includes('/manifests/'))).toEqual([]);
    },
  );

  it('are reported where they are NULL or there twice', async () => {
    const { step } = keyed([3, 3, 0], { keys: 3, deletes: 0 }, { check: [2, 7] });
    expect(await step()).toMatchObject({ tables: [{ keys: { nulls: 2, duplicates: 7 } }] });
  });

  it('end the same wherever the step dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, step } = keyed([5, 3, 2], { keys: 3, deletes: 2 });
      return { clients: [s3.client, client], step, state: () => s3.state() };
    });
  });
});
