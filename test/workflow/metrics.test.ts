import { Flow } from '../support/flow-rig';
import { DENIED } from '../support/flow-troubles';

/** A line in CloudWatch's embedded metric format. */
interface Embedded {
  _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  [name: string]: unknown;
}

const printed: string[] = [];
let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start({ logs: (line) => void printed.push(line) });
});
afterAll(() => flow?.close());
beforeEach(() => {
  printed.length = 0;
});

/** What CloudWatch makes of the log lines: sums by dimensions and metric. */
const metrics = (): Record<string, Record<string, number>> => {
  const sums: Record<string, Record<string, number>> = {};
  for (const line of printed.filter((one) => one.startsWith('{'))) {
    const embedded = JSON.parse(line) as Partial<Embedded>;
    for (const { Dimensions, Metrics } of embedded._aws?.CloudWatchMetrics ?? []) {
      for (const set of Dimensions) {
        const dimensions = set.map((name) => embedded[name]).join(' ');
        const of = sums[dimensions] ?? {};
        sums[dimensions] = of;
        for (const { Name } of Metrics) of[Name] = (of[Name] ?? 0) + Number(embedded[Name]);
      }
    }
  }
  return sums;
};

describe('the metrics of a run, from the bundled functions', () => {
  it('add up to its report', async () => {
    flow.reset([
      { name: 'public.a', rows: 5 },
      { name: 'public.b', rows: 7 },
      { name: 'public.c', rows: 9, known: 1_000_000 },
    ]);
    flow.engine.script = ({ kind, table }) =>
      kind === 'unload' && table === 'public.c' ? { error: DENIED } : undefined;
    const ended = await flow.run('lake');
    expect(ended.error).toBe('TablesFailed');
    const sizeBytes = ended.output?.totals.sizeBytes;
    expect(metrics()).toEqual({
      flow_lake: {
        Committed: 2,
        RowsCommitted: 12,
        BytesCommitted: sizeBytes,
        RowsQuarantined: 0,
        TablesCommitted: 2,
        TablesFailed: 1,
        RunSeconds: expect.any(Number),
      },
    });
  });

  it('count a watched table by itself', async () => {
    flow.reset([{ name: 'public.small', rows: 3 }]);
    expect((await flow.run('declared')).status).toBe('SUCCEEDED');
    expect(metrics()).toMatchObject({
      flow_declared: { Committed: 1, TablesCommitted: 1, TablesFailed: 0 },
      'flow_declared public.small': { Committed: 1 },
    });
    expect(metrics()['flow_declared public.small']).toEqual({ Committed: 1 });
  });

  it('are none of a dry run', async () => {
    flow.reset([{ name: 'public.a', rows: 5 }]);
    expect((await flow.run('lake', { dryRun: true })).status).toBe('SUCCEEDED');
    expect(metrics()).toEqual({});
  });
});

describe('old runs', () => {
  const plan = (runId: string | undefined) => flow.read(`runs/${runId}/plan.json`);
  const DAY_MS = 86_400_000;

  it('are deleted by a later one, when they are older than keep.runs', async () => {
    flow.reset([{ name: 'public.a', rows: 5 }]);
    const first = await flow.run();
    await flow.clock.sleep(89 * DAY_MS);
    const second = await flow.run();
    expect(plan(first.output?.runId)).toBeDefined();
    await flow.clock.sleep(2 * DAY_MS);
    const third = await flow.run();
    expect(third.status).toBe('SUCCEEDED');
    expect(plan(first.output?.runId)).toBeUndefined();
    for (const { output } of [second, third]) expect(plan(output?.runId)).toBeDefined();
    // What is committed stays.
    expect(flow.current('public.a')?.batches).toHaveLength(1);
  });

  it('stay where S3 does not let them be deleted, and the run succeeds all the same', async () => {
    flow.reset([{ name: 'public.a', rows: 5 }]);
    const first = await flow.run();
    await flow.clock.sleep(91 * DAY_MS);
    flow.s3Fault = ({ op }) => (op === 'DeleteObjects' ? { before: { status: 403, code: 'AccessDenied' } } : undefined);
    const second = await flow.run();
    expect({ status: second.status, cause: second.cause }).toEqual({ status: 'SUCCEEDED', cause: '' });
    expect(plan(first.output?.runId)).toBeDefined();
  });
});
