import type { Submission } from '../../../lambdas/clients/redshift-data';
import {
  awsError,
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
  mockedData,
} from '../../support/mocked-data-api';

const submission: Submission = {
  target: { database: 'dev', workgroupName: 'demo' },
  sqls: ['SET a', 'SELECT 1'],
  mode: 'TRANSACTION',
  clientToken: 'token',
  name: 'lake/R/t/read/1',
  waitSeconds: 2,
};
const { mock, data } = mockedData();

beforeEach(() => {
  mock.reset();
  mock.on(ExecuteStatementCommand).resolves({ Id: 'id-1', Status: 'SUBMITTED' });
  mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id-2', Status: 'SUBMITTED' });
});

const batchInput = () => mock.commandCalls(BatchExecuteStatementCommand)[0]?.args[0].input;

describe('submit', () => {
  it('sends several statements as one transaction, with token, name and wait', async () => {
    expect(await data.submit(submission)).toEqual({ statementId: 'id-2', status: 'SUBMITTED', createdAt: undefined });
    expect(batchInput()).toEqual({
      Database: 'dev',
      WorkgroupName: 'demo',
      ClientToken: 'token',
      StatementName: 'lake/R/t/read/1',
      WaitTimeSeconds: 2,
      Sqls: ['SET a', 'SELECT 1'],
    });
    expect(mock.commandCalls(ExecuteStatementCommand)).toHaveLength(0);
  });

  it('sends one statement by itself', async () => {
    expect((await data.submit({ ...submission, sqls: ['SELECT 1'] })).statementId).toBe('id-1');
    expect(mock.commandCalls(ExecuteStatementCommand)[0]?.args[0].input).toEqual({
      Database: 'dev',
      WorkgroupName: 'demo',
      ClientToken: 'token',
      StatementName: 'lake/R/t/read/1',
      WaitTimeSeconds: 2,
      Sql: 'SELECT 1',
    });
    expect(mock.commandCalls(BatchExecuteStatementCommand)).toHaveLength(0);
  });

  it.each([
    [{ mode: 'AUTO_COMMIT' as const }, { ExecutionMode: 'AUTO_COMMIT' }],
    [{ mode: 'TRANSACTION' as const }, { ExecutionMode: undefined }],
    [{ waitSeconds: 0 }, { WaitTimeSeconds: undefined }],
    [
      { target: { database: 'd', clusterIdentifier: 'c', dbUser: 'u' } },
      { Database: 'd', ClusterIdentifier: 'c', DbUser: 'u', WorkgroupName: undefined, SecretArn: undefined },
    ],
    [
      { target: { database: 'd', workgroupName: 'w', secretArn: 's' } },
      { WorkgroupName: 'w', SecretArn: 's', DbUser: undefined },
    ],
  ])('with %j sends %j', async (more, input) => {
    await data.submit({ ...submission, ...more });
    expect(batchInput()).toMatchObject(
      Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
    );
    for (const [key, value] of Object.entries(input))
      if (value === undefined) expect(batchInput()).not.toHaveProperty(key);
  });

  it('tells when the statement was taken', async () => {
    const createdAt = new Date('2026-01-05T03:00:00Z');
    mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id', CreatedAt: createdAt });
    expect(await data.submit(submission)).toEqual({ statementId: 'id', status: undefined, createdAt });
  });

  it('does not go on without an id', async () => {
    mock.on(BatchExecuteStatementCommand).resolves({});
    await expect(data.submit(submission)).rejects.toMatchObject({ name: 'DataApiUnavailable' });
  });
});

type Call = 'submit' | 'describe' | 'page' | 'cancel' | 'running';
const calls: Record<Call, () => Promise<unknown>> = {
  submit: () => data.submit(submission),
  describe: () => data.describe('id'),
  page: () => data.page('id'),
  cancel: () => data.cancel('id'),
  running: () => data.running('lake/R/'),
};
const everywhere = (name: string): Record<Call, string> => ({
  submit: name,
  describe: name,
  page: name,
  cancel: name,
  running: name,
});

