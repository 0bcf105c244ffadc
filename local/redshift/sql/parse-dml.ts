import type { Expr, FromItem } from './ast';
import type { Command } from './command';
import type { Cursor } from './cursor';
import { parseExpression } from './parse-expression';
import { parseFrom } from './parse-from';
import { parseQuery, startsQuery } from './parse-query';

export function parseInsert(c: Cursor): Command {
  c.expect('insert', 'into');
  const path = c.path();
  const columns = c.isSymbol('(') && !startsQuery(c) ? { columns: c.nameList() } : {};
  if (c.accept('default', 'values')) return { k: 'insert', path, ...columns };
  if (!startsQuery(c)) throw c.unexpected();
  return { k: 'insert', path, ...columns, query: parseQuery(c) };
}

export function parseUpdate(c: Cursor): Command {
  c.expect('update');
  const target = parseTarget(c);
  c.expect('set');
  const set = parseAssignments(c);
  const from = c.accept('from') ? parseFromList(c) : [];
  return { k: 'update', ...target, set, from, ...parseWhere(c) };
}

/** `a = 1, b = DEFAULT`. */
export function parseAssignments(c: Cursor): { column: string; value: Expr }[] {
  const set: { column: string; value: Expr }[] = [];
  do {
    const column = c.anyName();
    c.expectSymbol('=');
    set.push({ column, value: parseExpression(c) });
  } while (c.acceptSymbol(','));
  return set;
}

export function parseDelete(c: Cursor): Command {
  c.expect('delete');
  c.accept('from');
  const target = parseTarget(c);
  const using = c.accept('using') ? parseFromList(c) : [];
  return { k: 'delete', ...target, using, ...parseWhere(c) };
}

function parseTarget(c: Cursor): { path: string[]; alias?: string } {
  const path = c.path();
  if (c.accept('as')) return { path, alias: c.anyName() };
  return c.isName() && !c.isWord('set') ? { path, alias: c.name() } : { path };
}

function parseFromList(c: Cursor): FromItem[] {
  const list = [parseFrom(c)];
  while (c.acceptSymbol(',')) list.push(parseFrom(c));
  return list;
}

const parseWhere = (c: Cursor): { where?: Expr } => (c.accept('where') ? { where: parseExpression(c) } : {});
