import type { CallExpr, Expr, OrderItem, Window } from './ast';
import type { Cursor } from './cursor';
import { parseExpression, parseExpressionList } from './parse-expression';
import { parsePrimary } from './parse-primary';

/** The argument list of a call, from the opening parenthesis; also TRIM's, SUBSTRING's and POSITION's keyword forms. */
export function parseArguments(c: Cursor): Pick<CallExpr, 'args' | 'distinct'> {
  const callee = c.peek(-1).text;
  c.expectSymbol('(');
  if (c.acceptSymbol(')')) return { args: [] };
  if (callee === 'trim') return { args: parseTrim(c) };
  const distinct = c.accept('distinct') || (c.accept('all') && false);
  const args = [callee === 'position' ? parsePrimary(c) : parseExpression(c)];
  if (callee === 'position' || callee === 'substring') {
    for (const word of ['in', 'from', 'for']) if (c.accept(word)) args.push(parseExpression(c));
  }
  while (c.acceptSymbol(',')) args.push(parseExpression(c));
  c.expectSymbol(')');
  return distinct ? { args, distinct } : { args };
}

/** TRIM([BOTH|LEADING|TRAILING] [chars] [FROM] text) becomes (text, chars?, side). */
function parseTrim(c: Cursor): Expr[] {
  const side = c.isAnyWord('both', 'leading', 'trailing') ? c.next().text : 'both';
  let text: Expr | undefined;
  let chars: Expr | undefined;
  if (!c.isWord('from')) text = parseExpression(c);
  if (c.accept('from')) {
    chars = text;
    text = parseExpression(c);
  } else if (c.acceptSymbol(',')) chars = parseExpression(c);
  c.expectSymbol(')');
  return [text as Expr, chars ?? { k: 'string', value: ' ' }, { k: 'string', value: side }];
}

/** What may follow a call: IGNORE NULLS, WITHIN GROUP (ORDER BY ...), OVER (...). */
export function parseCallTail(c: Cursor, call: CallExpr): CallExpr {
  const result: CallExpr = { ...call };
  if (c.isAnyWord('ignore', 'respect') && c.peek(1).text === 'nulls') {
    result.nulls = c.next().text as 'ignore' | 'respect';
    c.next();
  }
  if (c.accept('within', 'group')) {
    c.expectSymbol('(');
    result.orderBy = parseOrderBy(c);
    c.expectSymbol(')');
  }
  if (c.accept('over')) result.over = parseWindow(c);
  return result;
}

export function parseOrderBy(c: Cursor): OrderItem[] {
  c.expect('order', 'by');
  const items: OrderItem[] = [];
  do {
    const expr = parseExpression(c);
    const descending = c.accept('desc') || (c.accept('asc') && false);
    const item: OrderItem = { expr, descending };
    if (c.accept('nulls')) {
      if (!c.isAnyWord('first', 'last')) throw c.unexpected();
      item.nulls = c.next().text as 'first' | 'last';
    }
    items.push(item);
  } while (c.acceptSymbol(','));
  return items;
}

function parseWindow(c: Cursor): Window {
  c.expectSymbol('(');
  const partitionBy = c.accept('partition', 'by') ? parseExpressionList(c) : [];
  const orderBy = c.isWord('order') ? parseOrderBy(c) : [];
  const frame = c.isAnyWord('rows', 'range') ? { frame: parseFrame(c) } : {};
  c.expectSymbol(')');
  return { partitionBy, orderBy, ...frame };
}

function parseFrame(c: Cursor): string {
  const unit = c.next().text.toUpperCase();
  if (!c.accept('between')) return `${unit} ${parseBound(c)}`;
  const low = parseBound(c);
  c.expect('and');
  return `${unit} BETWEEN ${low} AND ${parseBound(c)}`;
}

function parseBound(c: Cursor): string {
  if (c.accept('current', 'row')) return 'CURRENT ROW';
  const amount = c.accept('unbounded') ? 'UNBOUNDED' : String(c.integer());
  if (!c.isAnyWord('preceding', 'following')) throw c.unexpected();
  return `${amount} ${c.next().text.toUpperCase()}`;
}
