import type { FlowTable } from '../support/flow-catalog';
import { type Ended, Flow } from '../support/flow-rig';

/*
 * Runs of tables that change, through the real machine: what is live afterwards, what the Glue Data Catalog shows, and
 * what is left in S3.
 */

const GROUP: FlowTable[] = [
  { name: 'public.orders', rows: 20, known: 1_000_000, changes: { fresh: 4, tail: 2, gone: 1 } },
  { name: 'public.items', rows: 30, known: 1_000_000 },
];
const CHANGING: FlowTable = { name: 'public.changing', rows: 20, known: 1_000_000, changes: { fresh: 5, tail: 3 } };
const ALL = [...GROUP, CHANGING];

let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start();
});
afterAll(() => flow?.close());

const succeeds = async (pipeline: string, input: object = {}): Promise<Ended> => {
  const ended = await flow.run(pipeline, input);
  expect({ status: ended.status, cause: ended.cause }).toEqual({ status: 'SUCCEEDED', cause: '' });
  return ended;
};
const live = (table: string, pipeline: string) => {
  const current = flow.current(table, pipeline);
  return {
    batches: current?.batches.map(({ kind, rows }) => `${kind} of ${rows}`),
    ...(current?.tail && { tail: current.tail.rows }),
  };
};
/** Batches with files, by folder. */
const folders = (table: string, pipeline: string) => {
  const path = table.replace('.', '/');
  const batchesIn = (folder: string) =>
    new Set(flow.keys(`${folder}/${path}/`, pipeline).flatMap((key) => /batch=([^/]+)/.exec(key)?.[1] ?? []));
  return { data: batchesIn('data').size, deletes: batchesIn('deletes').size, keys: batchesIn('keys').size };
};

describe('a pipeline of changing tables, a group, deletes and a Glue catalog', () => {
  it('loads, then reads windows; what is superseded goes, and the catalog shows what is live', async () => {
    flow.reset(ALL);
    await succeeds('growing');
    expect(live('public.changing', 'growing')).toEqual({ batches: ['load of 20'], tail: 3 });
    expect(flow.current('public.orders', 'growing')).toBeUndefined();
    expect(flow.group('sales', 'growing')?.tables).toMatchObject([
      { batches: [{ kind: 'load', rows: 20 }], tail: { rows: 2 }, keySet: { rows: 20 } },
      { batches: [{ kind: 'snapshot', rows: 30 }], keySet: { rows: 30 } },
    ]);

    const ended = await succeeds('growing');
    expect(live('public.changing', 'growing')).toEqual({ batches: ['load of 20', 'window of 5'], tail: 3 });
    const tables = flow.group('sales', 'growing')?.tables ?? [];
    expect(tables).toMatchObject([
      { batches: [{ kind: 'load' }, { kind: 'window', rows: 4, deletes: { rows: 1 } }], tail: { rows: 2 } },
      { batches: [{ kind: 'snapshot', rows: 30 }] },
    ]);
    expect(flow.table(ended, 'public.orders', 'growing')).toMatchObject({
      status: 'committed',
      group: 'sales',
      kind: 'window',
      deletes: { gone: 1, last: 21 },
    });
    // The newest superseded tail and snapshot are kept for who reads them, and of key sets only the last.
    expect(folders('public.changing', 'growing')).toEqual({ data: 4, deletes: 0, keys: 1 });
    expect(folders('public.orders', 'growing')).toEqual({ data: 4, deletes: 1, keys: 1 });
    expect(folders('public.items', 'growing')).toEqual({ data: 2, deletes: 0, keys: 1 });

    const shown = flow.shown('growing');
    const places = (name: string, ids: string[]) => ids.map((id) => `data/public/${name}/batch=${id}/`).sort();
    const idsOf = (at: number) => {
      const { batches = [], tail } = tables[at] ?? {};
      return [...batches, ...(tail ? [tail] : [])].map(({ batchId }) => batchId);
    };
    expect(Object.keys(shown)).toEqual(['public__changing', 'public__items', 'public__orders']);
    expect(shown.public__orders).toEqual(places('orders', idsOf(0)));
    expect(shown.public__items).toEqual(places('items', idsOf(1)));
  });

  it('reads a group in one transaction and commits it by one write', async () => {
    flow.reset(GROUP);
    const ended = await succeeds('growing');
    const [orders, items] = ['public.orders', 'public.items'].map((name) => flow.table(ended, name, 'growing'));
    expect(orders?.statementId).toBe(items?.statementId);
    expect(flow.keys('tables/', 'growing').filter((key) => key.endsWith('current.json'))).toEqual([]);
    expect(flow.keys('groups/', 'growing')).toEqual(['groups/sales/current.json']);
  });

  it('reads a table anew whose source was rebuilt, and says why', async () => {
    flow.reset(ALL);
    await succeeds('growing');
    flow.engine.change([...GROUP, { ...CHANGING, rows: 7, changes: { rebuilt: true } }]);
    const ended = await succeeds('growing');
    expect(live('public.changing', 'growing')).toEqual({ batches: ['load of 7'], tail: 1 });
    expect(flow.table(ended, 'public.changing', 'growing')).toMatchObject({
      kind: 'load',
      whyMode: expect.stringContaining('it was rebuilt'),
      attempts: 2,
    });
  });

  it('reads a group anew of which one table after the other was rebuilt', async () => {
    const both = GROUP.map((table) => ({ ...table, changes: { tail: 1 } }));
    flow.reset([...both, CHANGING]);
    await succeeds('growing');
    const rebuilt = (name: string) =>
      [...both, CHANGING].map((table) => (table.name === name ? { ...table, changes: { rebuilt: true } } : table));
    flow.engine.change(rebuilt('public.orders'));
    // Behind the first look at the one, the other is rebuilt as well.
    flow.engine.script = ({ kind, table, time }) =>
      kind === 'bounds' && table === 'public.orders' && time === 3
        ? {
            meanwhile: () =>
              flow.engine.change([...both.map((one) => ({ ...one, changes: { rebuilt: true } })), CHANGING]),
          }
        : undefined;
    await succeeds('growing');
    const [orders, items] = flow.group('sales', 'growing')?.tables ?? [];
    expect([orders, items].map((table) => table?.batches.map(({ kind }) => kind))).toEqual([['load'], ['load']]);
  });

  it('refuses to empty a table, unless it is told to', async () => {
    flow.reset(ALL);
    await succeeds('growing');
    const before = flow.current('public.changing', 'growing');
    flow.engine.change([...GROUP, { ...CHANGING, rows: 1, changes: { gone: 19 } }]);
    const refused = await flow.run('growing');
    expect(flow.table(refused, 'public.changing', 'growing')).toMatchObject({ error: 'TooManyDeletes' });
    expect(flow.current('public.changing', 'growing')).toEqual(before);
    await succeeds('growing', { allowMassDeletes: true });
    expect(live('public.changing', 'growing').batches).toEqual(['load of 20', 'window of 0']);
  });
});

