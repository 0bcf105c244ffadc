import { planTable } from '../../../lambdas/extract/plan-table';
import type { ReadPlan } from '../../../lambdas/extract/read-plan';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  BATCH,
  checkpointOf,
  EARLIER,
  groupOf,
  item,
  itemOf,
  keys,
  NOW,
  named,
  RUN_ID,
  run,
  table,
  tableRead,
  unit,
  unitOf,
} from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';

const input = {
  run,
  item,
  attempt: 1,
  redriveCount: 0,
  method: null as 'unload' | 'page' | null,
  resets: [],
  now: NOW,
};
const plan = (s3: FakeS3, more: Partial<typeof input> = {}) =>
  planTable({ ...input, ...more }, { objects: s3.objects });
const of = (more: Partial<typeof table>) => ({ item: itemOf(unitOf({ ...table, ...more })) });
const columnsOf = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, type: 'date', nullable: true }));
const wide = { columns: columnsOf(400, 'long_name_'.repeat(4)), primaryKey: [] };

describe('planTable', () => {
  it('renders the SQL of one attempt under a prefix of its own, and keeps what it decided', async () => {
    const s3 = new FakeS3();
    const planned = await plan(s3);
    const sqls = [
      'SET statement_timeout TO 3600000',
      'SELECT COUNT(*) AS row_count FROM "public"."orders"',
      expect.stringContaining(`TO 's3://lake/${keys.data}'`),
    ];
    expect(planned).toEqual({
      label: 'public.orders',
      method: 'unload',
      batchId: BATCH,
      attempt: 1,
      readAt: { bucket: 'lake', key: keys.read },
      statement: { step: 'read', mode: 'TRANSACTION', sql: { sqls } },
      mayUnload: true,
    });
    expect(s3.json(keys.read)).toEqual({
      label: 'public.orders',
      batchId: BATCH,
      attempt: 1,
      method: 'unload',
      currentEtag: null,
      plannedAt: NOW,
      sqls,
      reads: [{ ...tableRead, unlikeColumns: [] }],
    });
  });

  it.each([
    [2, 0, `${RUN_ID}-0-2`],
    [1, 3, `${RUN_ID}-3-1`],
  ])('gives attempt %i after %i redrives another prefix and another plan', async (attempt, redriveCount, batchId) => {
    const planned = await plan(new FakeS3(), { attempt, redriveCount });
    expect(planned).toMatchObject({ batchId, attempt });
    expect(JSON.stringify(planned.statement)).toContain(`batch=${batchId}/`);
    expect(planned.readAt.key).toContain(`/public.orders/${redriveCount}-${attempt}.json`);
  });

  it('remembers the version of current.json that it starts from', async () => {
    const s3 = new FakeS3();
    const etag = s3.put(keys.current, checkpointOf(EARLIER));
    await plan(s3);
    expect((s3.json(keys.read) as ReadPlan).currentEtag).toBe(etag);
  });

  it.each([
    ['unload', null, 'unload', 'read'],
    ['page', null, 'page', 'read'],
    ['count', null, 'count', 'count'],
    ['count', 'page', 'page', 'read'],
    ['page', 'unload', 'unload', 'read'],
  ] as const)('of method %s, decided %s, is %s', async (own, method, expected, step) => {
    const planned = await plan(new FakeS3(), { ...of({ method: own }), method });
    expect(planned).toMatchObject({ method: expected, statement: { step } });
  });

  it.each([true, false])('may be unloaded after all when the method is auto: %s', async (methodIsAuto) => {
    expect((await plan(new FakeS3(), of({ methodIsAuto }))).mayUnload).toBe(methodIsAuto);
  });

  it('unloads a group, in one transaction, and keeps its plan under the name of the group', async () => {
    const s3 = new FakeS3();
    const items = { ...named('items'), method: 'page' as const };
    const planned = await plan(s3, { item: itemOf(groupOf('sales', table, items)) });
    expect(planned).toMatchObject({
      label: 'group sales',
      method: 'unload',
      batchId: BATCH,
      readAt: { key: `shuttle/lake/runs/${RUN_ID}/reads/group=sales/0-1.json` },
      statement: { mode: 'TRANSACTION' },
    });
    const { reads, sqls } = s3.json(planned.readAt.key) as ReadPlan;
    expect(reads.map(({ unit: { table: name }, statements }) => [name, statements])).toEqual([
      ['public.orders', { bounds: { index: 2, row: 0 }, data: 3 }],
      ['public.items', { bounds: { index: 2, row: 1 }, data: 4 }],
    ]);
    expect(sqls).toHaveLength(4);
  });

  it('keeps long text in S3, one object for each attempt', async () => {
    const s3 = new FakeS3();
    const { statement, readAt } = await plan(s3, of(wide));
    const key = `shuttle/lake/runs/${RUN_ID}/statements/public.orders/read-0-1.json`;
    expect(statement.sql).toEqual({ bucket: 'lake', key, preview: expect.stringMatching(/^UNLOAD \('SELECT/) });
    expect(s3.json(key)).toHaveLength(3);
    await plan(s3, { ...of(wide), attempt: 2 });
    expect(s3.keys()).toEqual([readAt.key, readAt.key.replace('0-1', '0-2'), key, key.replace('0-1', '0-2')].sort());
    expect(Buffer.byteLength(JSON.stringify(statement))).toBeLessThan(1_000);
  });

  it('refuses text that the Data API does not take', async () => {
    const large = of({ method: 'page', columns: columnsOf(1_600, 'column_number_'), primaryKey: [] });
    await expect(plan(new FakeS3(), large)).rejects.toMatchObject({ name: 'StatementTooLong' });
  });

  it('refuses what the plan refused, by its name', async () => {
    const refusal = { error: 'TypeNotSupported', cause: 'public.orders: hllsketch' };
    const s3 = new FakeS3();
    await expect(plan(s3, of({ refusal }))).rejects.toMatchObject({ name: refusal.error, message: refusal.cause });
    expect(s3.keys()).toEqual([]);
  });

  it.each([
    ['in the state', unit],
    ['by reference', unitOf({ ...table, ...wide })],
  ])('ends the same wherever it dies: %s', async (_, its) => {
    await expectSameEndWhereverItDies(() => {
      const s3 = new FakeS3();
      s3.put(keys.current, checkpointOf(EARLIER));
      s3.put('unit.json', its);
      const large = { label: its.label, tables: ['public.orders'], unitAt: { bucket: 'lake', key: 'unit.json' } };
      return { clients: [s3.client], step: () => plan(s3, { item: large }), state: () => s3.state() };
    });
  });
});
