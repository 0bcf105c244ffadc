import { CancelStatementCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import type { FlowTable } from '../support/flow-catalog';
import { type Ended, Flow } from '../support/flow-rig';
import { BRIEF_SECONDS, CONFLICT } from '../support/flow-troubles';

const SLOTS = 4;
const UNLOADED: FlowTable = { name: 'public.orders', rows: 100, known: 1_000_000 };

let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start({ limits: { activeStatements: SLOTS } });
});
afterAll(() => flow?.close());

/** Gives the read of every table this long, in its first attempt. */
const takes = (seconds: number, tables: FlowTable[] = [UNLOADED]) => {
  flow.reset(tables);
  flow.latency = ({ kind, attempt }) =>
    (kind === 'unload' || kind === 'page') && attempt === 1 ? { startedMs: seconds * 1000 } : 0;
};

const seconds = (ended: Ended, table = 'public.orders') => {
  const { startedAt = '', endedAt = '' } = flow.table(ended, table) as { startedAt?: string; endedAt?: string };
  return (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
};

const childOf = (ended: Ended) =>
  flow.environment.states
    .executions()
    .filter(
      ({ child, startDate }) => child && startDate >= flow.environment.states.describeExecution(ended.arn).startDate,
    )
    .at(-1);

describe('the time of a statement', () => {
  it.each([0, 0.3, 1.9])('%d s: done when the submission returns, without a wait or a poll', async (duration) => {
    takes(duration);
    const ended = await flow.run();
    expect(flow.table(ended, 'public.orders')).toMatchObject({ status: 'committed', polls: 0 });
    expect(flow.called('DescribeStatement').length).toBe(3); // the catalog twice, the table once
    expect(seconds(ended)).toBeCloseTo(duration, 1);
  });

  it.each([
    [2.5, 3],
    [10, 9],
    [60, 19],
    [600, 32],
    [3_600, 42],
    [6 * 3_600, 62],
  ])('%d s: seen at most a fifth later, with at most %d polls', async (duration, most) => {
    takes(duration);
    const ended = await flow.run();
    const reported = flow.table(ended, 'public.orders');
    expect(reported.status).toBe('committed');
    expect(reported.polls).toBeLessThanOrEqual(most);
    expect(seconds(ended) - duration).toBeLessThanOrEqual(Math.max(1, duration / 5) + 0.01);
  });

  it('a statement of nearly 24 hours is polled fewer than 150 times and stays far under 25,000 events', async () => {
    takes(86_390);
    const ended = await flow.run();
    const reported = flow.table(ended, 'public.orders');
    expect(reported.status).toBe('committed');
    expect(reported.polls).toBeLessThan(150);
    expect(childOf(ended)?.events).toBeLessThan(2_000);
    const looks = flow.called('DescribeStatement').map(({ at }) => at);
    const gaps = looks.slice(3).map((at, i) => at - (looks[i + 2] ?? at));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(900_000);
  });

  it('waits in the queue, picked and started: all of it counts as running', async () => {
    flow.reset([UNLOADED]);
    flow.latency = ({ kind }) => (kind === 'set' ? { submittedMs: 40_000, pickedMs: 40_000, startedMs: 40_000 } : 0);
    const ended = await flow.run();
    expect(flow.table(ended, 'public.orders')).toMatchObject({ status: 'committed' });
    expect(seconds(ended)).toBeGreaterThanOrEqual(120);
  });

  it('past statementTimeout it is cancelled and has no effect', async () => {
    takes(3_600);
    const ended = await flow.run('brief');
    expect(flow.table(ended, 'public.orders', 'brief')).toMatchObject({ error: 'StatementTimedOut' });
    expect(flow.engine.ran('unload')).toEqual([]);
    expect(ended.seconds).toBeGreaterThanOrEqual(BRIEF_SECONDS);
    expect(ended.seconds).toBeLessThan(BRIEF_SECONDS + 2);
  });

  it('cancelled by somebody else: StatementAborted, and no second attempt', async () => {
    takes(3_600);
    const role = flow.environment.assembly.functions.find(({ arn }) => arn.endsWith('submit-statement'))?.role;
    const client = new RedshiftDataClient({
      endpoint: flow.environment.dataApi.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: role?.accessKeyId ?? '', secretAccessKey: 'local' },
    });
    const arn = flow.environment.start('lake');
    await flow.clock.sleep(600_000);
    const id = flow.called('DescribeStatement').at(-1)?.input.Id;
    await flow.clock.busy(() => client.send(new CancelStatementCommand({ Id: String(id) })));
    const ended = await flow.ended(arn);
    expect(flow.table(ended, 'public.orders')).toMatchObject({ error: 'StatementAborted', attempts: 1 });
  });
});

