import { pollStatement } from '../../../lambdas/statement/poll-statement';
import { awsError, DescribeStatementCommand, mockedData } from '../../support/mocked-data-api';
import { later, run, running } from './run';

const { mock, data } = mockedData();
const poll = (seconds: number, statement = running) => pollStatement({ run, statement, now: later(seconds) }, { data });

beforeEach(() => mock.reset());

describe('pollStatement', () => {
  it.each([
    [0, 1, false],
    [10, 2, false],
    [100, 20, false],
    [300, 60, false],
    // Never past the timeout of 600 s.
    [570, 30, false],
    [599.5, 1, false],
    [600, 1, true],
    [5_000, 1, true],
    // A clock that went back.
    [-3, 1, false],
  ])('after %s s: waits %s s, timed out %s', async (seconds, waitSeconds, timedOut) => {
    mock.on(DescribeStatementCommand, { Id: 'id' }).resolves({ Id: 'id', Status: 'STARTED' });
    expect(await poll(seconds)).toEqual({ ...running, polls: 5, waitSeconds, timedOut });
  });

  it('never calls a statement late that has finished', async () => {
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', Status: 'FINISHED', Duration: 2e9, RedshiftQueryId: 3 });
    expect(await poll(5_000)).toMatchObject({
      status: 'FINISHED',
      timedOut: false,
      polls: 5,
      durationSeconds: 2,
      redshiftQueryId: 3,
    });
  });

  it.each([
    ['FAILED', 'ERROR: 1023', 'StatementTransient'],
    ['FAILED', 'ERROR: permission denied', 'StatementFailed'],
    ['FAILED', 'Packet for query is too large', 'ResultTooLarge'],
    ['ABORTED', 'cancelled', 'StatementAborted'],
    ['RESTING', '', 'StatementStatusUnknown'],
  ])('%s, %s is %s', async (Status, message, name) => {
    mock.on(DescribeStatementCommand).resolves({ Id: 'id', Status: Status as never, Error: message });
    await expect(poll(1)).rejects.toMatchObject({ name, message: expect.stringContaining('lake/R/public.t/read/1') });
  });

  it.each([
    ['ThrottlingException', 400, 'DataApiBusy'],
    ['InternalServerException', 500, 'DataApiUnavailable'],
    ['ResourceNotFoundException', 400, 'ResultNotReady'],
  ])('a describe that fails with %s is no failed statement', async (name, status, expected) => {
    mock.on(DescribeStatementCommand).rejects(awsError(name, status));
    await expect(poll(1)).rejects.toMatchObject({ name: expected });
  });
});
