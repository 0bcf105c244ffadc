import fc from 'fast-check';
import { BooleanExpressionError, booleanExpression } from '../../lambdas/core/sql/expression';

interface Reading {
  statements: number;
  maxClauses: number;
  balanced: boolean;
  comments: number;
  open: boolean;
}

/**
 * A reader of SQL of its own making: one character at a time, in one of four states. `backslash` says whether a
 * backslash escapes in a literal, as Redshift has it, or stands for itself, as in standard SQL.
 */
const read = (sql: string, backslash: boolean): Reading => {
  let state: 'sql' | 'literal' | 'name' | 'dollar' = 'sql';
  let tag = '';
  let depth = 0;
  let balanced = true;
  let comments = 0;
  let semicolons = 0;
  let word = '';
  const topWords: string[] = [];
  for (let i = 0; i <= sql.length; i++) {
    const c = sql[i] ?? '';
    // Redshift takes every character beyond ASCII for a letter.
    if (state === 'sql' && /[A-Za-z_0-9\u0080-\uffff]/.test(c)) {
      word += c;
      continue;
    }
    if (word !== '' && depth === 0) topWords.push(word.toUpperCase());
    word = '';
    if (state === 'literal') {
      if (backslash && c === '\\') i++;
      else if (c === "'" && sql[i + 1] === "'") i++;
      else if (c === "'") state = 'sql';
    } else if (state === 'name') {
      if (c === '"' && sql[i + 1] === '"') i++;
      else if (c === '"') state = 'sql';
    } else if (state === 'dollar') {
      if (sql.startsWith(tag, i)) {
        i += tag.length - 1;
        state = 'sql';
      }
    } else if (c === "'") state = 'literal';
    else if (c === '"') state = 'name';
    else if (c === '$') {
      const end = sql.indexOf('$', i + 1);
      if (end > 0 && /^[^\s'"$]*$/.test(sql.slice(i + 1, end))) {
        tag = sql.slice(i, end + 1);
        i = end;
        state = 'dollar';
      }
    } else if (c === '-' && sql[i + 1] === '-') comments++;
    else if (c === '/' && sql[i + 1] === '*') comments++;
    else if (c === ';') semicolons++;
    else if (c === '(') depth++;
    else if (c === ')') {
      depth--;
      if (depth < 0) balanced = false;
    }
  }
  const clauses = topWords.filter((name) => ['ORDER', 'GROUP', 'LIMIT', 'UNION', 'WHERE', 'EXCEPT'].includes(name));
  return {
    statements: semicolons + 1,
    maxClauses: clauses.length,
    balanced: balanced && depth === 0,
    comments,
    open: state !== 'sql',
  };
};

const PIECES = [
  ...[
    "'",
    "''",
    '"',
    '""',
    '\\',
    "\\'",
    '$',
    '$$',
    '$a$',
    '--',
    '-',
    '/*',
    '*/',
    '/',
    '*',
    ';',
    '(',
    ')',
    '[',
    ']',
    ',',
  ],
  ...[
    ' ',
    '\n',
    'a',
    '1',
    '=',
    'LIMIT',
    'order',
    'union',
    'select',
    'where',
    'x',
    'é',
    '\u0301',
    "'x'",
    '"y"',
    '(z)',
    ' AND ',
    "E'",
    "U&'",
  ],
];

const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));
const plausible = fc
  .tuple(
    fc.constantFrom('a = ', 'b IN (', "c LIKE 'x' OR ", '(a AND b) OR '),
    fc.oneof(fc.string({ maxLength: 12 }), hostile),
    fc.constantFrom('', ')', "'", ' AND 1 = 1'),
  )
  .map((parts) => parts.join(''));

const accepted = (text: string): string | undefined => {
  try {
    return booleanExpression(text).text;
  } catch (error) {
    if (error instanceof BooleanExpressionError) return undefined;
    throw error;
  }
};

const isContained = (sql: string): void => {
  for (const backslash of [true, false]) {
    expect(read(sql, backslash)).toEqual({ statements: 1, maxClauses: 1, balanced: true, comments: 0, open: false });
  }
};

describe('booleanExpression, whatever the text', () => {
  it.each([
    ['of hostile pieces', hostile],
    ['of plausible conditions', plausible],
    ['of any characters', fc.string({ unit: 'binary', maxLength: 20 })],
  ])('%s: what passes stays one balanced condition', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const condition = accepted(text);
        if (condition === undefined) return;
        isContained(`SELECT 1 WHERE ${condition}`);
        // Inside of its parentheses it is balanced by itself, so that they are the ones that close last.
        isContained(`SELECT 1 WHERE ${condition.slice(1, -1)}`);
      }),
      { numRuns: 4_000, seed: 7 },
    );
  });

  it('passes a fair share of them, so that the property says something', () => {
    const sample = fc.sample(plausible, { numRuns: 2_000, seed: 7 });
    expect(sample.filter((text) => accepted(text) !== undefined).length).toBeGreaterThan(200);
  });

  it('takes every literal that doubles its quotes and backslashes', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20 }).filter((text) => !text.includes('\0')),
        (text) => {
          const quoted = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
          expect(accepted(`a = ${quoted}`)).toBe(`(a = ${quoted})`);
        },
      ),
      { numRuns: 1_000, seed: 7 },
    );
  });
});
