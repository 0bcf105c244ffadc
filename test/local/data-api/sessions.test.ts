import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  ListSessionsCommand,
} from '@aws-sdk/client-redshift-data';
import { type Bench, startBench, TARGET } from './bench';

const HOUR_MS = 3_600_000;
let bench: Bench;
afterEach(() => bench.close());

const execute = (input: ExecuteStatementCommandInput) => bench.client.send(new ExecuteStatementCommand(input));
const inSession = (SessionId: string | undefined, Sql: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
  execute({ SessionId, Sql, WaitTimeSeconds: 30, ...more });
const open = (SessionKeepAliveSeconds: number, Sql = 'first') =>
  execute({ ...TARGET, Sql, SessionKeepAliveSeconds, WaitTimeSeconds: 30 });

describe('a session', () => {
  it('keeps one database connection for its statements', async () => {
    bench = await startBench();
    await bench.busy(async () => {
      const { SessionId } = await open(60);
      const { Id } = await inSession(SessionId, 'second');
      const described = await bench.client.send(new DescribeStatementCommand({ Id }));
      expect(described).toMatchObject({ SessionId, Database: 'dev', WorkgroupName: 'warehouse', Status: 'FINISHED' });
    });
    expect(bench.engine.log).toEqual(['1: first', '1: second']);
    expect(bench.engine.openSessions).toBe(1);
  });

  it('keeps its statement_timeout', async () => {
    bench = await startBench({}, { latency: ({ sql }) => (sql === 'slow' ? 5000 : 0) });
    await bench.busy(async () => {
      const { SessionId } = await open(60, 'SET statement_timeout TO 1000');
      expect((await inSession(SessionId, 'slow')).Status).toBe('FAILED');
      expect((await inSession(SessionId, 'fast')).Status).toBe('FINISHED');
    });
  });

  it('takes one statement at a time', async () => {
    bench = await startBench({}, { latency: () => 5000 });
    await bench.busy(async () => {
      const { SessionId, Id } = await execute({ ...TARGET, Sql: 'first', SessionKeepAliveSeconds: 60 });
      await expect(inSession(SessionId, 'second')).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Session is not available',
      });
      const busy = await bench.client.send(new ListSessionsCommand({}));
      expect(busy.Sessions).toMatchObject([{ SessionId, Status: 'BUSY', CurrentStatementId: Id }]);
      await bench.clock.sleepWithinBusy(6000);
      expect((await inSession(SessionId, 'second')).Status).toBe('FINISHED');
    });
  });

  it('closes when its keep-alive after the last statement is over', async () => {
    bench = await startBench();
    await bench.busy(async () => {
      const begun = bench.clock.now();
      const { SessionId } = await open(60);
      await bench.clock.sleepWithinBusy(59_000);
      await inSession(SessionId, 'second');
      await bench.clock.sleepWithinBusy(59_000);
      const alive = await bench.client.send(new ListSessionsCommand({ SessionId }));
      expect(alive.Sessions).toMatchObject([{ Status: 'AVAILABLE', SessionAliveSeconds: 60, DbUser: 'IAM:local' }]);
      expect(alive.Sessions?.[0]?.SessionTtl).toEqual(new Date(begun + 119_000));
      await bench.clock.sleepWithinBusy(1000);
      await expect(inSession(SessionId, 'third')).rejects.toThrow('Session is not available');
      expect((await bench.client.send(new ListSessionsCommand({}))).Sessions).toEqual([]);
      const closed = await bench.client.send(new ListSessionsCommand({ Status: 'CLOSED' }));
      expect(closed.Sessions).toMatchObject([{ SessionId, Status: 'CLOSED' }]);
    });
    expect(bench.engine.openSessions).toBe(0);
  });

  it('closes after 24 hours, whatever its keep-alive, and ends what it runs', async () => {
    bench = await startBench({}, { latency: ({ sql }) => (sql === 'slow' ? 20 * HOUR_MS : 0) });
    await bench.busy(async () => {
      const { SessionId } = await open(86_400);
      await bench.clock.sleepWithinBusy(10 * HOUR_MS);
      const { Id } = await inSession(SessionId, 'slow');
      await bench.clock.sleepWithinBusy(14 * HOUR_MS);
      const { Status } = await bench.client.send(new DescribeStatementCommand({ Id }));
      expect(Status).toBe('FAILED');
      await expect(inSession(SessionId, 'next')).rejects.toThrow('Session is not available');
    });
  });

  it('ends with a statement that sets its keep-alive to 0', async () => {
    bench = await startBench();
    await bench.busy(async () => {
      const { SessionId } = await open(600);
      await inSession(SessionId, 'last', { SessionKeepAliveSeconds: 0 });
      await expect(inSession(SessionId, 'more')).rejects.toThrow('Session is not available');
    });
  });

  it('belongs to its role', async () => {
    const callerOf = (key: string) => ({ roleId: key, sessionName: 's', dbUser: 'u' });
    bench = await startBench({}, { callerOf });
    await bench.busy(async () => {
      const { SessionId } = await open(60);
      const other = bench.clientAs('AKIAOTHER');
      await expect(other.send(new ExecuteStatementCommand({ SessionId, Sql: 'x' }))).rejects.toThrow(
        `Session with Id: ${SessionId} is invalid`,
      );
      await expect(other.send(new ListSessionsCommand({ SessionId }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });
  });

  it('is not kept when its database cannot be reached', async () => {
    bench = await startBench();
    await bench.busy(async () => {
      const { SessionId, Status } = await execute({
        WorkgroupName: 'warehouse',
        Database: 'nope',
        Sql: 'x',
        SessionKeepAliveSeconds: 60,
        WaitTimeSeconds: 5,
      });
      expect(Status).toBe('FAILED');
      await expect(inSession(SessionId, 'y')).rejects.toThrow('Session is not available');
    });
  });

  it('counts against the quota of open sessions', async () => {
    bench = await startBench({}, { limits: { activeSessions: 2 } });
    await bench.busy(async () => {
      await open(60);
      await open(10);
      await expect(open(60)).rejects.toMatchObject({ name: 'ActiveSessionsExceededException' });
      await bench.clock.sleepWithinBusy(10_000);
      expect((await open(60)).Status).toBe('FINISHED');
    });
  });
});
