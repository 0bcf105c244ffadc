import {
  BooleanExpressionError,
  booleanExpression,
  MAX_EXPRESSION_BYTES,
} from '../../../../lambdas/core/sql/expression';
import { Sql } from '../../../../lambdas/core/sql/sql';

const faultOf = (text: string): BooleanExpressionError => {
  try {
    booleanExpression(text);
  } catch (error) {
    if (error instanceof BooleanExpressionError) return error;
    throw error;
  }
  throw new Error(`passed: ${text}`);
};

describe('booleanExpression', () => {
  it.each([
    'delay > 10',
    "name = 'O''Brien; -- /* not a comment'",
    String.raw`path = 'C:\\temp'`,
    String.raw`line LIKE '%\n%'`,
    '"order" = 1 AND "a""b" < 2',
    'id IN (SELECT id FROM sales.orders ORDER BY at LIMIT 10)',
    'id NOT IN (SELECT 1 UNION SELECT 2)',
    'a[0].b = 1',
    "at >= '2026-01-01'::timestamp with time zone",
    'x - -1 > 0',
    'CASE WHEN a THEN b ELSE c END',
    "note = '$$' AND fee = '{% x %}${y}'",
    'ordering = 1 AND grouped IS NULL AND limits > 2',
    'größe > 1',
    'true',
  ])('takes %s', (text) => {
    const sql = booleanExpression(text);
    expect(sql).toBeInstanceOf(Sql);
    expect(sql.text).toBe(`(${text})`);
  });

  it('drops the blanks around it', () => {
    expect(booleanExpression('\n a = 1 \n').text).toBe('(a = 1)');
  });

  it.each([
    ['', 'is empty', 'write a condition'],
    ['  \n', 'is empty', 'remove the key'],
    ['a = 1;', 'a semicolon', 'a single condition'],
    ['a = 1; DROP TABLE x', 'a semicolon', 'a single condition'],
    ['a = 1 -- all', 'a comment mark, --', '- -1'],
    ['a = 1 /* x */', 'a comment mark, /*', 'remove it'],
    ['a */ b', 'a comment mark, */', 'remove it'],
    ['x --1 > 0', 'a comment mark, --', '- -1'],
    ["a = 'x", 'a single quote that is not closed', 'close it'],
    ["a = 'x''", 'a single quote that is not closed', "write ''"],
    [String.raw`a = 'x\' OR 1=1 --'`, 'a quote after a backslash', "write ''"],
    [String.raw`a = 'x\'`, 'a quote after a backslash', "write ''"],
    [String.raw`a = '\\\' OR b`, 'a quote after a backslash', "write ''"],
    ['"a = 1', 'a double quote that is not closed', 'close it'],
    ['a = ""', 'an empty name', "write ''"],
    ['(a = 1', 'a ( that is not closed', 'close it'],
    ['a = 1) OR (b = 2', 'a ) that nothing opened', 'balance'],
    ['a[0 = 1', 'a [ that is not closed', 'close it'],
    ['(a[0)] = 1', 'a ) that nothing opened', 'balance'],
    ['a = $$x$$', 'a $ outside of quotes', 'quote'],
    ['a = $t$;$t$', 'a $ outside of quotes', 'quote'],
    ['a = $1', 'a $ outside of quotes', 'quote'],
    [String.raw`a = \b`, 'a backslash outside of quotes', 'remove it'],
    ['a, b', 'a list of expressions', 'AND or OR'],
    ['WHERE a = 1', 'the word WHERE', 'without WHERE'],
    ['where a = 1', 'the word WHERE', 'without WHERE'],
    ['a = 1 ORDER BY b', 'the word ORDER', 'in parentheses'],
    ['a = 1 group by b', 'the word GROUP', 'in parentheses'],
    ['a = 1 LIMIT 5', 'the word LIMIT', 'in double quotes'],
    ['a = 1 UNION SELECT 1', 'the word UNION', 'in parentheses'],
    ['a = 1 INTERSECT SELECT 1', 'the word INTERSECT', 'in parentheses'],
    ['a = 1 EXCEPT SELECT 1', 'the word EXCEPT', 'in parentheses'],
    ['a = 1 MINUS SELECT 1', 'the word MINUS', 'in parentheses'],
    ['a = 1 HAVING b', 'the word HAVING', 'in parentheses'],
    ['a = 1 QUALIFY b', 'the word QUALIFY', 'in parentheses'],
    ['a = 1 WINDOW w AS (b)', 'the word WINDOW', 'in parentheses'],
    ['SELECT true', 'the word SELECT', 'in parentheses'],
    ['a = 1 LIMIT(5)', 'the word LIMIT', 'in parentheses'],
    ["'x'LIMIT 5", 'the word LIMIT', 'in parentheses'],
    ['1limit 5', 'the word LIMIT', 'in parentheses'],
    ['a = \0', 'a character that SQL text cannot hold', 'remove it'],
    ["a = '\0'", 'a character that SQL text cannot hold', 'remove it'],
    ["a = '\ud800'", 'a character that SQL text cannot hold', 'remove it'],
  ])('refuses %j: %s', (text, message, fix) => {
    const fault = faultOf(text);
    expect(fault.message).toContain(message);
    expect(fault.fix).toContain(fix);
  });

  it('takes 32 KB less one byte and refuses 32 KB, counted in bytes', () => {
    const longest = `a = '${'x'.repeat(MAX_EXPRESSION_BYTES - 7)}'`;
    expect(Buffer.byteLength(longest)).toBe(MAX_EXPRESSION_BYTES - 1);
    expect(booleanExpression(longest).text).toHaveLength(MAX_EXPRESSION_BYTES + 1);
    expect(faultOf(`${longest} `).message).toContain('32768 bytes');
    expect(faultOf(`a = '${'ü'.repeat(MAX_EXPRESSION_BYTES / 2)}'`).message).toContain('bytes');
  });

  it('reads long hostile text in linear time', () => {
    for (const text of ["'".repeat(32_001), `'${'\\'.repeat(32_000)}`, '('.repeat(32_000), `${'"'.repeat(32_001)}`]) {
      expect(() => booleanExpression(text)).toThrow(BooleanExpressionError);
    }
  });
});
