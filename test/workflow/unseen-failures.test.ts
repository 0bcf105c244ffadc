import type { FlowTable } from '../support/flow-catalog';
import { Flow } from '../support/flow-rig';

/*
 * Failures that no Catch sees. The quotas are lowered, so that one child meets them while the run stays far below.
 */
const QUOTAS = { historyEvents: 400, payloadBytes: 24_000 };

const FINE: FlowTable[] = ['a', 'b'].map((name) => ({ name: `public.${name}`, rows: 20 }));

let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start({ statesLimits: QUOTAS });
});
afterAll(() => flow?.close());

/** Of this table no statement can ever be seen to end: each look is a retry, and each retry fills the history. */
const neverAnswered = (name: string) => {
  flow.latency = ({ table, kind }) => (table === name && kind === 'page' ? { startedMs: 60_000 } : 0);
  flow.dataApiFault = ({ operation, input }) =>
    operation === 'DescribeStatement' && flow.stepOf(input.Id)?.table === name ? { when: 'before' } : undefined;
};

describe('a table whose execution ends where no Catch sees it', () => {
  it('out of events: TableUnaccounted with the reason, the others are committed', async () => {
    flow.reset([...FINE, { name: 'public.silent', rows: 20 }]);
    neverAnswered('public.silent');
    const ended = await flow.run();
    expect(ended.error).toBe('TableUnaccounted');
    expect(ended.cause).toContain('public.silent');
    expect(flow.table(ended, 'public.silent')).toMatchObject({ status: 'unaccounted', error: 'TableUnaccounted' });
    expect(flow.table(ended, 'public.silent').cause).toContain('States.Runtime');
    for (const { name } of FINE) expect(flow.table(ended, name).status).toBe('committed');
    // Its statement may still run: the clean-up after the failed run cancels it.
    expect(flow.keys('lock.json')).toEqual([]);
  });

  it('over the size of a payload: TableUnaccounted with the reason, the others are committed', async () => {
    flow.reset([...FINE, { name: 'public.broad', rows: 20, moreColumns: 400 }]);
    const ended = await flow.run();
    expect(ended.error).toBe('TableUnaccounted');
    expect(flow.table(ended, 'public.broad').cause).toContain('States.DataLimitExceeded');
    for (const { name } of FINE) expect(flow.table(ended, name).status).toBe('committed');
  });

  it('beside a table that fails as tables do: the run is TablesFailed and names both', async () => {
    flow.reset([...FINE, { name: 'public.silent', rows: 20 }]);
    neverAnswered('public.silent');
    flow.engine.script = ({ table, kind }) =>
      table === 'public.a' && kind === 'page' ? { error: 'ERROR: Disk Full' } : undefined;
    const ended = await flow.run();
    expect(ended.error).toBe('TablesFailed');
    expect(ended.cause).toMatch(/public\.a: StatementFailed/);
    expect(ended.cause).toMatch(/public\.silent: TableUnaccounted/);
    // Both are what a retry reads.
    flow.engine.script = () => undefined;
    flow.latency = () => 0;
    flow.dataApiFault = undefined;
    const again = await flow.run('lake', { retryFailedOf: ended.output?.runId });
    expect(again.status).toBe('SUCCEEDED');
    expect(flow.report(again).tables.map(({ table }) => table)).toEqual(['public.a', 'public.silent']);
  });

  it('whose record cannot be written: TableUnaccounted, the others are committed', async () => {
    flow.reset([...FINE, { name: 'public.mute', rows: 20 }]);
    flow.s3Fault = ({ key }) =>
      key?.includes('tables/public.mute') ? { before: { status: 403, code: 'AccessDenied' } } : undefined;
    const ended = await flow.run();
    // FinishRun only reads what is there.
    expect(ended.error).toBe('TableUnaccounted');
    expect(flow.table(ended, 'public.mute').cause).toContain('AccessDenied');
    for (const { name } of FINE) expect(flow.table(ended, name).status).toBe('committed');
  });
});

describe('a run whose own execution ends where no Catch sees it', () => {
  it('is cleaned up by the rule: its statement is cancelled, its lock freed', async () => {
    flow.reset(FINE);
    flow.dataApiFault = ({ operation, input }) =>
      operation === 'DescribeStatement' && flow.stepOf(input.Id)?.kind === 'relations' ? { when: 'before' } : undefined;
    flow.latency = ({ kind }) => (kind === 'relations' ? 12 * 3_600_000 : 0);
    const ended = await flow.run();
    expect({ status: ended.status, error: ended.error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    expect(flow.called('CancelStatement').length).toBeGreaterThan(0);
    expect(flow.keys('lock.json')).toEqual([]);
    expect(flow.environment.notifications).toHaveLength(1);
  });
});
