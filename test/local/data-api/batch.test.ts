import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandInput,
  DescribeStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { type Rig, startRig, TARGET } from './rig';

let rig: Rig;
afterEach(() => rig.close());

async function run(input: Omit<BatchExecuteStatementCommandInput, 'Database'>) {
  const sent = { ...TARGET, ...input, WaitTimeSeconds: 30 };
  const { Id, Status } = await rig.client.send(new BatchExecuteStatementCommand(sent));
  const described = await rig.client.send(new DescribeStatementCommand({ Id }));
  expect(described.Status).toBe(Status);
  return described;
}

const ANSWERS = {
  'select n': { columns: ['n:int4'], rows: [[{ longValue: 7n }]] },
  bad: { error: 'ERROR: column "x" does not exist in t' },
};

describe('a batch as one transaction', () => {
  it('commits once, and numbers its statements', async () => {
    rig = await startRig(ANSWERS, { latency: () => 1000 });
    await rig.busy(async () => {
      const batch = await run({ Sqls: ['insert', 'select n', 'update'] });
      expect(batch).toMatchObject({
        Status: 'FINISHED',
        ExecutionMode: 'TRANSACTION',
        HasResultSet: true,
        ResultRows: -1,
        ResultSize: -1,
        RedshiftQueryId: 0,
        Duration: 3_000_000_000,
      });
      expect(batch.QueryString).toBeUndefined();
      const ids = [1, 2, 3].map((n) => `${batch.Id}:${n}`);
      expect(batch.SubStatements?.map(({ Id }) => Id)).toEqual(ids);
      expect(batch.SubStatements?.[1]).toMatchObject({
        Status: 'FINISHED',
        QueryString: 'select n',
        HasResultSet: true,
        ResultRows: 1,
        ResultSize: 8,
        Duration: 1_000_000_000,
      });
      const { Records } = await rig.client.send(new GetStatementResultCommand({ Id: ids[1] }));
      expect(Records).toEqual([[{ longValue: 7 }]]);
      const single = await rig.client.send(new DescribeStatementCommand({ Id: ids[2] }));
      expect(single).toMatchObject({ Id: ids[2], QueryString: 'update', ResultRows: 1 });
    });
    expect(rig.engine.committed).toEqual(['insert', 'update']);
    expect(rig.engine.log).toEqual(['1: BEGIN', '1: insert', '1: select n', '1: update', '1: COMMIT']);
  });

  it('rolls back on a failure and does not reach the rest', async () => {
    rig = await startRig(ANSWERS);
    await rig.busy(async () => {
      const batch = await run({ Sqls: ['select n', 'bad', 'update'] });
      expect(batch.Status).toBe('FAILED');
      expect(batch.Error).toBe('Query #2 failed with ERROR: column "x" does not exist in t');
      expect(batch.SubStatements?.map((sub) => [sub.Status, sub.Error])).toEqual([
        ['FINISHED', undefined],
        ['FAILED', 'ERROR: column "x" does not exist in t'],
        ['ABORTED', 'Connection or an prior query failed.'],
      ]);
      await expect(rig.client.send(new GetStatementResultCommand({ Id: `${batch.Id}:1` }))).rejects.toThrow(
        'Query does not have result.',
      );
    });
    expect(rig.engine.committed).toEqual([]);
    expect(rig.engine.log.at(-1)).toBe('1: ROLLBACK');
  });

  it('fails when its COMMIT does', async () => {
    rig = await startRig((sql) => (sql === 'COMMIT' ? { error: 'ERROR: 1023' } : undefined));
    await rig.busy(async () => {
      const batch = await run({ Sqls: ['insert'] });
      expect(batch).toMatchObject({ Status: 'FAILED', Error: 'ERROR: 1023' });
    });
  });

  it('goes on in a new transaction after a COMMIT of its own', async () => {
    rig = await startRig(ANSWERS);
    await rig.busy(() => run({ Sqls: ['BEGIN', 'one', 'COMMIT', 'two', 'bad'] }));
    expect(rig.engine.committed).toEqual(['one']);
  });
});

describe('a batch with AUTO_COMMIT', () => {
  it('commits each statement, whatever becomes of the others, and is FAILED when one is', async () => {
    rig = await startRig(ANSWERS);
    await rig.busy(async () => {
      const batch = await run({ Sqls: ['one', 'bad', 'select n', 'two'], ExecutionMode: 'AUTO_COMMIT' });
      expect(batch).toMatchObject({ Status: 'FAILED', ExecutionMode: 'AUTO_COMMIT', HasResultSet: true });
      expect(batch.Error).toBe('Query #2 failed with ERROR: column "x" does not exist in t');
      expect(batch.SubStatements?.map((sub) => sub.Status)).toEqual(['FINISHED', 'FAILED', 'FINISHED', 'FINISHED']);
      const result = await rig.client.send(new GetStatementResultCommand({ Id: `${batch.Id}:3` }));
      expect(result.TotalNumRows).toBe(1);
    });
    expect(rig.engine.committed).toEqual(['one', 'two']);
  });

  it('is FINISHED when all are', async () => {
    rig = await startRig(ANSWERS);
    await rig.busy(async () => {
      expect((await run({ Sqls: ['one', 'two'], ExecutionMode: 'AUTO_COMMIT' })).Status).toBe('FINISHED');
    });
  });
});

describe('parameters', () => {
  it('go to the statements that use them', async () => {
    rig = await startRig(ANSWERS);
    await rig.busy(() =>
      run({
        Sqls: ['select :a, x::int', "select ':a', :b -- :a", 'select :a, :b'],
        Parameters: [
          { name: 'a', value: '1' },
          { name: 'b', value: '2' },
        ],
      }),
    );
    const names = rig.engine.parameters.map((given) => given.map(({ name }) => name));
    expect(names).toEqual([[], ['a'], ['b'], ['a', 'b'], []]);
  });
});