describe('errors', () => {
  it.each<[string, number | undefined, string, Partial<Record<Call, string>>]>([
    ['ThrottlingException', 400, 'Rate exceeded', everywhere('DataApiBusy')],
    ['TooManyRequestsException', 429, '', everywhere('DataApiBusy')],
    ['ActiveStatementsExceededException', 400, 'exceeded the allowed quota (500)', everywhere('DataApiBusy')],
    ['ActiveSessionsExceededException', 400, '', everywhere('DataApiBusy')],
    ['ActiveWaitingRequestsExceededException', 400, '', everywhere('DataApiBusy')],
    ['ValidationException', 400, 'Throttling: try again', everywhere('DataApiBusy')],
    ['ValidationException', 400, 'Rate exceeded', everywhere('DataApiBusy')],
    ['InternalServerException', 500, '', everywhere('DataApiUnavailable')],
    ['ExecuteStatementException', 500, '', everywhere('DataApiUnavailable')],
    ['BatchExecuteStatementException', 500, '', everywhere('DataApiUnavailable')],
    ['DatabaseConnectionException', 500, '', everywhere('DataApiUnavailable')],
    ['ServiceUnavailable', 503, '', everywhere('DataApiUnavailable')],
    ['QueryTimeoutException', 400, '', everywhere('DataApiUnavailable')],
    ['TimeoutError', undefined, 'socket', everywhere('DataApiUnavailable')],
    [
      'ResourceNotFoundException',
      400,
      'Query does not exist',
      { submit: 'StatementFailed', describe: 'ResultNotReady', page: 'ResultNotReady', running: 'ResultNotReady' },
    ],
    [
      'ValidationException',
      400,
      'Redshift endpoint does not exist in this region.',
      { ...everywhere('ValidationException'), submit: 'StatementFailed' },
    ],
    ['AccessDeniedException', 400, 'not authorized', everywhere('AccessDeniedException')],
    ['ExpiredTokenException', 400, '', everywhere('ExpiredTokenException')],
  ])('%s (%s) %s', async (name, status, message, expected) => {
    mock.reset();
    mock.onAnyCommand().rejects(awsError(name, status, message));
    for (const [call, errorName] of Object.entries(expected)) {
      await expect(calls[call as Call]()).rejects.toMatchObject({ name: errorName });
    }
    expect(mock.calls()).toHaveLength(Object.keys(expected).length);
  });

  it.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND'])(
    'of the network: %s',
    async (code) => {
      mock.on(DescribeStatementCommand).rejects(Object.assign(new Error('socket'), { code }));
      await expect(data.describe('id')).rejects.toMatchObject({ name: 'DataApiUnavailable' });
    },
  );

  it('keep the words of the service', async () => {
    mock.on(DescribeStatementCommand).rejects(awsError('ThrottlingException', 400, 'Rate exceeded'));
    await expect(data.describe('id')).rejects.toThrow('ThrottlingException: Rate exceeded');
  });
});

describe('describe', () => {
  it('gives what decides, and leaves out what is not known', async () => {
    mock.on(DescribeStatementCommand, { Id: 'id' }).resolves({
      Id: 'id',
      Status: 'FAILED',
      Error: 'ERROR: x',
      RedshiftQueryId: 7,
      Duration: 1_500_000_000,
      SubStatements: [
        { Id: 'id:1', Status: 'FINISHED', HasResultSet: true, ResultRows: 3, RedshiftQueryId: 8 },
        { Id: 'id:2', Status: 'FAILED', Error: 'ERROR: x' },
        { Id: undefined },
      ],
    });
    expect(await data.describe('id')).toEqual({
      statementId: 'id',
      status: 'FAILED',
      error: 'ERROR: x',
      redshiftQueryId: 7,
      durationNanos: 1_500_000_000,
      subStatements: [
        { id: 'id:1', status: 'FINISHED', hasResultSet: true, resultRows: 3, redshiftQueryId: 8 },
        { id: 'id:2', status: 'FAILED', hasResultSet: false, error: 'ERROR: x' },
        { id: '', status: 'missing', hasResultSet: false },
      ],
    });
  });

  it('puts sub-statements in the order of their numbers', async () => {
    const numbers = [10, 2, 1, 3];
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', SubStatements: numbers.map((n) => ({ Id: `id:${n}` })) });
    const { subStatements } = await data.describe('id');
    expect(subStatements.map(({ id }) => id)).toEqual(['id:1', 'id:2', 'id:3', 'id:10']);
  });

  it('of an empty answer has no status', async () => {
    mock.on(DescribeStatementCommand).resolves({} as never);
    expect(await data.describe('id')).toEqual({ statementId: 'id', status: 'missing', subStatements: [] });
  });
});

