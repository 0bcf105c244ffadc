import {
  clientToken,
  runOfStatement,
  statementName,
  statementNamePrefix,
} from '../../../../lambdas/core/statement/token';

const parts = {
  executionArn: 'arn:aws:states:eu-west-1:1:execution:lake:e1',
  redriveCount: 0,
  unit: 'public.t',
  step: 'read',
  attempt: 1,
  sqls: ['SET a', 'SELECT 1'],
};

describe('clientToken', () => {
  it('fits the Data API: 1 to 64 characters', () => {
    expect(clientToken(parts)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same for the same parts', () => {
    expect(clientToken({ ...parts, sqls: [...parts.sqls] })).toBe(clientToken(parts));
  });

  it.each([
    ['execution', { executionArn: `${parts.executionArn}2` }],
    ['redrive', { redriveCount: 1 }],
    ['unit', { unit: 'public.u' }],
    ['step', { step: 'count' }],
    ['attempt', { attempt: 2 }],
    ['text', { sqls: ['SET a', 'SELECT 2'] }],
    ['number of statements', { sqls: ['SET a'] }],
    ['order', { sqls: ['SELECT 1', 'SET a'] }],
    ['split of the same characters', { sqls: ['SET aS', 'ELECT 1'] }],
    ['place of the same characters', { unit: 'public.tread', step: '' }],
  ])('differs by %s', (_, change) => {
    expect(clientToken({ ...parts, ...change })).not.toBe(clientToken(parts));
  });
});

describe('statementName', () => {
  it.each([
    ['public.t', 'lake/R/public.t/read/2'],
    ['', 'lake/R//read/2'],
  ])('of unit %j', (unit, name) => {
    expect(statementName('lake', 'R', unit, 'read', 2)).toBe(name);
    expect(name.startsWith(statementNamePrefix('lake'))).toBe(true);
    expect(runOfStatement(name)).toBe('R');
  });

  it('is cut to 500 characters in its unit only', () => {
    const name = statementName('lake', 'R', 'u'.repeat(600), 'read', 2);
    expect(name).toHaveLength(500);
    expect(name).toMatch(/^lake\/R\/u+\/read\/2$/);
  });

  it('does not take the statements of a pipeline whose name begins alike', () => {
    expect(statementName('lake2', 'R', 't', 'read', 1).startsWith(statementNamePrefix('lake'))).toBe(false);
  });
});
