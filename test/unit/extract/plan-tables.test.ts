import { planKey, recordKey, recordsPrefix, runKey } from '../../../lambdas/core/batch/object-keys';
import type { Unit } from '../../../lambdas/extract/contract';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { BATCH, batchOf, NOW, RUN_ID, run, START } from '../../support/extract-fixture';
import type { FakeS3 } from '../../support/fake-s3';
import { awsError, GetStatementResultCommand } from '../../support/mocked-data-api';
import { type Catalog, EARLIER, PLAN, relation, type Status, started, units } from './planning';

describe('planTables', () => {
  it('plans every table that the user sees', async () => {
    const { planIt, items } = started();
    expect(await planIt()).toEqual({ plan: { bucket: 'lake', key: PLAN }, tables: 5 });
    expect(units(items())).toMatchObject([
      { table: 'public.big', method: 'unload', methodIsAuto: true, verify: 'snapshot', primaryKey: [] },
      { table: 'public.fresh', method: 'page', why: expect.stringContaining('7 rows') },
      {
        table: 'public.late',
        kind: 'late-binding view',
        method: 'unload',
        verify: 'manifest',
        columns: [{ name: 'x' }],
      },
      {
        table: 'public.orders',
        method: 'page',
        primaryKey: ['id'],
        columns: [{ name: 'id', type: 'bigint', nullable: false }],
      },
      { table: 'public.recent', kind: 'view', method: 'unload', verify: 'manifest' },
    ]);
  });

  it.each<[string, [Status, Status, Status], string[]]>([
    ['sizes are denied', ['FINISHED', 'FINISHED', 'FAILED'], ['unload', 'count', 'unload', 'page', 'unload']],
  ])('goes on when %s', async (_, statuses, methods) => {
    const { planIt, items } = started('', {}, { statuses });
    await planIt();
    expect(units(items()).map(({ method }) => method)).toEqual(methods);
  });

  it('needs no columns of late-binding views that nobody wants', async () => {
    const { planIt, items } = started('exclude: [public.late]', {}, { statuses: ['FINISHED', 'FAILED', 'FINISHED'] });
    await planIt();
    expect(items()).toHaveLength(4);
  });

  it('carries the options of each table', async () => {
    const { planIt, items } = started(
      'tables:\n  public.orders: { where: id > 7, limit: 3, method: unload, as: sales, primaryKey: [ID], verify: manifest }',
      { tables: ['public.orders'] },
    );
    await planIt();
    expect(units(items())).toMatchObject([
      {
        destination: { schema: 'public', name: 'sales' },
        where: 'id > 7',
        limit: 3,
        method: 'unload',
        methodIsAuto: false,
        why: 'by config',
        verify: 'manifest',
        primaryKey: ['id'],
      },
    ]);
  });

  it('asks no catalog with declared tables: the machine then gives null', async () => {
    const { mock, planIt, items } = started(
      'discover: false\ntables:\n  public.t: { columnTypes: { ID: bigint }, primaryKey: [ID] }',
    );
    expect(await planIt(null)).toMatchObject({ tables: 1 });
    expect(units(items())).toMatchObject([
      { table: 'public.t', primaryKey: ['id'], columns: [{ name: 'id' }], method: 'count' },
    ]);
    expect(mock.calls()).toHaveLength(0);
  });

  it.each<[string, string, object, Catalog, string, RegExp]>([
    [
      'the catalog cannot be read',
      '',
      {},
      { statuses: ['FAILED', 'FINISHED', 'FINISHED'] },
      'StatementFailed',
      /permission denied/,
    ],
    [
      'nothing is visible',
      'schemas: [sales]',
      {},
      { relations: [] },
      'NothingVisible',
      /the database user sees no table.*GRANT USAGE ON SCHEMA sales/,
    ],
    ['a listed table is not there', 'include: [public.ordres]', {}, {}, 'TableNotFound', /orders/],
    ['the input names none', '', { tables: ['public.ordres'] }, {}, 'TableNotFound', /orders/],
    [
      'two land under one name',
      'tables:\n  public.big: { as: orders }',
      {},
      {},
      'NameCollision',
      /public\.big.*public\.orders/,
    ],
    ['the run to retry is unknown', '', { retryFailedOf: EARLIER }, {}, 'RunNotFound', /20260104T030000Z/],
  ])('refuses when %s', async (_, lines, input, catalog, name, message) => {
    const { s3, planIt } = started(lines, input, catalog);
    await expect(planIt()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(s3.keys()).not.toContain(PLAN);
  });

  it.each([
    ['a missing column', 'tables:\n  public.big: { columns: { include: [nr] } }', {}, 'public.big', 'ColumnNotFound'],
    ['an unknown type', '', { relations: [relation('t', 'r', 1, 'c', 'integer[]')] }, 'public.t', 'TypeNotSupported'],
    ['no columns', '', { statuses: ['FINISHED', 'FAILED', 'FINISHED'] }, 'public.late', 'ColumnNotFound'],
  ])('refuses a table with %s, and plans the others', async (_, lines, catalog, table, error) => {
    const { planIt, items } = started(lines, {}, catalog as Parameters<typeof started>[2]);
    await planIt();
    const tables = units(items());
    expect(tables.filter(({ refusal }) => refusal).map((one) => [one.table, one.refusal?.error])).toEqual([
      [table, error],
    ]);
    expect(tables.find((one) => one.table === table)?.refusal?.cause).toContain(
      table === 'public.t' ? 'integer[]' : table,
    );
  });

  it('refuses when run.json is gone', async () => {
    const { s3, planIt } = started();
    s3.remove(runKey(run.root, RUN_ID).key);
    await expect(planIt()).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });

  it.each([
    ['ThrottlingException', 400, 'DataApiBusy'],
    ['ResourceNotFoundException', 400, 'ResultNotReady'],
  ])('names %s', async (error, status, name) => {
    const { mock, planIt } = started();
    mock.on(GetStatementResultCommand, { Id: 'cat:1', NextToken: 'n' }).rejects(awsError(error, status));
    await expect(planIt()).rejects.toMatchObject({ name });
  });

  it('keeps a unit with very many columns in S3', async () => {
    const relations = Array.from({ length: 800 }, (_, i) => relation('wide', 'r', 1, `column_number_${i}`));
    const { s3, planIt, items } = started('', {}, { relations });
    await planIt();
    const key = `shuttle/lake/runs/${RUN_ID}/units/public.wide.json`;
    expect(items()).toEqual([{ label: 'public.wide', tables: ['public.wide'], unitAt: { bucket: 'lake', key } }]);
    expect((s3.json(key) as Unit).tables[0]?.columns).toHaveLength(800);
  });

  describe('retryFailedOf', () => {
    const record = (s3: FakeS3, name: string, status: 'committed' | 'failed') =>
      s3.put(recordKey(run.root, EARLIER, { schema: 'public', name }).key, {
        formatVersion: 1,
        status,
        table: `public.${name}`,
        attempts: 1,
        startedAt: START,
        endedAt: NOW,
        ...(status === 'failed'
          ? { error: 'E', cause: 'c' }
          : {
              destination: { schema: 'public', name },
              why: '',
              batch: batchOf(BATCH),
              statementId: '',
              polls: 0,
            }),
      });
    const retried = async (records: Record<string, 'committed' | 'failed'>) => {
      const world = started('', { retryFailedOf: EARLIER });
      const source = started();
      await source.planIt();
      world.s3.put(planKey(run.root, EARLIER).key, source.items());
      for (const [name, status] of Object.entries(records)) record(world.s3, name, status);
      return world;
    };

    it('plans what failed and what left no record, and nothing else', async () => {
      const { planIt, items } = await retried({
        big: 'committed',
        fresh: 'failed',
        orders: 'committed',
        recent: 'committed',
      });
      await planIt();
      expect(items().map(({ label }) => label)).toEqual(['public.fresh', 'public.late']);
    });

    it('refuses a run that is deleted meanwhile: its plan goes before its records', async () => {
      const { s3, planIt } = await retried({ big: 'committed', fresh: 'failed' });
      const records = recordsPrefix(run.root, EARLIER).key;
      s3.fault = ({ operation, key }) => {
        if (operation !== 'List' || key !== records) return undefined;
        s3.remove(planKey(run.root, EARLIER).key);
        for (const one of s3.keys().filter((each) => each.startsWith(records))) s3.remove(one);
        return undefined;
      };
      await expect(planIt()).rejects.toMatchObject({ name: 'RunNotFound' });
    });

    it('refuses a run without a failed table', async () => {
      const all = {
        big: 'committed',
        fresh: 'committed',
        late: 'committed',
        orders: 'committed',
        recent: 'committed',
      } as const;
      const { planIt } = await retried(all);
      await expect(planIt()).rejects.toMatchObject({
        name: 'RunNotFound',
        message: expect.stringMatching(/every table/),
      });
    });
  });

  it('ends the same wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, planIt } = started();
      return { clients: [s3.client, client], step: () => planIt(), state: () => s3.state() };
    });
  });
});
