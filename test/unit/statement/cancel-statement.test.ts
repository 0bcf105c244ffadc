import { cancelStatement } from '../../../lambdas/statement/cancel-statement';
import { awsError, CancelStatementCommand, DescribeStatementCommand, mockedData } from '../../support/mocked-data-api';
import { later, run, running } from './run';

const { mock, data } = mockedData();
const cancel = () => cancelStatement({ run, statement: { ...running, timedOut: true }, now: later(600) }, { data });
const ended = (state: string) =>
  awsError('ValidationException', 400, `Could not cancel a query that is already in ${state} state`);

beforeEach(() => {
  mock.reset();
  mock.on(CancelStatementCommand).resolves({ Status: true });
});

describe('cancelStatement', () => {
  it.each([
    ['ABORTED', undefined],
    ['STARTED', undefined],
    ['FAILED', "ERROR: Query (12) cancelled on user's request"],
    ['FAILED', 'ERROR: canceling statement due to statement timeout'],
  ] as const)('says that the time is over: %s, %s', async (Status, message) => {
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', Status, ...(message && { Error: message }) });
    await expect(cancel()).rejects.toMatchObject({
      name: 'StatementTimedOut',
      message: 'statement lake/R/public.t/read/1 (id id) ran longer than statementTimeout (600 s) and was cancelled',
    });
    expect(mock.commandCalls(CancelStatementCommand)[0]?.args[0].input).toEqual({ Id: 'id' });
  });

  it('takes the result of a statement that finished first', async () => {
    mock.on(CancelStatementCommand).rejects(ended('FINISHED'));
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', Status: 'FINISHED' });
    expect(await cancel()).toMatchObject({ status: 'FINISHED', timedOut: false, polls: 5 });
  });

  it.each([
    ['ERROR: permission denied', 'StatementFailed'],
    ['ERROR: 1023', 'StatementTransient'],
  ])('takes the error of a statement that failed first: %s', async (message, name) => {
    mock.on(CancelStatementCommand).rejects(ended('FAILED'));
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', Status: 'FAILED', Error: message });
    await expect(cancel()).rejects.toMatchObject({ name });
  });

  it('may be repeated: the second time the statement has ended', async () => {
    mock.on(CancelStatementCommand).resolvesOnce({ Status: true }).rejects(ended('ABORTED'));
    mock
      .on(DescribeStatementCommand)
      .rejectsOnce(awsError('InternalServerException', 500))
      .resolves({ Id: 'id', Status: 'ABORTED' });
    await expect(cancel()).rejects.toMatchObject({ name: 'DataApiUnavailable' });
    await expect(cancel()).rejects.toMatchObject({ name: 'StatementTimedOut' });
  });

  it.each([
    ['ThrottlingException', 400, 'DataApiBusy'],
    ['QueryTimeoutException', 400, 'DataApiUnavailable'],
    ['AccessDeniedException', 400, 'AccessDeniedException'],
  ])('names %s', async (name, status, expected) => {
    mock.on(CancelStatementCommand).rejects(awsError(name, status));
    await expect(cancel()).rejects.toMatchObject({ name: expected });
  });
});
