import type { Body, Expr, Query, Select } from './ast';
import type { Cursor } from './cursor';
import { parseOrderBy } from './parse-call';
import { parseExpression, parseExpressionList } from './parse-expression';
import { parseFrom } from './parse-from';
import { parsePrimary } from './parse-primary';

/** True when a query, not an expression, starts here: SELECT, WITH, VALUES, or parentheses that open one. */
export function startsQuery(c: Cursor): boolean {
  let ahead = 0;
  while (c.isSymbol('(', ahead)) ahead++;
  const token = c.peek(ahead);
  return token.kind === 'word' && ['select', 'with', ...(ahead === 0 ? ['values'] : [])].includes(token.text);
}

/** Parses `[WITH ...] SELECT ... [UNION ...] [ORDER BY ...] [LIMIT ...]`. */
export function parseQuery(c: Cursor): Query {
  const query: Query = { k: 'query', recursive: false, ctes: [], body: { k: 'values', rows: [] }, orderBy: [] };
  if (c.accept('with')) {
    query.recursive = c.accept('recursive');
    do {
      const name = c.name();
      const columns = c.isSymbol('(') ? c.nameList() : [];
      c.expect('as');
      c.expectSymbol('(');
      query.ctes.push({ name, columns, query: parseQuery(c) });
      c.expectSymbol(')');
    } while (c.acceptSymbol(','));
  }
  query.body = parseSetOperations(c);
  if (c.isWord('order')) query.orderBy = parseOrderBy(c);
  for (;;) {
    if (c.accept('limit')) {
      if (!c.accept('all')) query.limit = parseExpression(c);
    } else if (c.accept('offset')) query.offset = parseExpression(c);
    else return query;
  }
}

function parseSetOperations(c: Cursor): Body {
  let left = parseIntersect(c);
  for (;;) {
    const op = c.isAnyWord('union') ? 'union' : c.isAnyWord('except', 'minus') ? 'except' : undefined;
    if (op === undefined) return left;
    c.next();
    left = { k: 'set', op, all: acceptAll(c), left, right: parseIntersect(c) };
  }
}

function parseIntersect(c: Cursor): Body {
  let left = parseBody(c);
  while (c.accept('intersect')) left = { k: 'set', op: 'intersect', all: acceptAll(c), left, right: parseBody(c) };
  return left;
}

const acceptAll = (c: Cursor): boolean => c.accept('all') || (c.accept('distinct') && false);

function parseBody(c: Cursor): Body {
  if (c.acceptSymbol('(')) {
    const query = parseQuery(c);
    c.expectSymbol(')');
    return { k: 'nested', query };
  }
  if (c.accept('values')) {
    const rows: Expr[][] = [];
    do {
      c.expectSymbol('(');
      rows.push(parseExpressionList(c));
      c.expectSymbol(')');
    } while (c.acceptSymbol(','));
    return { k: 'values', rows };
  }
  return parseSelect(c);
}

function parseSelect(c: Cursor): Select {
  c.expect('select');
  const select: Select = { k: 'select', distinct: false, items: [], from: [], groupBy: [] };
  if (c.isAnyWord('top') && (c.peek(1).kind === 'number' || c.isSymbol('(', 1))) {
    c.next();
    select.top = parsePrimary(c);
  }
  if (c.accept('distinct')) {
    if (c.isWord('on')) throw c.unexpected();
    select.distinct = true;
  } else c.accept('all');
  if (select.top === undefined && c.isAnyWord('top') && c.peek(1).kind === 'number') {
    c.next();
    select.top = parsePrimary(c);
  }
  do select.items.push(parseSelectItem(c));
  while (c.acceptSymbol(','));
  if (c.accept('into')) {
    const temp = c.accept('temp') || c.accept('temporary');
    c.accept('table');
    select.into = { path: c.path(), temp };
  }
  if (c.accept('from')) {
    select.from.push(parseFrom(c));
    while (c.acceptSymbol(',')) select.from.push(parseFrom(c));
  }
  if (c.accept('where')) select.where = parseExpression(c);
  if (c.isWord('start') || c.isWord('connect')) throw c.unsupported('CONNECT BY');
  if (c.accept('group', 'by')) {
    if (c.isAnyWord('rollup', 'cube') || c.isWord('grouping', 'sets'))
      throw c.unsupported('GROUP BY ROLLUP/CUBE/GROUPING SETS');
    select.groupBy = parseExpressionList(c);
  }
  if (c.accept('having')) select.having = parseExpression(c);
  if (c.accept('qualify')) select.qualify = parseExpression(c);
  return select;
}

function parseSelectItem(c: Cursor): { expr: Expr; alias?: string } {
  const expr = parseExpression(c);
  if (expr.k === 'star' && c.isAnyWord('exclude')) throw c.unsupported('SELECT * EXCLUDE');
  if (c.accept('as')) return { expr, alias: c.anyName() };
  const follows = c.isName() && !c.isAnyWord('qualify');
  return follows ? { expr, alias: c.name() } : { expr };
}
