import type { Command, Drop } from './command';
import { Cursor } from './cursor';
import { parseAlter } from './parse-alter';
import { parseCopy } from './parse-copy';
import { parseCreateTable } from './parse-create-table';
import { parseDelete, parseInsert, parseUpdate } from './parse-dml';
import { parseAlterGroup, parseCreateGroup, parseCreateUser, parseDefaultPrivileges, parseGrant } from './parse-grant';
import { parseMerge } from './parse-merge';
import { parseQuery, startsQuery } from './parse-query';
import { parseSet, parseShow } from './parse-session';
import { parseUnload } from './parse-unload';
import { parseCreateView } from './parse-view';

/**
 * Parses one Redshift statement.
 * @param caseSensitive the session's `enable_case_sensitive_identifier`
 * @throws RedshiftError `ERROR: syntax error at or near "x"`, or NotSupportedLocally for a statement the laptop lacks
 */
export function parseCommand(sql: string, caseSensitive: boolean): Command {
  const c = new Cursor(sql, caseSensitive);
  const command = parseStatement(c);
  c.expectEnd();
  return command;
}

const BEGIN = [['begin'], ['start', 'transaction']];

function parseStatement(c: Cursor): Command {
  if (startsQuery(c)) return { k: 'select', query: parseQuery(c) };
  for (const words of BEGIN) {
    if (c.accept(...words)) {
      skipTransactionModes(c);
      return { k: 'begin' };
    }
  }
  const token = c.peek();
  if (token.kind !== 'word') throw c.unexpected();
  switch (token.text) {
    case 'create':
      return parseCreate(c);
    case 'drop':
      return parseDrop(c);
    case 'alter':
      if (c.isWord('alter', 'default', 'privileges')) return parseDefaultPrivileges(c);
      return c.isWord('alter', 'group') ? parseAlterGroup(c) : parseAlter(c);
    case 'insert':
      return parseInsert(c);
    case 'update':
      return parseUpdate(c);
    case 'delete':
      return parseDelete(c);
    case 'truncate':
      c.next();
      c.accept('table');
      return { k: 'truncate', path: c.path() };
    case 'commit':
    case 'end':
      return endTransaction(c, 'commit');
    case 'rollback':
    case 'abort':
      return endTransaction(c, 'rollback');
    case 'set':
      return parseSet(c);
    case 'reset':
      c.next();
      return { k: 'reset', name: c.accept('all') ? 'all' : c.name() };
    case 'show':
      return parseShow(c);
    case 'grant':
    case 'revoke':
      return parseGrant(c);
    case 'unload':
      return parseUnload(c);
    case 'analyze':
    case 'analyse':
      return parseAnalyze(c);
    case 'vacuum':
      return parseVacuum(c);
    case 'lock':
      return parseLock(c);
    case 'comment':
      return parseComment(c);
    case 'copy':
      return parseCopy(c);
    case 'merge':
      return parseMerge(c);
    case 'explain':
    case 'call':
    case 'declare':
    case 'fetch':
    case 'prepare':
    case 'execute':
    case 'use':
      throw c.unsupported(token.text.toUpperCase());
    default:
      throw c.unexpected();
  }
}

function parseCreate(c: Cursor): Command {
  c.expect('create');
  if (c.accept('schema')) {
    const ifNotExists = c.accept('if', 'not', 'exists');
    const name = c.name();
    if (c.accept('authorization')) return { k: 'createSchema', name, ifNotExists, owner: c.name() };
    if (c.isAnyWord('quota')) throw c.unsupported('CREATE SCHEMA ... QUOTA');
    return { k: 'createSchema', name, ifNotExists };
  }
  if (c.accept('user')) return parseCreateUser(c);
  if (c.accept('group')) return parseCreateGroup(c);
  if (c.isWord('view') || c.isWord('or', 'replace', 'view')) return parseCreateView(c);
  if (c.isAnyWord('table', 'temp', 'temporary', 'local')) return parseCreateTable(c);
  throw c.unsupported(`CREATE ${c.peek().raw.toUpperCase()}`);
}

function parseDrop(c: Cursor): Command {
  c.expect('drop');
  if (!c.isAnyWord('table', 'view', 'schema', 'user', 'group')) {
    throw c.unsupported(`DROP ${c.peek().raw.toUpperCase()}`);
  }
  const what = c.next().text as Drop['what'];
  const ifExists = c.accept('if', 'exists');
  const isPrincipal = what === 'user' || what === 'group';
  const target = () => (isPrincipal ? [c.principal()] : c.path());
  const paths = [target()];
  while (c.acceptSymbol(',')) paths.push(target());
  const cascade = c.accept('cascade') || (c.accept('restrict') && false);
  return { k: 'drop', what, paths, ifExists, cascade };
}

function endTransaction(c: Cursor, k: 'commit' | 'rollback'): Command {
  c.next();
  if (!c.accept('work')) c.accept('transaction');
  return { k };
}

/** ISOLATION LEVEL ... and READ WRITE change nothing: the laptop has snapshot isolation only. */
function skipTransactionModes(c: Cursor): void {
  if (!c.accept('work')) c.accept('transaction');
  for (;;) {
    if (c.accept('isolation', 'level')) {
      if (!c.accept('read')) c.accept('repeatable');
      c.next();
    } else if (c.isWord('read', 'only')) throw c.unsupported('BEGIN READ ONLY');
    else if (c.accept('read')) c.next();
    else if (!c.acceptSymbol(',')) return;
  }
}

function parseAnalyze(c: Cursor): Command {
  c.next();
  c.accept('verbose');
  if (c.isWord('compression')) throw c.unsupported('ANALYZE COMPRESSION');
  if (!c.isName()) return { k: 'analyze' };
  const path = c.path();
  if (c.isSymbol('(')) c.nameList();
  else if (c.accept('predicate', 'columns') || c.accept('all', 'columns')) return { k: 'analyze', path };
  return { k: 'analyze', path };
}

function parseVacuum(c: Cursor): Command {
  c.next();
  if (!(c.accept('sort', 'only') || c.accept('delete', 'only') || c.accept('full') || c.accept('reindex')))
    c.accept('recluster');
  if (!c.isName()) return { k: 'vacuum' };
  const path = c.path();
  if (c.accept('to')) {
    c.integer();
    c.expect('percent');
  }
  c.accept('boost');
  return { k: 'vacuum', path };
}

function parseLock(c: Cursor): Command {
  c.expect('lock');
  c.accept('table');
  const paths = [c.path()];
  while (c.acceptSymbol(',')) paths.push(c.path());
  return { k: 'lock', paths };
}

function parseComment(c: Cursor): Command {
  c.expect('comment', 'on');
  if (!c.isAnyWord('table', 'view', 'column', 'schema', 'database')) throw c.unsupported(`COMMENT ON ${c.peek().raw}`);
  const on = c.next().text as 'table';
  const path = [c.name()];
  while (c.acceptSymbol('.')) path.push(c.anyName());
  c.expect('is');
  return { k: 'comment', on, path, text: c.accept('null') ? null : c.string() };
}