describe('a transient error of the statement', () => {
  it.each([
    CONFLICT,
    'ERROR: 1018\n  DETAIL: Relation does not exist.',
    'ERROR: could not open relation with OID 153',
    'FATAL: remaining connection slots are reserved for superusers',
    'ERROR: connection lost',
    'ERROR: S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown,Rid 1',
  ])('%s: rendered anew, under a new token and a new prefix', async (error) => {
    flow.reset([UNLOADED]);
    flow.engine.script = ({ kind, time }) => (kind === 'unload' && time === 1 ? { error } : undefined);
    const ended = await flow.run();
    expect(ended.status).toBe('SUCCEEDED');
    const prefixes = flow.engine.ran('unload').map(({ to }) => to?.key);
    const tokens = flow.called('BatchExecuteStatement').map(({ input }) => input.ClientToken);
    expect(new Set(prefixes).size).toBe(2);
    expect(new Set(tokens).size).toBe(3); // the catalog, two attempts
    const [batch] = flow.current('public.orders')?.batches ?? [];
    expect(prefixes[1]).toContain(`batch=${batch?.batchId}/`);
  });

  it('three times: the table fails with it', async () => {
    flow.reset([UNLOADED]);
    flow.engine.script = ({ kind }) => (kind === 'unload' ? { error: CONFLICT } : undefined);
    const ended = await flow.run();
    expect(flow.table(ended, 'public.orders').error).toBe('StatementTransient');
    expect(flow.table(ended, 'public.orders').cause).toContain('Serializable isolation violation');
    expect(flow.engine.ran('unload')).toHaveLength(3);
  });

  it.each([
    'ERROR: syntax error at or near "FORM"',
    'ERROR: permission denied for relation orders',
    'ERROR: Disk Full',
  ])('%s is none: the table fails at once, in these words', async (error) => {
    flow.reset([UNLOADED]);
    flow.engine.script = ({ kind }) => (kind === 'unload' ? { error } : undefined);
    const ended = await flow.run();
    expect(flow.table(ended, 'public.orders')).toMatchObject({ error: 'StatementFailed' });
    expect(flow.table(ended, 'public.orders').cause).toContain(error);
    expect(flow.engine.ran('unload')).toHaveLength(1);
  });
});

/** Picks the first calls about each statement, by id or token. */
const firstCalls = (calls: number) => {
  const seen = new Map<unknown, number>();
  return ({ Id: id, ClientToken: token }: Readonly<Record<string, unknown>>): boolean => {
    const time = (seen.get(id ?? token) ?? 0) + 1;
    seen.set(id ?? token, time);
    return time <= calls;
  };
};

describe('trouble with the Data API slows a run down and never fails it', () => {
  const ANSWERS = [
    ['throttled', { type: 'ThrottlingException', message: 'Rate exceeded', status: 400 }],
    ['no free slot', { type: 'ActiveStatementsExceededException', message: 'Active statements exceeded', status: 400 }],
    ['its own fault', { type: 'InternalServerException', message: 'Internal server error', status: 500 }],
    ['a lost connection', undefined],
  ] as const;
  const OPERATIONS = ['BatchExecuteStatement', 'DescribeStatement', 'GetStatementResult'] as const;
  const cases = ANSWERS.flatMap(([name, error]) =>
    OPERATIONS.flatMap((operation) => (['before', 'after'] as const).map((when) => ({ name, operation, when, error }))),
  );

  it.each(cases)('$operation: $name, $when its effect', async ({ operation, when, error }) => {
    takes(30);
    const first = firstCalls(2);
    flow.dataApiFault = ({ operation: called, input }) =>
      called === operation && first(input) ? { when, ...(error && { error }) } : undefined;
    const ended = await flow.run();
    expect(ended.status).toBe('SUCCEEDED');
    expect(flow.engine.ran('unload')).toHaveLength(1);
    expect(flow.engine.ran('relations')).toHaveLength(1);
    expect(flow.table(ended, 'public.orders')).toMatchObject({ attempts: 1, rows: 100 });
  });

  it('an hour without an answer to DescribeStatement', async () => {
    takes(60);
    const from = flow.clock.now();
    flow.dataApiFault = ({ operation }) =>
      operation === 'DescribeStatement' && flow.clock.now() < from + 3_600_000 ? { when: 'before' } : undefined;
    const ended = await flow.run();
    expect(ended.status).toBe('SUCCEEDED');
    expect(flow.engine.ran('unload')).toHaveLength(1);
    expect(ended.seconds).toBeLessThan(2 * 3_600);
  });

  it('a result that is not there yet', async () => {
    takes(0);
    const first = firstCalls(2);
    flow.dataApiFault = ({ operation, input }) =>
      operation === 'GetStatementResult' && first(input)
        ? {
            when: 'before',
            error: { type: 'ResourceNotFoundException', message: 'Query does not exist.', status: 400 },
          }
        : undefined;
    expect((await flow.run()).status).toBe('SUCCEEDED');
  });

  it(`${SLOTS} slots for 20 slow tables: all are committed, none is read twice`, async () => {
    takes(
      60,
      Array.from({ length: 20 }, (_, i) => ({ name: `public.t${i}`, rows: 10, known: 1_000_000 })),
    );
    const ended = await flow.run();
    expect(ended.status).toBe('SUCCEEDED');
    expect(flow.engine.ran('unload')).toHaveLength(20);
    expect(flow.environment.dataApi.stats.peakActiveStatements).toBe(SLOTS);
    expect(flow.environment.dataApi.stats.errors.ActiveStatementsExceededException).toBeGreaterThan(0);
  });
});
