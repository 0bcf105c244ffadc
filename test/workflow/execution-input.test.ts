import type { FlowTable } from '../support/flow-catalog';
import { type Ended, Flow } from '../support/flow-rig';

const TABLES: FlowTable[] = [
  { name: 'public.orders', rows: 20, known: 1_000_000 },
  { name: 'public.items', rows: 20 },
  { name: 'sales.orders', rows: 20, known: null },
];

let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start();
});
afterAll(() => flow?.close());
beforeEach(() => flow.reset(TABLES));

const read = (ended: Ended) =>
  flow
    .report(ended)
    .tables.map(({ table }) => table)
    .sort();
const ALL = TABLES.map(({ name }) => name).sort();

describe('what narrows a run', () => {
  it.each([
    ['nothing', {}, ALL],
    ['a table', { tables: ['public.orders'] }, ['public.orders']],
    ['a glob', { tables: ['*.orders'] }, ['public.orders', 'sales.orders']],
    ['what the console adds', { Comment: 'by hand', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'arn' }, ALL],
  ])('%s', async (_, input, tables) => {
    const ended = await flow.run('lake', input);
    expect(ended.status).toBe('SUCCEEDED');
    expect(read(ended)).toEqual(tables);
    const current = flow.keys('tables/').filter((key) => key.endsWith('current.json'));
    expect(current).toEqual(tables.map((table) => `tables/${table}/current.json`));
  });
});

describe('what is refused, before the lock is taken', () => {
  it.each([
    ['an unknown key', { table: ['public.orders'] }, 'InputInvalid', 'table'],
    ['a wrong type', { dryRun: 'yes' }, 'InputInvalid', 'dryRun'],
    ['keys that exclude each other', { tables: ['a.b'], retryFailedOf: 'x' }, 'InputInvalid', 'retryFailedOf'],
  ])('%s', async (_, input, error, named) => {
    const ended = await flow.run('lake', input);
    expect({ status: ended.status, error: ended.error }).toEqual({ status: 'FAILED', error });
    expect(ended.cause).toContain(named);
    expect(flow.keys('')).toEqual([]);
    expect(flow.calls.filter(({ operation }) => operation !== 'ListStatements')).toEqual([]);
  });

  it.each([
    ['tables that are not there', { tables: ['public.ordres'] }, 'TableNotFound', 'public.orders'],
    ['a run that is not there', { retryFailedOf: '20200101T000000Z-00000000' }, 'RunNotFound', '20200101T000000Z'],
  ])('%s', async (_, input, error, named) => {
    const ended = await flow.run('lake', input);
    expect(ended.error).toBe(error);
    expect(ended.cause).toContain(named);
    expect(flow.engine.ran('unload')).toEqual([]);
    expect(flow.keys('lock.json')).toEqual([]);
  });
});

describe('dryRun', () => {
  it('runs the catalog alone, tells method and SQL of each table, takes no lock and commits nothing', async () => {
    let locked = false;
    const forget = flow.on(() => {
      locked ||= flow.keys('lock.json').length > 0;
    });
    const ended = await flow.run('lake', { dryRun: true });
    forget();
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.output?.status).toBe('dry run');
    expect(locked).toBe(false);
    expect(flow.called('BatchExecuteStatement')).toHaveLength(1);
    expect(new Set(flow.engine.log.map(({ kind }) => kind))).toEqual(
      new Set(['relations', 'late-binding', 'sizes', 'user']),
    );
    expect(flow.keys('tables/')).toEqual([]);
    expect(flow.report(ended).tables).toEqual([
      expect.objectContaining({ table: 'public.orders', status: 'planned', method: 'unload' }),
      expect.objectContaining({ table: 'public.items', status: 'planned', method: 'page' }),
      expect.objectContaining({ table: 'sales.orders', status: 'planned', method: 'count' }),
    ]);
    const [orders] = flow.report(ended).tables;
    expect(orders?.sqls?.at(-1)).toMatch(/^UNLOAD \(/);
  });

  it('runs beside a run that holds the lock', async () => {
    flow.latency = ({ kind }) => (kind === 'unload' ? { startedMs: 3_600_000 } : 0);
    const first = flow.environment.start('lake');
    await flow.clock.sleep(60_000);
    const dry = await flow.environment.states.waitFor(flow.environment.start('lake', { dryRun: true }));
    expect(dry.status).toBe('SUCCEEDED');
    expect((await flow.ended(first)).status).toBe('SUCCEEDED');
  });
});

describe('retryFailedOf', () => {
  const failing = (...names: string[]) => {
    flow.engine.script = ({ kind, table }) =>
      (kind === 'unload' || kind === 'page') && names.includes(table) ? { error: 'ERROR: Disk Full' } : undefined;
  };

  it('reads exactly the tables that the run did not commit, until none is left', async () => {
    failing('public.orders', 'sales.orders');
    const first = await flow.run();
    expect(first.error).toBe('TablesFailed');
    const [kept] = flow.current('public.items')?.batches ?? [];

    failing('sales.orders');
    const second = await flow.run('lake', { retryFailedOf: first.output?.runId });
    expect(second.error).toBe('TablesFailed');
    expect(read(second)).toEqual(['public.orders', 'sales.orders']);

    failing();
    const third = await flow.run('lake', { retryFailedOf: second.output?.runId });
    expect(third.status).toBe('SUCCEEDED');
    expect(read(third)).toEqual(['sales.orders']);
    expect(flow.current('public.items')?.batches).toEqual([kept]);

    const none = await flow.run('lake', { retryFailedOf: third.output?.runId });
    expect(none.error).toBe('RunNotFound');
  });

  it('of a run that was stopped reads what it had not committed', async () => {
    flow.latency = ({ table, kind }) => (table === 'public.orders' && kind === 'unload' ? { startedMs: 3_600_000 } : 0);
    const arn = flow.environment.start('lake');
    await flow.clock.sleep(60_000);
    flow.environment.states.stopExecution(arn);
    await flow.settle();
    flow.latency = () => 0;
    const runId = flow.keys('runs/').map((key) => key.split('/')[1])[0];
    const again = await flow.run('lake', { retryFailedOf: runId });
    expect(again.status).toBe('SUCCEEDED');
    expect(read(again)).toEqual(['public.orders']);
  });
});
