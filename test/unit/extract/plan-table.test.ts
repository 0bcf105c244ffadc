import { planTable } from '../../../lambdas/extract/plan-table';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
import { BATCH, checkpointOf, item, keys, RUN_ID, run, unit } from './fixture';

const input = { run, item, attempt: 1, redriveCount: 0, method: null as 'unload' | 'page' | null };
const plan = (s3: FakeS3, more: Partial<typeof input> = {}) =>
  planTable({ ...input, ...more }, { objects: s3.objects });
const wide = {
  ...unit,
  columns: Array.from({ length: 400 }, (_, i) => ({
    name: `${'long_name_'.repeat(4)}${i}`,
    type: 'date',
    nullable: true,
  })),
};

describe('planTable', () => {
  it('renders the SQL of one attempt under a prefix of its own', async () => {
    const planned = await plan(new FakeS3());
    expect(planned).toEqual({
      table: 'public.orders',
      method: 'unload',
      batchId: BATCH,
      attempt: 1,
      currentEtag: null,
      statement: {
        step: 'read',
        mode: 'TRANSACTION',
        sql: {
          sqls: [
            'SET statement_timeout TO 3600000',
            'SELECT COUNT(*) AS row_count FROM "public"."orders"',
            expect.stringContaining(`TO 's3://lake/${keys.data}'`),
          ],
        },
      },
      countIndex: 2,
      dataIndex: 3,
      mayUnload: true,
    });
  });

  it.each([
    [2, 0, `${RUN_ID}-0-2`],
    [1, 3, `${RUN_ID}-3-1`],
  ])('gives attempt %i after %i redrives another prefix', async (attempt, redriveCount, batchId) => {
    const planned = await plan(new FakeS3(), { attempt, redriveCount });
    expect(planned).toMatchObject({ batchId, attempt });
    expect(JSON.stringify(planned.statement)).toContain(`batch=${batchId}/`);
  });

  it('remembers the version of current.json that it starts from', async () => {
    const s3 = new FakeS3();
    const etag = s3.put(keys.current, checkpointOf('earlier'));
    expect((await plan(s3)).currentEtag).toBe(etag);
  });

  it.each([
    ['unload', null, 'unload', 'read'],
    ['page', null, 'page', 'read'],
    ['count', null, 'count', 'count'],
    ['count', 'page', 'page', 'read'],
    ['page', 'unload', 'unload', 'read'],
  ] as const)('of method %s, decided %s, is %s', async (own, method, expected, step) => {
    const planned = await plan(new FakeS3(), { item: { table: unit.table, unit: { ...unit, method: own } }, method });
    expect(planned).toMatchObject({ method: expected, statement: { step } });
  });

  it.each([true, false])('may be unloaded after all when the method is auto: %s', async (methodIsAuto) => {
    const planned = await plan(new FakeS3(), { item: { table: unit.table, unit: { ...unit, methodIsAuto } } });
    expect(planned.mayUnload).toBe(methodIsAuto);
  });

  it('keeps long text in S3, one object for each attempt', async () => {
    const s3 = new FakeS3();
    const large = { item: { table: unit.table, unit: wide } };
    const { statement } = await plan(s3, large);
    const key = `shuttle/lake/runs/${RUN_ID}/statements/public.orders/read-0-1.json`;
    expect(statement.sql).toEqual({ bucket: 'lake', key, preview: expect.stringMatching(/^UNLOAD \('SELECT/) });
    expect(s3.json(key)).toHaveLength(3);
    await plan(s3, { ...large, attempt: 2 });
    expect(s3.keys()).toEqual([key, key.replace('0-1', '0-2')]);
    expect(Buffer.byteLength(JSON.stringify(statement))).toBeLessThan(1_000);
  });

  it('refuses text that the Data API does not take', async () => {
    const columns = Array.from({ length: 1_600 }, (_, i) => ({
      name: `column_number_${i}`,
      type: 'date',
      nullable: true,
    }));
    const large = { item: { table: unit.table, unit: { ...wide, method: 'page' as const, columns } } };
    await expect(plan(new FakeS3(), large)).rejects.toMatchObject({ name: 'StatementTooLong' });
  });

  it.each([
    ['in the state', unit],
    ['by reference', wide],
  ])('ends the same wherever it dies: %s', async (_, its) => {
    await expectSameEndWhereverItDies(() => {
      const s3 = new FakeS3();
      s3.put(keys.current, checkpointOf('earlier'));
      s3.put('unit.json', its);
      const unitAt = { bucket: 'lake', key: 'unit.json' };
      return {
        clients: [s3.client],
        step: () => plan(s3, { item: { table: unit.table, unitAt } }),
        state: () => s3.state(),
      };
    });
  });
});
