import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { type Rig, startRig, TARGET } from './rig';

let rig: Rig;
afterEach(() => rig.close());

const describeIt = (Id: string | undefined, WaitTimeSeconds?: number) =>
  rig.client.send(new DescribeStatementCommand({ Id, ...(WaitTimeSeconds ? { WaitTimeSeconds } : {}) }));

describe('a statement', () => {
  it('is SUBMITTED at once and STARTED for its latency, then FINISHED with its figures', async () => {
    const columns = ['n:int8'];
    const latency = jest.fn(() => ({ submittedMs: 1000, pickedMs: 1000, startedMs: 5000 }));
    rig = await startRig({ 'select 1': { columns, rows: [[{ longValue: 1n }], [{ isNull: true }]] } }, { latency });
    await rig.busy(async () => {
      const begun = rig.clock.now();
      const { Id, Status, CreatedAt } = await rig.client.send(
        new ExecuteStatementCommand({ ...TARGET, Sql: 'select 1', StatementName: 'a/b' }),
      );
      expect(Status).toBe('SUBMITTED');
      expect(CreatedAt).toEqual(new Date(begun));
      expect((await describeIt(Id)).Status).toBe('SUBMITTED');
      await rig.clock.sleepWithinBusy(1500);
      expect((await describeIt(Id)).Status).toBe('PICKED');
      await rig.clock.sleepWithinBusy(1500);
      const running = await describeIt(Id);
      expect(running).toMatchObject({ Status: 'STARTED', Duration: -1, ResultRows: -1, HasResultSet: false });
      await rig.clock.sleepWithinBusy(5000);
      expect(await describeIt(Id)).toMatchObject({
        Status: 'FINISHED',
        Id,
        Duration: 5_000_000_000,
        ResultRows: 2,
        ResultSize: 8,
        HasResultSet: true,
        RedshiftQueryId: 1001,
        QueryString: 'select 1',
        WorkgroupName: 'warehouse',
        Database: 'dev',
        DbUser: 'IAM:local',
        ResultFormat: 'JSON',
        UpdatedAt: new Date(begun + 7000),
      });
      expect(latency).toHaveBeenCalledTimes(1);
    });
  });

  it('shows the database error, labelled', async () => {
    rig = await startRig({ boom: { error: 'relation "public.x" does not exist' } });
    await rig.busy(async () => {
      const { Id, Status, HasResultSet } = await rig.client.send(
        new ExecuteStatementCommand({ ...TARGET, Sql: 'boom', WaitTimeSeconds: 30 }),
      );
      expect({ Status, HasResultSet }).toEqual({ Status: 'FAILED', HasResultSet: false });
      expect((await describeIt(Id)).Error).toBe('ERROR: relation "public.x" does not exist');
    });
  });

  it('fails when its database does not exist', async () => {
    rig = await startRig();
    await rig.busy(async () => {
      const sent = { WorkgroupName: 'warehouse', Database: 'nope', Sql: 'select 1', WaitTimeSeconds: 1 };
      const { Id } = await rig.client.send(new ExecuteStatementCommand(sent));
      expect(await describeIt(Id)).toMatchObject({ Status: 'FAILED', Error: 'FATAL: database "nope" does not exist' });
    });
  });

  it('closes its connection', async () => {
    rig = await startRig();
    await rig.busy(() => rig.client.send(new ExecuteStatementCommand({ ...TARGET, Sql: 'x', WaitTimeSeconds: 1 })));
    expect(rig.engine.committed).toEqual(['x']);
    expect(rig.engine.openSessions).toBe(0);
  });
});

describe('WaitTimeSeconds', () => {
  it('returns as soon as the statement settles', async () => {
    rig = await startRig({}, { latency: () => 4000 });
    await rig.busy(async () => {
      const begun = rig.clock.now();
      const sent = { ...TARGET, Sql: 'x', WaitTimeSeconds: 30 };
      expect((await rig.client.send(new ExecuteStatementCommand(sent))).Status).toBe('FINISHED');
      expect(rig.clock.now() - begun).toBe(4000);
    });
  });

  it('returns the running status after the wait', async () => {
    rig = await startRig({}, { latency: () => 45_000 });
    await rig.busy(async () => {
      const begun = rig.clock.now();
      const sent = { ...TARGET, Sql: 'x', WaitTimeSeconds: 2 };
      const { Id, Status } = await rig.client.send(new ExecuteStatementCommand(sent));
      expect(Status).toBe('STARTED');
      expect(rig.clock.now() - begun).toBe(2000);
      expect((await describeIt(Id, 30)).Status).toBe('STARTED');
      expect((await describeIt(Id, 30)).Status).toBe('FINISHED');
      expect(rig.clock.now() - begun).toBe(45_000);
    });
  });
});

