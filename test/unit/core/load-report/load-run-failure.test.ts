import { loadRunFailure } from '../../../../lambdas/core/load-report/load-run-failure';
import { MAX_CAUSE } from '../../../../lambdas/core/progress/run-failure';

const table = (name: string, status: 'applied' | 'failed' | 'waiting' | 'unaccounted', cause = 'why') => ({
  table: name,
  status,
  ...(status !== 'applied' && { error: 'E', cause }),
});

describe('loadRunFailure', () => {
  it('is none where tables are applied or wait', () => {
    expect(loadRunFailure('R', [table('a', 'applied'), table('b', 'waiting')])).toBeUndefined();
    expect(loadRunFailure('R', [])).toBeUndefined();
  });

  it('says what people do, then names the tables', () => {
    const failure = loadRunFailure('R', [table('a', 'applied'), table('b', 'failed'), table('c', 'unaccounted')]);
    expect(failure?.error).toBe('TablesFailed');
    const [head, ...lines] = failure?.cause.split('\n') ?? [];
    expect(head).toMatch(/^2 of 3 tables failed; 1 is loaded\. .* \{"retryFailedOf": "R"\}\.$/);
    expect(lines).toEqual(['b: E: why', 'c: E: why']);
  });

  it('is TableUnaccounted where nothing else failed', () => {
    expect(loadRunFailure('R', [table('a', 'unaccounted'), table('b', 'waiting')])?.error).toBe('TableUnaccounted');
  });

  it('fits a Fail state', () => {
    const many = Array.from({ length: 200 }, (_, i) => table(`t${i}`, 'failed', 'x'.repeat(9_000)));
    expect(loadRunFailure('R', many)?.cause).toHaveLength(MAX_CAUSE);
  });
});