describe('pages', () => {
  it('follow the token to the end', async () => {
    mock
      .on(GetStatementResultCommand, { Id: 'id:2' })
      .resolves({ Records: [[{ longValue: 1 }]], ColumnMetadata: [{ name: 'a' }], NextToken: 'n1', TotalNumRows: 3 })
      .on(GetStatementResultCommand, { Id: 'id:2', NextToken: 'n1' })
      .resolves({ Records: [[{ longValue: 2 }]], NextToken: 'n2' })
      .on(GetStatementResultCommand, { Id: 'id:2', NextToken: 'n2' })
      .resolves({ Records: [[{ longValue: 3 }]], NextToken: '' });
    const pages = [];
    for await (const page of data.pages('id:2')) pages.push(page);
    expect(pages).toEqual([
      { columns: [{ name: 'a' }], records: [[{ longValue: 1 }]], nextToken: 'n1', totalRows: 3 },
      { columns: [], records: [[{ longValue: 2 }]], nextToken: 'n2' },
      { columns: [], records: [[{ longValue: 3 }]] },
    ]);
    expect(mock.commandCalls(GetStatementResultCommand)[0]?.args[0].input).toEqual({ Id: 'id:2' });
  });
});

describe('cancel', () => {
  it.each([
    ['ValidationException', 'Could not cancel a query that is already in FINISHED state'],
    ['ValidationException', 'Could not cancel a query that is already in ABORTED state'],
    ['ResourceNotFoundException', 'Query does not exist'],
  ])('leaves a statement that has ended: %s, %s', async (name, message) => {
    mock.on(CancelStatementCommand).rejects(awsError(name, 400, message));
    await expect(data.cancel('id')).resolves.toBeUndefined();
  });

  it('cancels by the id', async () => {
    mock.on(CancelStatementCommand).resolves({ Status: true });
    await data.cancel('id');
    expect(mock.commandCalls(CancelStatementCommand)[0]?.args[0].input).toEqual({ Id: 'id' });
  });
});

describe('running', () => {
  it('asks for every status that has not ended, page by page, and takes its own names only', async () => {
    const listed = (id: string, name = 'lake/R/t/read/1') => ({ Id: id, StatementName: name });
    const query = { StatementName: 'lake/R/', MaxResults: 100 };
    mock
      .on(ListStatementsCommand, { ...query, Status: 'SUBMITTED' })
      .resolves({ Statements: [listed('a'), listed('other', 'lake/R2/t/read/1')], NextToken: 'n' })
      .on(ListStatementsCommand, { ...query, Status: 'SUBMITTED', NextToken: 'n' })
      .resolves({ Statements: [listed('b')] })
      .on(ListStatementsCommand, { ...query, Status: 'PICKED' })
      .resolves({ Statements: [], NextToken: '' })
      .on(ListStatementsCommand, { ...query, Status: 'STARTED' })
      .resolves({ Statements: [listed('c'), { Id: 'nameless' } as never] });
    expect(await data.running('lake/R/')).toEqual([
      { statementId: 'a', name: 'lake/R/t/read/1', status: 'SUBMITTED' },
      { statementId: 'b', name: 'lake/R/t/read/1', status: 'SUBMITTED' },
      { statementId: 'c', name: 'lake/R/t/read/1', status: 'STARTED' },
    ]);
    expect(mock.commandCalls(ListStatementsCommand)).toHaveLength(4);
  });
});
