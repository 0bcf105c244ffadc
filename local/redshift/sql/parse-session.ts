import type { Command } from './command';
import type { Cursor } from './cursor';

/** SET name {TO | =} value, SET TIME ZONE value, SET SESSION AUTHORIZATION (refused). */
export function parseSet(c: Cursor): Command {
  c.expect('set');
  if (c.isWord('session', 'authorization')) throw c.unsupported('SET SESSION AUTHORIZATION');
  if (!c.accept('session')) c.accept('local');
  if (c.accept('time', 'zone')) return { k: 'set', name: 'timezone', value: parseValue(c) };
  const name = c.path().join('.');
  if (!c.accept('to')) c.expectSymbol('=');
  const values = [parseValue(c)];
  while (c.acceptSymbol(',')) values.push(parseValue(c));
  return { k: 'set', name: name === 'time_zone' ? 'timezone' : name, value: values.join(', ') };
}

function parseValue(c: Cursor): string {
  const minus = c.acceptSymbol('-') ? '-' : '';
  const token = c.peek();
  if (!['string', 'number', 'word', 'quoted'].includes(token.kind)) throw c.unexpected();
  c.next();
  return minus + token.text;
}

export function parseShow(c: Cursor): Command {
  c.expect('show');
  if (c.isAnyWord('databases', 'schemas', 'tables', 'columns')) {
    const what = c.next().text as 'tables';
    const path: string[] = [];
    if (c.accept('from')) {
      if (!c.accept('database') && !c.accept('schema')) c.accept('table');
      path.push(...c.path());
    }
    const like = c.accept('like') ? { like: c.string() } : {};
    const limit = c.accept('limit') ? { limit: c.integer() } : {};
    return { k: 'showObjects', what, path, ...like, ...limit };
  }
  if (c.isAnyWord('table', 'view', 'grants', 'procedure', 'model', 'datashares')) {
    throw c.unsupported(`SHOW ${c.peek().text.toUpperCase()}`);
  }
  if (c.accept('time', 'zone')) return { k: 'show', name: 'timezone' };
  if (c.accept('all')) return { k: 'show', name: 'all' };
  return { k: 'show', name: c.path().join('.') };
}
