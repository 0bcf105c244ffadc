import { accountTables } from '../../../../lambdas/core/progress/account-tables';
import { runFailure } from '../../../../lambdas/core/progress/run-failure';
import { committed, failed, none } from './records';

const reports = accountTables(['a', 'b', 'c', 'd'], [committed('a'), committed('b'), failed('c')], none);

describe('runFailure', () => {
  const unaccounted = reports.filter(({ status }) => status === 'unaccounted');

  it.each([
    ['everything is committed', reports.slice(0, 2)],
    ['nothing was planned', []],
    ['it was a dry run', [{ table: 'a', status: 'planned' as const }]],
  ])('is none when %s', (_, tables) => {
    expect(runFailure('R', tables)).toBeUndefined();
  });

  it('names the tables, why, and how to run them again', () => {
    expect(runFailure('R', reports)).toEqual({
      error: 'TablesFailed',
      cause: [
        '2 of 4 tables failed; the others are committed. Run again with {"retryFailedOf": "R"}.',
        'c: StatementFailed: permission denied',
        'd: TableUnaccounted: neither a commit nor a failure was recorded; re-run it with `retryFailedOf`',
      ].join('\n'),
    });
  });

  it('is TableUnaccounted when no table failed by itself', () => {
    expect(runFailure('R', [...reports.slice(0, 2), ...unaccounted])?.error).toBe('TableUnaccounted');
  });

  it('fits the cause of a Fail state, whatever the number of tables and the length of their causes', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => ({
      table: `public.table_${i}`,
      status: 'failed' as const,
      error: 'StatementFailed',
      cause: 'x'.repeat(8_000),
    }));
    const cause = runFailure('R', many)?.cause ?? '';
    expect(cause).toHaveLength(32_768);
    expect(cause).toContain('2000 of 2000 tables failed');
    expect(cause.split('\n')[1]).toBe(`public.table_0: StatementFailed: ${'x'.repeat(500)}`);
  });
});
