import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  ListSessionsCommand,
} from '@aws-sdk/client-redshift-data';
import { type Rig, startRig, TARGET } from './rig';

const HOUR_MS = 3_600_000;
let rig: Rig;
afterEach(() => rig.close());

const execute = (input: ExecuteStatementCommandInput) => rig.client.send(new ExecuteStatementCommand(input));
const inSession = (SessionId: string | undefined, Sql: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
  execute({ SessionId, Sql, WaitTimeSeconds: 30, ...more });
const open = (SessionKeepAliveSeconds: number, Sql = 'first') =>
  execute({ ...TARGET, Sql, SessionKeepAliveSeconds, WaitTimeSeconds: 30 });

describe('a session', () => {
  it('keeps one database connection for its statements', async () => {
    rig = await startRig();
    await rig.busy(async () => {
      const { SessionId } = await open(60);
      const { Id } = await inSession(SessionId, 'second');
      const described = await rig.client.send(new DescribeStatementCommand({ Id }));
      expect(described).toMatchObject({ SessionId, Database: 'dev', WorkgroupName: 'warehouse', Status: 'FINISHED' });
    });
    expect(rig.engine.log).toEqual(['1: first', '1: second']);
    expect(rig.engine.openSessions).toBe(1);
  });

  it('keeps its statement_timeout', async () => {
    rig = await startRig({}, { latency: ({ sql }) => (sql === 'slow' ? 5000 : 0) });
    await rig.busy(async () => {
      const { SessionId } = await open(60, 'SET statement_timeout TO 1000');
      expect((await inSession(SessionId, 'slow')).Status).toBe('FAILED');
      expect((await inSession(SessionId, 'fast')).Status).toBe('FINISHED');
    });
  });

  it('takes one statement at a time', async () => {
    rig = await startRig({}, { latency: () => 5000 });
    await rig.busy(async () => {
      const { SessionId, Id } = await execute({ ...TARGET, Sql: 'first', SessionKeepAliveSeconds: 60 });
      await expect(inSession(SessionId, 'second')).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Session is not available',
      });
      const busy = await rig.client.send(new ListSessionsCommand({}));
      expect(busy.Sessions).toMatchObject([{ SessionId, Status: 'BUSY', CurrentStatementId: Id }]);
      await rig.clock.sleepWithinBusy(6000);
      expect((await inSession(SessionId, 'second')).Status).toBe('FINISHED');
    });
  });

  it('closes when its keep-alive after the last statement is over', async () => {
    rig = await startRig();
    await rig.busy(async () => {
      const begun = rig.clock.now();
      const { SessionId } = await open(60);
      await rig.clock.sleepWithinBusy(59_000);
      await inSession(SessionId, 'second');
      await rig.clock.sleepWithinBusy(59_000);
      const alive = await rig.client.send(new ListSessionsCommand({ SessionId }));
      expect(alive.Sessions).toMatchObject([{ Status: 'AVAILABLE', SessionAliveSeconds: 60, DbUser: 'IAM:local' }]);
      expect(alive.Sessions?.[0]?.SessionTtl).toEqual(new Date(begun + 119_000));
      await rig.clock.sleepWithinBusy(1000);
      await expect(inSession(SessionId, 'third')).rejects.toThrow('Session is not available');
      expect((await rig.client.send(new ListSessionsCommand({}))).Sessions).toEqual([]);
      const closed = await rig.client.send(new ListSessionsCommand({ Status: 'CLOSED' }));
      expect(closed.Sessions).toMatchObject([{ SessionId, Status: 'CLOSED' }]);
    });
    expect(rig.engine.openSessions).toBe(0);
  });

  it('closes after 24 hours, whatever its keep-alive, and ends what it runs', async () => {
    rig = await startRig({}, { latency: ({ sql }) => (sql === 'slow' ? 20 * HOUR_MS : 0) });
    await rig.busy(async () => {
      const { SessionId } = await open(86_400);
      await rig.clock.sleepWithinBusy(10 * HOUR_MS);
      const { Id } = await inSession(SessionId, 'slow');
      await rig.clock.sleepWithinBusy(14 * HOUR_MS);
      const { Status } = await rig.client.send(new DescribeStatementCommand({ Id }));
      expect(Status).toBe('FAILED');
      await expect(inSession(SessionId, 'next')).rejects.toThrow('Session is not available');
    });
  });

  it('ends with a statement that sets its keep-alive to 0', async () => {
    rig = await startRig();
    await rig.busy(async () => {
      const { SessionId } = await open(600);
      await inSession(SessionId, 'last', { SessionKeepAliveSeconds: 0 });
      await expect(inSession(SessionId, 'more')).rejects.toThrow('Session is not available');
    });
  });

  it('belongs to its role', async () => {
    const callerOf = (key: string) => ({ roleId: key, sessionName: 's', dbUser: 'u' });
    rig = await startRig({}, { callerOf });
    await rig.busy(async () => {
      const { SessionId } = await open(60);
      const other = rig.clientAs('AKIAOTHER');
      await expect(other.send(new ExecuteStatementCommand({ SessionId, Sql: 'x' }))).rejects.toThrow(
        `Session with Id: ${SessionId} is invalid`,
      );
      await expect(other.send(new ListSessionsCommand({ SessionId }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });
  });

  it('is not kept when its database cannot be reached', async () => {
    rig = await startRig();
    await rig.busy(async () => {
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
    rig = await startRig({}, { limits: { activeSessions: 2 } });
    await rig.busy(async () => {
      await open(60);
      await open(10);
      await expect(open(60)).rejects.toMatchObject({ name: 'ActiveSessionsExceededException' });
      await rig.clock.sleepWithinBusy(10_000);
      expect((await open(60)).Status).toBe('FINISHED');
    });
  });
});
