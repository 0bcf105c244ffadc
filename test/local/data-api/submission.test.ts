import { DescribeStatementCommand, ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import type { StatementEvent } from '../../../local/data-api/start-data-api';
import type { EngineField } from '../../../local/redshift/engine';
import { type Rig, startRig, TARGET } from './rig';

let rig: Rig;
afterEach(() => rig.close());

describe('who a statement runs as', () => {
  const secretUser = (arn: string) => ({ dbUser: `of-${arn.split(':').at(-1)}`, isSuperuser: true });
  const callerOf = () => ({ roleId: 'R', sessionName: 's', dbUser: 'IAMR:shuttle' });

  it.each([
    ['a workgroup: the IAM identity', { WorkgroupName: 'warehouse' }, 'IAMR:shuttle'],
    ['a cluster: the IAM identity', { ClusterIdentifier: 'c1' }, 'IAMR:shuttle'],
    ['a cluster with DbUser', { ClusterIdentifier: 'c1', DbUser: 'bob' }, 'bob'],
    ['a secret', { WorkgroupName: 'warehouse', SecretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' }, 'of-x'],
  ])('%s', async (_, target, dbUser) => {
    rig = await startRig({}, { secretUser, callerOf });
    await rig.busy(async () => {
      const sent = { ...target, Database: 'dev', Sql: 'x', WaitTimeSeconds: 1 };
      const { Id, DbUser } = await rig.client.send(new ExecuteStatementCommand(sent));
      expect(DbUser).toBe(dbUser);
      const described = await rig.client.send(new DescribeStatementCommand({ Id }));
      expect(described).toMatchObject({ ...target, DbUser: dbUser });
    });
    expect(rig.engine.logins).toMatchObject([{ database: 'dev', dbUser }]);
  });

  it('refuses a secret that nobody maps to a user', async () => {
    rig = await startRig();
    const sent = new ExecuteStatementCommand({ ...TARGET, SecretArn: 'arn', Sql: 'x' });
    await expect(rig.busy(() => rig.client.send(sent))).rejects.toThrow('NotSupportedLocally');
  });
});

describe('WithEvent', () => {
  it('sends an event when the statement settles, and only then', async () => {
    const events: StatementEvent[] = [];
    rig = await startRig({ bad: { error: 'ERROR: no' } }, { onEvent: (event) => events.push(event) });
    await rig.busy(async () => {
      const sent = { ...TARGET, WaitTimeSeconds: 1, StatementName: 'n' };
      const { Id } = await rig.client.send(new ExecuteStatementCommand({ ...sent, Sql: 'x', WithEvent: true }));
      await rig.client.send(new ExecuteStatementCommand({ ...sent, Sql: 'y' }));
      await rig.client.send(new ExecuteStatementCommand({ ...sent, Sql: 'bad', WithEvent: true }));
      expect(events.map(({ detail }) => detail.state)).toEqual(['FINISHED', 'FAILED']);
      expect(events[0]?.detail).toMatchObject({ statementId: Id, statementName: 'n', rows: 1, redshiftQueryId: 1001 });
      expect(events[0]?.detail.expireAt).toBe(rig.clock.now() / 1000 + 86_400);
    });
  });
});

describe('a client that goes away while it waits', () => {
  it('leaves the statement running and the clock in order', async () => {
    rig = await startRig({}, { latency: () => 10_000, limits: { waitingRequestsPerStatement: 1 } });
    const { Id } = await rig.busy(() => rig.client.send(new ExecuteStatementCommand({ ...TARGET, Sql: 'x' })));
    const wait = new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 });
    const waiting = async (count: number) => {
      while (rig.api.stats.waitingRequests !== count) await new Promise((resolve) => setImmediate(resolve));
    };
    const begun = rig.clock.now();
    // The outer mark keeps virtual time from passing, so that the wait is still on when the client goes.
    await rig.busy(async () => {
      const gone = new AbortController();
      const left = rig.busy(() => rig.client.send(wait, { abortSignal: gone.signal })).catch((error) => error.name);
      await waiting(1);
      gone.abort();
      expect(await left).toBe('AbortError');
      await waiting(0);
      expect(rig.clock.now()).toBe(begun);
      expect((await rig.client.send(wait)).Status).toBe('FINISHED');
    });
    expect(rig.clock.now() - begun).toBe(10_000);
  });
});

describe('cancelling while a large result is read', () => {
  it('stops reading', async () => {
    let read = 0;
    function* endless(): Generator<EngineField[]> {
      for (;;) {
        read++;
        yield [{ stringValue: 'x' }];
        if (read === 1000) void rig.post('CancelStatement', { Id: id });
      }
    }
    let id: unknown;
    rig = await startRig(
      { all: { columns: ['s'], rows: endless() } },
      { limits: { pageBytes: 100, memoryResultBytes: 0 } },
    );
    await rig.busy(async () => {
      id = (await rig.post('ExecuteStatement', { ...TARGET, Sql: 'all' })).body.Id;
      const { body } = await rig.post('DescribeStatement', { Id: id, WaitTimeSeconds: 30 });
      expect(body.Status).toBe('ABORTED');
    });
  });
});
