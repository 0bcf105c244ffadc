import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { DEFAULT_LIMITS } from '../../../local/data-api/limits';
import { type Bench, startBench, TARGET } from './bench';

let bench: Bench;
afterEach(() => bench.close());

const UNKNOWN_ID = '01234567-0123-4123-a123-0123456789ab';
const submit = (ClientToken?: string, Sql = 'x') =>
  bench.client.send(new ExecuteStatementCommand({ ...TARGET, Sql, ...(ClientToken ? { ClientToken } : {}) }));

describe('active statements', () => {
  it('are limited until one settles', async () => {
    bench = await startBench({}, { limits: { activeStatements: 2 }, latency: () => 60_000 });
    await bench.busy(async () => {
      const { Id } = await submit();
      await submit();
      await expect(submit()).rejects.toMatchObject({
        name: 'ActiveStatementsExceededException',
        message: 'Active statements exceeded the allowed quota (2).',
        $metadata: { httpStatusCode: 400 },
      });
      await bench.client.send(new CancelStatementCommand({ Id }));
      await submit();
    });
    expect(bench.api.stats).toMatchObject({ peakActiveStatements: 2, keptStatements: 3 });
    expect(bench.api.stats.errors).toEqual({ ActiveStatementsExceededException: 1 });
  });
});

describe('rates', () => {
  const { callsPerSecond } = DEFAULT_LIMITS;

  it.each([
    ['ExecuteStatement', 30, { ...TARGET, Sql: 'x' }, 200],
    ['GetStatementResult', 20, { Id: UNKNOWN_ID }, 400],
    ['DescribeStatement', 100, { Id: UNKNOWN_ID }, 400],
  ])('%s is answered %i times a second', async (operation, rate, input, status) => {
    bench = await startBench({}, { limits: { callsPerSecond } });
    await bench.busy(async () => {
      for (let i = 0; i < rate; i++) expect((await bench.post(operation, input)).status).toBe(status);
      const over = await bench.post(operation, input);
      expect(over).toMatchObject({ status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } });
      await bench.clock.sleepWithinBusy(1000 / rate + 1);
      expect((await bench.post(operation, input)).body).not.toMatchObject({ __type: 'ThrottlingException' });
      expect((await bench.post(operation, input)).body).toMatchObject({ __type: 'ThrottlingException' });
    });
    expect(bench.api.stats.calls).toEqual({ [operation]: rate + 3 });
    expect(bench.api.stats.throttled).toEqual({ [operation]: 2 });
  });

  it('are an error that the SDK knows as throttling', async () => {
    bench = await startBench({}, { limits: { callsPerSecond: { other: 0 } } });
    await expect(bench.busy(() => submit())).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('waiting requests', () => {
  it('are limited per statement', async () => {
    bench = await startBench({}, { limits: { waitingRequestsPerStatement: 1 }, latency: () => 5000 });
    const { Id } = await bench.busy(() => submit());
    const wait = () => bench.busy(() => bench.client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 })));
    const settled = await Promise.allSettled([wait(), wait()]);
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value.Status : one.reason.name)).sort()).toEqual([
      'ActiveWaitingRequestsExceededException',
      'FINISHED',
    ]);
  });
});

describe('ClientToken', () => {
  it('starts one statement for 8 hours, whatever else the request says', async () => {
    bench = await startBench();
    await bench.busy(async () => {
      const first = await submit('token');
      expect((await submit('token')).Id).toBe(first.Id);
      expect((await submit('token', 'other')).Id).toBe(first.Id);
      expect((await submit('another')).Id).not.toBe(first.Id);
      await bench.clock.sleepWithinBusy(8 * 3_600_000 - 1);
      expect((await submit('token')).Id).toBe(first.Id);
      await bench.clock.sleepWithinBusy(1);
      expect((await submit('token')).Id).not.toBe(first.Id);
    });
    expect(bench.engine.committed).toEqual(['x', 'x', 'x']);
  });

  it('is not used up by a refused request', async () => {
    bench = await startBench();
    await bench.busy(async () => {
      await expect(submit('token', ' ')).rejects.toMatchObject({ name: 'ValidationException' });
      await submit('token');
    });
    expect(bench.engine.committed).toEqual(['x']);
  });

  it('makes a lost answer harmless', async () => {
    bench = await startBench(
      { select: { columns: ['a:int4'], rows: [] } },
      {
        faults: ({ operation, call }) =>
          operation === 'ExecuteStatement' && call === 1 ? { when: 'after' } : undefined,
      },
    );
    await bench.busy(async () => {
      await expect(submit('token', 'select')).rejects.toThrow();
      const { Id } = await submit('token', 'select');
      expect((await bench.client.send(new GetStatementResultCommand({ Id }))).TotalNumRows).toBe(0);
    });
    expect(bench.engine.log).toHaveLength(1);
  });
});

describe('faults', () => {
  const error = { type: 'InternalServerException', message: 'injected', status: 500 };

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the effect', async (when, effects) => {
    bench = await startBench({}, { faults: ({ input }) => (input.Sql === 'bad' ? { when, error } : undefined) });
    await bench.busy(async () => {
      await expect(submit('t', 'bad')).rejects.toMatchObject({ name: 'InternalServerException', message: 'injected' });
    });
    expect(bench.engine.committed).toHaveLength(effects);
    expect(bench.api.stats.errors).toEqual({ InternalServerException: 1 });
  });
});
