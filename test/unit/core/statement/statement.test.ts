import { StatementTooLong } from '../../../../lambdas/core/errors';
import { literal } from '../../../../lambdas/core/sql/literal';
import {
  MAX_SQL_BYTES,
  previewOf,
  statementSqlSchema,
  statementTexts,
} from '../../../../lambdas/core/statement/statement';

/** A literal of that many bytes, quotes included. */
const ofBytes = (bytes: number) => literal('x'.repeat(bytes - 2));

describe('statementTexts', () => {
  it('gives the texts in order', () => {
    expect(statementTexts([literal('a'), literal('b')], 'public.t')).toEqual(["'a'", "'b'"]);
  });

  it('takes what the Data API takes, and no byte more', () => {
    expect(statementTexts([ofBytes(MAX_SQL_BYTES)], 'public.t')[0]).toHaveLength(102_400);
    expect(() => statementTexts([literal(''), ofBytes(MAX_SQL_BYTES + 1)], 'public.t')).toThrow(StatementTooLong);
    expect(() => statementTexts([ofBytes(MAX_SQL_BYTES + 1)], 'public.t')).toThrow(
      /public\.t: the statement is 102401 bytes .*columns\.exclude/,
    );
  });

  it('counts bytes, not characters', () => {
    expect(() => statementTexts([literal('é'.repeat(60_000))], 'public.t')).toThrow(StatementTooLong);
  });
});

describe('statement SQL in the state', () => {
  it.each([
    ['text', { sqls: ['SELECT 1'] }, true],
    ['a reference', { bucket: 'b', key: 'k', preview: 'SEL' }, true],
    ['forty statements', { sqls: Array(40).fill('SELECT 1') }, true],
    ['one too many', { sqls: Array(41).fill('SELECT 1') }, false],
    ['none', { sqls: [] }, false],
    ['half a reference', { bucket: 'b', key: 'k' }, false],
  ])('%s: %j', (_, value, taken) => {
    expect(statementSqlSchema.safeParse(value).success).toBe(taken);
  });

  it('shows the start of the longest', () => {
    expect(previewOf(['SET x', `SELECT ${'a'.repeat(400)}`, 'SELECT 2'])).toBe(`SELECT ${'a'.repeat(293)}`);
    expect(previewOf([])).toBe('');
  });
});
