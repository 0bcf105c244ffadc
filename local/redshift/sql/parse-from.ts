import type { FromItem } from './ast';
import type { Cursor } from './cursor';
import { parseArguments } from './parse-call';
import { parseExpression } from './parse-expression';
import { parseQuery, startsQuery } from './parse-query';
import { parseType } from './parse-type';

/** One item of a FROM list, with its joins. */
export function parseFrom(c: Cursor): FromItem {
  let left = parseSource(c);
  for (;;) {
    const natural = c.accept('natural');
    const kind = joinKind(c);
    if (kind === undefined) {
      if (natural) throw c.unexpected();
      return left;
    }
    const right = parseSource(c);
    const join: FromItem = { k: 'join', kind, left, right, natural };
    if (kind !== 'cross' && !natural) {
      if (c.accept('using')) join.using = c.nameList();
      else {
        c.expect('on');
        join.on = parseExpression(c);
      }
    }
    left = join;
  }
}

function joinKind(c: Cursor): 'inner' | 'left' | 'right' | 'full' | 'cross' | undefined {
  if (c.accept('join') || c.accept('inner', 'join')) return 'inner';
  if (c.accept('cross', 'join')) return 'cross';
  for (const side of ['left', 'right', 'full'] as const) {
    if (c.accept(side, 'join') || c.accept(side, 'outer', 'join')) return side;
  }
  return undefined;
}

/** A table, view, function or subquery with its alias, or joins in parentheses. */
export function parseSource(c: Cursor): FromItem {
  if (c.isSymbol('(')) {
    if (startsQuery(c)) {
      c.expectSymbol('(');
      const query = parseQuery(c);
      c.expectSymbol(')');
      return { k: 'derived', query, lateral: false, ...parseAlias(c) };
    }
    c.expectSymbol('(');
    const inner = parseFrom(c);
    c.expectSymbol(')');
    return inner;
  }
  const path = c.path();
  if (c.isSymbol('(')) {
    const call = { k: 'call' as const, name: path, ...parseArguments(c) };
    return { k: 'function', call, ...parseFunctionAlias(c) };
  }
  if (c.isAnyWord('tablesample')) throw c.unsupported('TABLESAMPLE');
  return { k: 'table', path, ...parseAlias(c) };
}

const NOT_ALIASES = ['qualify', 'set'];

function parseAlias(c: Cursor): { alias?: string; columns: string[] } {
  const named = c.accept('as');
  if (!named && (!c.isName() || c.isAnyWord(...NOT_ALIASES))) return { columns: [] };
  const alias = named ? c.anyName() : c.name();
  return { alias, columns: c.isSymbol('(') ? c.nameList() : [] };
}

/** `cols(view_schema name, col_type varchar, ...)` or plain column names. */
function parseFunctionAlias(c: Cursor): {
  alias?: string;
  columns: { name: string; type?: ReturnType<typeof parseType> }[];
} {
  const named = c.accept('as');
  if (!named && !c.isName()) return { columns: [] };
  const alias = c.name();
  const columns: { name: string; type?: ReturnType<typeof parseType> }[] = [];
  if (c.acceptSymbol('(')) {
    do {
      const name = c.anyName();
      columns.push(c.isSymbol(',') || c.isSymbol(')') ? { name } : { name, type: parseType(c) });
    } while (c.acceptSymbol(','));
    c.expectSymbol(')');
  }
  return { alias, columns };
}
