import { submitInputSchema, submitStatement } from '../../../lambdas/statement/submit-statement';
import { FakeS3 } from '../../support/fake-s3';
import {
  awsError,
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  mockedData,
} from '../../support/mocked-data-api';
import { later, run, START } from './run';

const { mock, data } = mockedData();
const s3 = new FakeS3();
const input = submitInputSchema.parse({
  run,
  unit: 'public.t',
  attempt: 1,
  redriveCount: 0,
  statement: { step: 'read', mode: 'TRANSACTION', sql: { sqls: ['SET a', 'SELECT 1'] } },
  waitTimeSeconds: 2,
  now: START,
});
const submit = (more: Partial<typeof input> = {}) =>
  submitStatement({ ...input, ...more }, { data, objects: s3.objects });
const sent = (call = 0) => mock.commandCalls(BatchExecuteStatementCommand)[call]?.args[0].input;

beforeEach(() => {
  mock.reset();
  mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id', Status: 'SUBMITTED' });
});

describe('submitStatement', () => {
  it('sends the text, and waits a second before the first look', async () => {
    expect(await submit()).toEqual({
      status: 'RUNNING',
      statementId: 'id',
      name: 'lake/R/public.t/read/1',
      mode: 'TRANSACTION',
      startedAt: START,
      waitSeconds: 1,
      timedOut: false,
      polls: 0,
    });
    expect(sent()).toMatchObject({
      Database: 'dev',
      WorkgroupName: 'demo',
      Sqls: ['SET a', 'SELECT 1'],
      StatementName: 'lake/R/public.t/read/1',
      WaitTimeSeconds: 2,
      ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(mock.commandCalls(DescribeStatementCommand)).toHaveLength(0);
  });

  it.each(['SUBMITTED', 'PICKED', 'STARTED', undefined] as const)('does not look at one that is %s', async (Status) => {
    mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id', ...(Status && { Status }) });
    expect(await submit()).toMatchObject({ status: 'RUNNING' });
    expect(mock.commandCalls(DescribeStatementCommand)).toHaveLength(0);
  });

  it('is done at once when the statement is, and costs no poll', async () => {
    mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id', Status: 'FINISHED' });
    mock
      .on(DescribeStatementCommand, { Id: 'id' })
      .resolves({ Id: 'id', Status: 'FINISHED', Duration: 250_000_000, RedshiftQueryId: 9 });
    expect(await submit()).toMatchObject({ status: 'FINISHED', polls: 0, durationSeconds: 0.25, redshiftQueryId: 9 });
  });

  it.each([
    ['FAILED', 'ERROR: syntax error', 'StatementFailed'],
    ['FAILED', 'ERROR: 1023', 'StatementTransient'],
    ['FAILED', 'Database response exceeded size limit', 'ResultTooLarge'],
    ['ABORTED', '', 'StatementAborted'],
  ] as const)('fails at once with a statement that is %s: %s', async (Status, message, name) => {
    mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id', Status });
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', Status, Error: message });
    await expect(submit()).rejects.toMatchObject({ name });
  });

  it.each([
    ['ThrottlingException', 400, 'DataApiBusy'],
    ['ActiveStatementsExceededException', 400, 'DataApiBusy'],
    ['InternalServerException', 500, 'DataApiUnavailable'],
    ['ValidationException', 400, 'StatementFailed'],
    ['AccessDeniedException', 400, 'AccessDeniedException'],
  ])('names %s', async (name, status, expected) => {
    mock.on(BatchExecuteStatementCommand).rejects(awsError(name, status));
    await expect(submit()).rejects.toMatchObject({ name: expected });
  });

  it('re-sends the same token and name, whenever it is repeated', async () => {
    mock.on(BatchExecuteStatementCommand).rejectsOnce(awsError('TimeoutError', undefined)).resolves({ Id: 'id' });
    await expect(submit()).rejects.toMatchObject({ name: 'DataApiUnavailable' });
    await submit({ now: later(300) });
    expect(sent(1)).toEqual(sent(0));
  });

  it.each([
    ['the attempt', { attempt: 2 }],
    ['a redrive', { redriveCount: 1 }],
    ['the unit', { unit: 'public.u' }],
    ['the text', { statement: { ...input.statement, sql: { sqls: ['SET a', 'SELECT 2'] } } }],
  ])('is another submission by %s', async (_, more) => {
    await submit();
    await submit(more);
    expect(sent(1)?.ClientToken).not.toBe(sent(0)?.ClientToken);
  });

  it('counts the time from when the Data API took the statement, however long that took', async () => {
    const taken = new Date(later(7_200));
    mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id', Status: 'SUBMITTED', CreatedAt: taken });
    expect(await submit()).toMatchObject({ startedAt: later(7_200), timedOut: false, waitSeconds: 1 });
  });

  it('does not let a slow clock of the Data API shorten the time', async () => {
    mock.on(BatchExecuteStatementCommand).resolves({ Id: 'id', CreatedAt: new Date(later(-5)) });
    expect(await submit()).toMatchObject({ startedAt: START });
  });

  it('sends a single statement by itself', async () => {
    mock.on(ExecuteStatementCommand).resolves({ Id: 'one' });
    const statement = { ...input.statement, sql: { sqls: ['SELECT 1'] } };
    expect(await submit({ statement })).toMatchObject({ statementId: 'one' });
  });

  describe('text in S3', () => {
    const statement = { ...input.statement, sql: { bucket: 'lake', key: 's.json', preview: 'SELECT' } };

    it('is read', async () => {
      s3.put('s.json', ['SET a', 'SELECT 1']);
      await submit({ statement });
      await submit();
      expect(sent(0)).toEqual(sent(1));
    });

    it.each([
      ['is gone', undefined],
      ['is a list of nothing', '[]'],
      ['is no list', '{}'],
      ['is no JSON', '['],
    ])('is refused when it %s', async (_, text) => {
      s3.remove('s.json');
      if (text !== undefined) s3.put('s.json', text);
      await expect(submit({ statement })).rejects.toMatchObject({ name: 'DocumentInvalid' });
      expect(mock.calls()).toHaveLength(0);
    });
  });
});