describe('CancelStatement', () => {
  it('aborts a statement that waits for its latency, without effect', async () => {
    rig = await startRig({}, { latency: () => 60_000 });
    await rig.busy(async () => {
      const { Id } = await rig.client.send(new ExecuteStatementCommand({ ...TARGET, Sql: 'x' }));
      expect((await rig.client.send(new CancelStatementCommand({ Id }))).Status).toBe(true);
      expect((await describeIt(Id, 10)).Status).toBe('ABORTED');
    });
    expect(rig.engine.committed).toEqual([]);
    expect(rig.engine.openSessions).toBe(0);
  });

  it('interrupts the engine', async () => {
    rig = await startRig({ long: { hangs: true } });
    await rig.busy(async () => {
      const { Id } = await rig.client.send(new ExecuteStatementCommand({ ...TARGET, Sql: 'long' }));
      expect((await describeIt(Id)).Status).toBe('STARTED');
      await rig.client.send(new CancelStatementCommand({ Id }));
      expect((await describeIt(Id)).Status).toBe('ABORTED');
      await expect(rig.client.send(new CancelStatementCommand({ Id }))).rejects.toMatchObject({
        name: 'ValidationException',
        message: `Could not cancel a query that is already in ABORTED state with ID: ${Id}`,
      });
      await expect(rig.client.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        ResourceId: Id,
      });
    });
  });

  it('rolls a transaction back and aborts what was not reached', async () => {
    rig = await startRig({ two: { hangs: true } });
    await rig.busy(async () => {
      const { Id } = await rig.client.send(
        new BatchExecuteStatementCommand({ ...TARGET, Sqls: ['one', 'two', 'three'] }),
      );
      await describeIt(Id);
      await rig.client.send(new CancelStatementCommand({ Id }));
      const { Status, SubStatements } = await describeIt(Id, 5);
      expect(Status).toBe('ABORTED');
      expect(SubStatements?.map((sub) => sub.Status)).toEqual(['FINISHED', 'ABORTED', 'ABORTED']);
    });
    expect(rig.engine.committed).toEqual([]);
  });
});

describe('statement_timeout', () => {
  it.each([
    ['SET statement_timeout TO 1000', 'FAILED', 1000],
    ["set statement_timeout = '7000'", 'FINISHED', 5000],
    ['SET statement_timeout TO 0', 'FINISHED', 5000],
  ])('%s: a statement of 5 s ends %s after %i ms', async (set, status, ms) => {
    rig = await startRig({}, { latency: ({ sql }) => (sql === 'slow' ? 5000 : 0) });
    await rig.busy(async () => {
      const sent = { ...TARGET, Sqls: [set, 'slow', 'after'], WaitTimeSeconds: 30 };
      const { Id, Status } = await rig.client.send(new BatchExecuteStatementCommand(sent));
      expect(Status).toBe(status);
      const { SubStatements, Error: error, Duration } = await describeIt(Id);
      expect(Duration).toBe(ms * 1_000_000);
      expect(SubStatements?.[1]).toMatchObject({ Status: status, Duration: ms * 1_000_000 });
      if (status === 'FAILED') expect(error).toBe("Query #2 failed with ERROR: Query (1) cancelled on user's request");
    });
    expect(rig.engine.committed).toEqual(status === 'FAILED' ? [] : ['slow', 'after']);
  });

  it('interrupts a statement that the engine is busy with', async () => {
    const blocked = (sql: string) => {
      if (sql !== 'blocked') return undefined;
      // As an engine does that waits for a lock: its own busy mark is lifted meanwhile.
      void rig.clock.sleepWithinBusy(60_000);
      return { hangs: true };
    };
    rig = await startRig(blocked);
    await rig.busy(async () => {
      const begun = rig.clock.now();
      const Sqls = ['SET statement_timeout TO 2500', 'blocked'];
      const { Id } = await rig.client.send(new BatchExecuteStatementCommand({ ...TARGET, Sqls, WaitTimeSeconds: 30 }));
      const { SubStatements } = await describeIt(Id);
      expect(SubStatements?.[1]).toMatchObject({
        Status: 'FAILED',
        Error: "ERROR: Query (1) cancelled on user's request",
        UpdatedAt: new Date(begun + 2500),
      });
    });
  });

  it('ends a statement after 24 hours in any case', async () => {
    rig = await startRig({}, { latency: () => 100 * 3_600_000 });
    await rig.busy(async () => {
      const { Id } = await rig.client.send(new ExecuteStatementCommand({ ...TARGET, Sql: 'x' }));
      await rig.clock.sleepWithinBusy(23 * 3_600_000);
      expect((await describeIt(Id)).Status).toBe('STARTED');
      await rig.clock.sleepWithinBusy(2 * 3_600_000);
      expect(await describeIt(Id)).toMatchObject({ Status: 'FAILED', Duration: 24 * 3_600_000 * 1_000_000 });
    });
  });
});
