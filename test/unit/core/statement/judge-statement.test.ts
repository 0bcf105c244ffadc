import { judgeStatement, type StatementDescription } from '../../../../lambdas/core/statement/judge-statement';

const place = { name: 'lake/R/public.t/read/1', statementId: 'id-1' };
const sub = (status: string, error?: string) => ({
  id: 'id-1:1',
  status,
  hasResultSet: false,
  ...(error === undefined ? {} : { error }),
});
const judge = (description: Partial<StatementDescription>, mode: 'TRANSACTION' | 'AUTO_COMMIT' = 'TRANSACTION') =>
  judgeStatement({ statementId: 'id-1', status: 'FAILED', subStatements: [], ...description }, mode, place);

describe('judgeStatement', () => {
  it.each(['SUBMITTED', 'PICKED', 'STARTED'])('%s runs', (status) => {
    expect(judge({ status })).toEqual({ state: 'running' });
  });

  it('FINISHED is finished', () => {
    expect(judge({ status: 'FINISHED' })).toEqual({ state: 'finished' });
  });

  it.each([
    ['ABORTED', {}, 'StatementAborted', 'the statement was cancelled'],
    ['ABORTED', { error: 'Query cancelled' }, 'StatementAborted', 'Query cancelled'],
    ['FAILED', { error: 'ERROR: syntax error' }, 'StatementFailed', 'ERROR: syntax error'],
    ['FAILED', { error: 'ERROR: 1023 DETAIL: x' }, 'StatementTransient', 'ERROR: 1023'],
    ['FAILED', { error: 'Database response exceeded size limit' }, 'ResultTooLarge', 'size limit'],
    ['FAILED', {}, 'StatementFailed', 'Redshift gave no message'],
    ['FAILED', { subStatements: [sub('FINISHED'), sub('FAILED', 'Disk Full')] }, 'StatementFailed', 'Disk Full'],
    [
      'FAILED',
      { subStatements: [sub('FAILED', 'ERROR: 1018'), sub('ABORTED', 'skipped')] },
      'StatementTransient',
      'ERROR: 1018; skipped',
    ],
    ['ENQUEUED', {}, 'StatementStatusUnknown', '"ENQUEUED"'],
    ['finished', {}, 'StatementStatusUnknown', '"finished"'],
    ['missing', {}, 'StatementStatusUnknown', 'lake/R/public.t/read/1'],
    ['', {}, 'StatementStatusUnknown', '""'],
  ])('%s %j fails as %s', (status, more, name, message) => {
    const judgement = judge({ status, ...more });
    expect(judgement).toMatchObject({ state: 'failed', error: { name } });
    expect((judgement as { error: Error }).error.message).toContain(message);
  });

  it.each([
    ['one of it finished', [sub('FINISHED'), sub('FAILED', 'permission denied')], 'finished'],
    ['nothing of it finished', [sub('FAILED', 'a'), sub('FAILED', 'b')], 'failed'],
    ['nothing of it is known', [], 'failed'],
  ])('an AUTO_COMMIT batch that FAILED counts by its statements: %s', (_, subStatements, state) => {
    expect(judge({ subStatements }, 'AUTO_COMMIT').state).toBe(state);
  });

  it('an AUTO_COMMIT batch that was cancelled has failed, whatever finished before', () => {
    expect(judge({ status: 'ABORTED', subStatements: [sub('FINISHED')] }, 'AUTO_COMMIT').state).toBe('failed');
  });

  it('a transaction with a finished statement has failed all the same', () => {
    expect(judge({ subStatements: [sub('FINISHED'), sub('FAILED', 'x')] }).state).toBe('failed');
  });
});
