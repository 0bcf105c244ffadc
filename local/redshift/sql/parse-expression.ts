import { redshiftError } from '../errors';
import type { Expr } from './ast';
import type { Cursor } from './cursor';
import { parsePrimary } from './parse-primary';
import { parseQuery, startsQuery } from './parse-query';
import { parseType } from './parse-type';

const COMPARISONS = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);
const OTHER_OPERATORS = new Set(['||', '~', '~*', '!~', '!~*', '~~', '!~~', '~~*', '!~~*', '&', '|', '#', '<<', '>>']);

/** Parses one value expression, with Postgres' precedence. */
export function parseExpression(c: Cursor): Expr {
  let left = parseAnd(c);
  while (c.accept('or')) left = { k: 'binary', op: 'or', left, right: parseAnd(c) };
  return left;
}

export function parseExpressionList(c: Cursor): Expr[] {
  const list = [parseExpression(c)];
  while (c.acceptSymbol(',')) list.push(parseExpression(c));
  return list;
}

function parseAnd(c: Cursor): Expr {
  let left = parseNot(c);
  while (c.accept('and')) left = { k: 'binary', op: 'and', left, right: parseNot(c) };
  return left;
}

function parseNot(c: Cursor): Expr {
  return c.accept('not') ? { k: 'unary', op: 'not', arg: parseNot(c) } : parseIs(c);
}

function parseIs(c: Cursor): Expr {
  let arg = parseComparison(c);
  for (;;) {
    if (c.accept('isnull')) arg = { k: 'is', arg, what: 'null', negated: false };
    else if (c.accept('notnull')) arg = { k: 'is', arg, what: 'null', negated: true };
    else if (c.accept('is')) {
      const negated = c.accept('not');
      if (!c.isAnyWord('null', 'true', 'false', 'unknown')) throw c.unexpected();
      arg = { k: 'is', arg, what: c.next().text as 'null', negated };
    } else return arg;
  }
}

function parseComparison(c: Cursor): Expr {
  let left = parseRange(c);
  while (c.peek().kind === 'symbol' && COMPARISONS.has(c.peek().text)) {
    const op = c.next().text.replace('!=', '<>');
    if (c.isAnyWord('any', 'some', 'all') && c.isSymbol('(', 1)) left = parseQuantified(c, op, left);
    else left = { k: 'binary', op, left, right: parseRange(c) };
  }
  return left;
}

function parseQuantified(c: Cursor, op: string, left: Expr): Expr {
  const all = c.next().text === 'all';
  c.expectSymbol('(');
  const operand = startsQuery(c) ? { query: parseQuery(c) } : { right: parseExpression(c) };
  c.expectSymbol(')');
  return { k: 'quantified', op, all, left, ...operand };
}

/** IN, BETWEEN, LIKE, ILIKE, SIMILAR TO. */
function parseRange(c: Cursor): Expr {
  let arg = parseOperator(c);
  for (;;) {
    const mark = c.mark();
    const negated = c.accept('not');
    if (c.accept('in')) arg = parseIn(c, arg, negated);
    else if (c.accept('between')) {
      const low = parseOperator(c);
      c.expect('and');
      arg = { k: 'between', arg, low, high: parseOperator(c), negated };
    } else if (c.isAnyWord('like', 'ilike') || c.isWord('similar', 'to')) {
      const op = c.next().text as 'like' | 'ilike' | 'similar';
      if (op === 'similar') c.next();
      const pattern = parseOperator(c);
      const escaped = c.accept('escape') ? { escape: parseOperator(c) } : {};
      arg = { k: 'like', op, arg, pattern, negated, ...escaped };
    } else {
      c.reset(mark);
      return arg;
    }
  }
}

function parseIn(c: Cursor, arg: Expr, negated: boolean): Expr {
  c.expectSymbol('(');
  const operand = startsQuery(c) ? { query: parseQuery(c) } : { list: parseExpressionList(c) };
  c.expectSymbol(')');
  return { k: 'in', arg, negated, ...operand };
}

function parseOperator(c: Cursor): Expr {
  let left = parseAdditive(c);
  while (c.peek().kind === 'symbol' && OTHER_OPERATORS.has(c.peek().text)) {
    const op = c.next().text;
    left = { k: 'binary', op, left, right: parseAdditive(c) };
  }
  return left;
}

function parseAdditive(c: Cursor): Expr {
  let left = parseMultiplicative(c);
  while (c.isSymbol('+') || c.isSymbol('-')) {
    left = { k: 'binary', op: c.next().text, left, right: parseMultiplicative(c) };
  }
  return left;
}

function parseMultiplicative(c: Cursor): Expr {
  let left = parsePower(c);
  while (c.isSymbol('*') || c.isSymbol('/') || c.isSymbol('%')) {
    left = { k: 'binary', op: c.next().text, left, right: parsePower(c) };
  }
  return left;
}

function parsePower(c: Cursor): Expr {
  let left = parseUnary(c);
  while (c.acceptSymbol('^')) left = { k: 'binary', op: '^', left, right: parseUnary(c) };
  return left;
}

function parseUnary(c: Cursor): Expr {
  if (c.acceptSymbol('-')) return { k: 'unary', op: '-', arg: parseUnary(c) };
  if (c.acceptSymbol('+')) return { k: 'unary', op: '+', arg: parseUnary(c) };
  return parsePostfix(c);
}

function parsePostfix(c: Cursor): Expr {
  let arg = parsePrimary(c);
  for (;;) {
    if (c.acceptSymbol('::')) arg = { k: 'cast', arg, type: parseType(c) };
    else if (c.accept('at', 'time', 'zone')) arg = { k: 'zone', arg, zone: parsePrimary(c) };
    else if (c.acceptSymbol('[')) {
      arg = { k: 'index', arg, index: parseExpression(c) };
      c.expectSymbol(']');
    } else if (c.isSymbol('.') && arg.k === 'index') {
      throw redshiftError(`syntax error at or near "."`, '42601');
    } else return arg;
  }
}
