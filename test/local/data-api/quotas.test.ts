import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { DEFAULT_LIMITS } from '../../../local/data-api/limits';
import { type Rig, startRig, TARGET } from './rig';

let rig: Rig;
afterEach(() => rig.close());

const UNKNOWN_ID = '01234567-0123-4123-a123-0123456789ab';
const submit = (ClientToken?: string, Sql = 'x') =>
  rig.client.send(new ExecuteStatementCommand({ ...TARGET, Sql, ...(ClientToken ? { ClientToken } : {}) }));

describe('active statements', () => {
  it('are limited until one settles', async () => {
    rig = await startRig({}, { limits: { activeStatements: 2 }, latency: () => 60_000 });
    await rig.busy(async () => {
      const { Id } = await submit();
      await submit();
      await expect(submit()).rejects.toMatchObject({
        name: 'ActiveStatementsExceededException',
        message: 'Active statements exceeded the allowed quota (2).',
        $metadata: { httpStatusCode: 400 },
      });
      await rig.client.send(new CancelStatementCommand({ Id }));
      await submit();
    });
    expect(rig.api.stats).toMatchObject({ peakActiveStatements: 2, keptStatements: 3 });
    expect(rig.api.stats.errors).toEqual({ ActiveStatementsExceededException: 1 });
  });
});

describe('rates', () => {
  const { callsPerSecond } = DEFAULT_LIMITS;

  it.each([
    ['ExecuteStatement', 30, { ...TARGET, Sql: 'x' }, 200],
    ['GetStatementResult', 20, { Id: UNKNOWN_ID }, 400],
    ['DescribeStatement', 100, { Id: UNKNOWN_ID }, 400],
  ])('%s is answered %i times a second', async (operation, rate, input, status) => {
    rig = await startRig({}, { limits: { callsPerSecond } });
    await rig.busy(async () => {
      for (let i = 0; i < rate; i++) expect((await rig.post(operation, input)).status).toBe(status);
      const over = await rig.post(operation, input);
      expect(over).toMatchObject({ status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } });
      await rig.clock.sleepWithinBusy(1000 / rate + 1);
      expect((await rig.post(operation, input)).body).not.toMatchObject({ __type: 'ThrottlingException' });
      expect((await rig.post(operation, input)).body).toMatchObject({ __type: 'ThrottlingException' });
    });
    expect(rig.api.stats.calls).toEqual({ [operation]: rate + 3 });
    expect(rig.api.stats.throttled).toEqual({ [operation]: 2 });
  });

  it('are an error that the SDK knows as throttling', async () => {
    rig = await startRig({}, { limits: { callsPerSecond: { other: 0 } } });
    await expect(rig.busy(() => submit())).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('waiting requests', () => {
  it('are limited per statement', async () => {
    rig = await startRig({}, { limits: { waitingRequestsPerStatement: 1 }, latency: () => 5000 });
    const { Id } = await rig.busy(() => submit());
    const wait = () => rig.busy(() => rig.client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 })));
    const settled = await Promise.allSettled([wait(), wait()]);
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value.Status : one.reason.name)).sort()).toEqual([
      'ActiveWaitingRequestsExceededException',
      'FINISHED',
    ]);
  });
});

describe('ClientToken', () => {
  it('starts one statement for 8 hours, whatever else the request says', async () => {
    rig = await startRig();
    await rig.busy(async () => {
      const first = await submit('token');
      expect((await submit('token')).Id).toBe(first.Id);
      expect((await submit('token', 'other')).Id).toBe(first.Id);
      expect((await submit('another')).Id).not.toBe(first.Id);
      await rig.clock.sleepWithinBusy(8 * 3_600_000 - 1);
      expect((await submit('token')).Id).toBe(first.Id);
      await rig.clock.sleepWithinBusy(1);
      expect((await submit('token')).Id).not.toBe(first.Id);
    });
    expect(rig.engine.committed).toEqual(['x', 'x', 'x']);
  });

  it('is not used up by a refused request', async () => {
    rig = await startRig();
    await rig.busy(async () => {
      await expect(submit('token', ' ')).rejects.toMatchObject({ name: 'ValidationException' });
      await submit('token');
    });
    expect(rig.engine.committed).toEqual(['x']);
  });

  it('makes a lost answer harmless', async () => {
    rig = await startRig(
      { select: { columns: ['a:int4'], rows: [] } },
      {
        faults: ({ operation, call }) =>
          operation === 'ExecuteStatement' && call === 1 ? { when: 'after' } : undefined,
      },
    );
    await rig.busy(async () => {
      await expect(submit('token', 'select')).rejects.toThrow();
      const { Id } = await submit('token', 'select');
      expect((await rig.client.send(new GetStatementResultCommand({ Id }))).TotalNumRows).toBe(0);
    });
    expect(rig.engine.log).toHaveLength(1);
  });
});

describe('faults', () => {
  const error = { type: 'InternalServerException', message: 'injected', status: 500 };

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the effect', async (when, effects) => {
    rig = await startRig({}, { faults: ({ input }) => (input.Sql === 'bad' ? { when, error } : undefined) });
    await rig.busy(async () => {
      await expect(submit('t', 'bad')).rejects.toMatchObject({ name: 'InternalServerException', message: 'injected' });
    });
    expect(rig.engine.committed).toHaveLength(effects);
    expect(rig.api.stats.errors).toEqual({ InternalServerException: 1 });
  });
});
