import { redshiftError } from '../errors';
import type { CallExpr, Expr } from './ast';
import type { Cursor } from './cursor';
import { parseArguments, parseCallTail } from './parse-call';
import { parseExpression, parseExpressionList } from './parse-expression';
import { parseQuery, startsQuery } from './parse-query';
import { isTypeStart, parseIntervalFields, parseType } from './parse-type';

/** Keywords that are values without parentheses. */
const NILADIC = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'current_user',
  'current_user_id',
  'session_user',
  'user',
  'sysdate',
  'localtime',
  'localtimestamp',
]);

/** Words that are reserved yet may be called as functions. */
const RESERVED_FUNCTIONS = new Set(['left', 'right', 'array']);

export function parsePrimary(c: Cursor): Expr {
  const token = c.peek();
  switch (token.kind) {
    case 'string':
      c.next();
      return { k: 'string', value: token.text };
    case 'number':
      c.next();
      return { k: 'number', text: token.text };
    case 'param':
      c.next();
      return { k: 'param', name: token.text };
    case 'symbol':
      if (token.text === '(') return parseParenthesis(c);
      if (token.text === '*') {
        c.next();
        return { k: 'star', qualifier: [] };
      }
      throw c.unexpected();
    case 'word':
      return parseWord(c, token.text);
    case 'quoted':
      return parsePath(c);
    default:
      throw c.unexpected();
  }
}

function parseParenthesis(c: Cursor): Expr {
  c.expectSymbol('(');
  const mark = c.mark();
  if (startsQuery(c)) {
    const query = parseQuery(c);
    if (c.isSymbol(')') || !c.isSymbolAt(mark, '(')) {
      c.expectSymbol(')');
      return { k: 'subquery', query };
    }
    // `((SELECT ...) IS NULL OR ...)`: the inner brackets are the query's, the outer ones an expression's.
    c.reset(mark);
  }
  const items = parseExpressionList(c);
  c.expectSymbol(')');
  return items.length === 1 ? (items[0] as Expr) : { k: 'row', items };
}

function parseWord(c: Cursor, word: string): Expr {
  const called = c.isSymbol('(', 1);
  if (word === 'null' || word === 'true' || word === 'false' || word === 'default') {
    c.next();
    if (word === 'null') return { k: 'null' };
    return word === 'default' ? { k: 'default' } : { k: 'boolean', value: word === 'true' };
  }
  if (word === 'case') return parseCase(c);
  if ((word === 'cast' || word === 'try_cast') && called) return parseCast(c, word === 'try_cast');
  if (word === 'exists' && called) return parseExists(c);
  if (word === 'extract' && called) return parseExtract(c);
  if (word === 'interval' && c.peek(1).kind === 'string') {
    c.next();
    const text = c.string();
    return { k: 'interval', text, ...parseIntervalFields(c) };
  }
  if (NILADIC.has(word) && !called) {
    c.next();
    return { k: 'call', name: [word], args: [] };
  }
  if (word === 'approximate' && c.peek(1).kind === 'word' && c.isSymbol('(', 2)) return parseApproximate(c);
  const literal = parseTypedLiteral(c);
  if (literal) return literal;
  if (called && RESERVED_FUNCTIONS.has(word)) {
    c.next();
    return parseCallTail(c, { k: 'call', name: [word], ...parseArguments(c) });
  }
  return parsePath(c);
}

/** APPROXIMATE PERCENTILE_DISC and COUNT(DISTINCT ...), which may as well be exact. */
function parseApproximate(c: Cursor): Expr {
  c.next();
  const call = parsePath(c);
  const isKnown =
    call.k === 'call' && (call.name[0] === 'percentile_disc' || (call.name[0] === 'count' && call.distinct === true));
  if (!isKnown) throw redshiftError('APPROXIMATE is not supported with this function', '0A000');
  return call;
}

/** `DATE '2024-01-01'`, `TIMESTAMP WITH TIME ZONE '...'`. */
function parseTypedLiteral(c: Cursor): Expr | undefined {
  if (!isTypeStart(c) || c.isSymbol('.', 1)) return undefined;
  const mark = c.mark();
  try {
    const type = parseType(c);
    if (c.peek().kind === 'string') return { k: 'cast', arg: { k: 'string', value: c.string() }, type };
  } catch {
    // Not a type here: a column or function of that name, such as date(...) or text.
  }
  c.reset(mark);
  return undefined;
}

/** A column reference, `t.*`, or a function call. */
function parsePath(c: Cursor): Expr {
  const path = [c.name()];
  while (c.isSymbol('.')) {
    c.next();
    if (c.acceptSymbol('*')) return { k: 'star', qualifier: path };
    path.push(c.anyName());
  }
  if (!c.isSymbol('(')) return { k: 'column', path };
  const call: CallExpr = { k: 'call', name: path, ...parseArguments(c) };
  return parseCallTail(c, call);
}

function parseCase(c: Cursor): Expr {
  c.expect('case');
  const operand = c.isWord('when') ? {} : { operand: parseExpression(c) };
  const whens: { when: Expr; result: Expr }[] = [];
  while (c.accept('when')) {
    const when = parseExpression(c);
    c.expect('then');
    whens.push({ when, result: parseExpression(c) });
  }
  if (whens.length === 0) throw c.unexpected();
  const otherwise = c.accept('else') ? { otherwise: parseExpression(c) } : {};
  c.expect('end');
  return { k: 'case', ...operand, whens, ...otherwise };
}

function parseCast(c: Cursor, tryCast: boolean): Expr {
  c.next();
  c.expectSymbol('(');
  const arg = parseExpression(c);
  c.expect('as');
  const type = parseType(c);
  c.expectSymbol(')');
  return { k: 'cast', arg, type, tryCast };
}

function parseExists(c: Cursor): Expr {
  c.next();
  c.expectSymbol('(');
  const query = parseQuery(c);
  c.expectSymbol(')');
  return { k: 'exists', query };
}

function parseExtract(c: Cursor): Expr {
  c.next();
  c.expectSymbol('(');
  const part = c.peek().kind === 'string' ? c.string() : c.anyName();
  c.expect('from');
  const arg = parseExpression(c);
  c.expectSymbol(')');
  return { k: 'extract', part, arg };
}