describe('what fails after the commit', () => {
  it('in the Glue catalog is told beside the commit, and the next run mends it', async () => {
    flow.reset(ALL);
    const type = 'AccessDeniedException';
    flow.glueFault = ({ operation, input }) =>
      operation === 'GetTable' && input.Name === 'public__changing'
        ? { when: 'before', error: { type, message: 'no grant', status: 400 } }
        : undefined;
    const ended = await succeeds('growing');
    expect(flow.table(ended, 'public.changing', 'growing')).toMatchObject({
      status: 'committed',
      warnings: [expect.stringMatching(/Glue Data Catalog still shows.*AccessDeniedException/)],
    });
    expect(Object.keys(flow.shown('growing'))).not.toContain('public__changing');
    flow.glueFault = undefined;
    await succeeds('growing');
    expect(Object.keys(flow.shown('growing'))).toContain('public__changing');
  });

  it('in deleting old batches is a warning, and the next run deletes them', async () => {
    flow.reset(ALL);
    await succeeds('growing');
    flow.s3Fault = ({ op }) => (op === 'DeleteObjects' ? { before: { status: 403, code: 'AccessDenied' } } : undefined);
    const ended = await succeeds('growing');
    expect(flow.table(ended, 'public.changing', 'growing')).toMatchObject({
      status: 'committed',
      warnings: [expect.stringMatching(/^old batches were not deleted: AccessDenied/)],
    });
    expect(folders('public.changing', 'growing')).toMatchObject({ data: 4, keys: 2 });
    flow.s3Fault = undefined;
    await succeeds('growing');
    expect(folders('public.changing', 'growing')).toEqual({ data: 5, deletes: 0, keys: 1 });
  });

  it('is tried again when somebody else changes the Glue table', async () => {
    flow.reset(ALL);
    let times = 0;
    flow.glueFault = ({ operation }) =>
      operation === 'CreateTable' && times++ < 2
        ? { when: 'before', error: { type: 'ConcurrentModificationException', message: 'busy', status: 400 } }
        : undefined;
    const ended = await succeeds('growing');
    expect(flow.report(ended, 'growing').tables.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(times).toBeGreaterThan(2);
  });
});

describe('a load in chunks', () => {
  const chunked: FlowTable = { ...CHANGING, changes: { chunks: 3, fresh: 1, tail: 2 } };

  it('is read statement by statement, and becomes visible as a whole', async () => {
    flow.reset([chunked]);
    const seen: number[] = [];
    flow.engine.script = ({ kind }) => {
      if (kind === 'unload') seen.push(flow.current('public.changing', 'chunked')?.batches.length ?? 0);
      return undefined;
    };
    const ended = await succeeds('chunked');
    expect(seen).toEqual([0, 0, 0]);
    expect(live('public.changing', 'chunked')).toEqual({
      batches: ['load of 20', 'load of 20', 'load of 20'],
      tail: 2,
    });
    expect(flow.table(ended, 'public.changing', 'chunked')).toMatchObject({ kind: 'load', rows: 62, attempts: 3 });
    await succeeds('chunked');
    expect(live('public.changing', 'chunked').batches).toHaveLength(4);
  });

  it('goes on where a run has failed', async () => {
    flow.reset([chunked]);
    flow.engine.script = ({ kind, time }) =>
      kind === 'unload' && time === 2 ? { error: 'ERROR: Disk Full' } : undefined;
    const failed = await flow.run('chunked');
    expect(flow.table(failed, 'public.changing', 'chunked')).toMatchObject({ error: 'StatementFailed' });
    expect(live('public.changing', 'chunked')).toEqual({ batches: [] });
    flow.engine.script = () => undefined;
    const ended = await succeeds('chunked');
    expect(flow.engine.ran('unload')).toHaveLength(4);
    expect(live('public.changing', 'chunked').batches).toHaveLength(3);
    expect(flow.table(ended, 'public.changing', 'chunked').whyMode).toContain('goes on with the load begun');
  });

  it('whose second chunk cannot be planned has failed, though the first is committed', async () => {
    flow.reset([chunked]);
    let reads = 0;
    flow.s3Fault = ({ op, key }) =>
      op === 'PutObject' && key?.includes('/reads/') && ++reads === 2
        ? { before: { status: 403, code: 'AccessDenied' } }
        : undefined;
    const failed = await flow.run('chunked');
    expect(failed.error).toBe('TablesFailed');
    expect(flow.table(failed, 'public.changing', 'chunked')).toMatchObject({ status: 'failed', error: 'AccessDenied' });
  });
});
