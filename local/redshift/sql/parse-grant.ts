import type { Command, Grant, Grantee } from './command';
import type { Cursor } from './cursor';

const PRIVILEGES = new Set(
  'select insert update delete drop references alter truncate all create usage temporary temp execute'.split(' '),
);

export function parseGrant(c: Cursor): Command {
  const revoke = c.next().text === 'revoke';
  if (revoke) c.accept('grant', 'option', 'for');
  if (c.accept('assumerole')) return parseAssumeRole(c, revoke);
  const privileges = parsePrivileges(c);
  c.expect('on');
  const on = parseGrantObject(c);
  return { k: 'grant', revoke, privileges, on, grantees: parseGrantees(c, revoke) };
}

function parsePrivileges(c: Cursor): string[] {
  const privileges: string[] = [];
  do {
    const word = c.next();
    if (word.kind !== 'word' || !PRIVILEGES.has(word.text)) {
      throw c.unsupported(`GRANT/REVOKE ${word.raw.toUpperCase()}`);
    }
    if (word.text === 'all') c.accept('privileges');
    privileges.push(word.text);
  } while (c.acceptSymbol(','));
  return privileges;
}

function parseGrantees(c: Cursor, revoke: boolean): Grantee[] {
  c.expect(revoke ? 'from' : 'to');
  const grantees = [parseGrantee(c)];
  while (c.acceptSymbol(',')) grantees.push(parseGrantee(c));
  c.accept('with', 'grant', 'option');
  if (!c.accept('cascade')) c.accept('restrict');
  return grantees;
}

/** GRANT ASSUMEROLE ON {'arn' | DEFAULT | ALL} TO user FOR UNLOAD, ...: accepted; the laptop checks no role. */
function parseAssumeRole(c: Cursor, revoke: boolean): Command {
  c.expect('on');
  if (!c.accept('default') && !c.accept('all')) c.string();
  c.expect(revoke ? 'from' : 'to');
  const grantees = [parseGrantee(c)];
  while (c.acceptSymbol(',')) grantees.push(parseGrantee(c));
  c.expect('for');
  do c.anyName();
  while (c.acceptSymbol(','));
  return { k: 'grant', revoke, privileges: [], on: { k: 'other' }, grantees };
}

/** ALTER DEFAULT PRIVILEGES [FOR USER ...] [IN SCHEMA ...] {GRANT | REVOKE} ... ON TABLES {TO | FROM} ... */
export function parseDefaultPrivileges(c: Cursor): Command {
  c.expect('alter', 'default', 'privileges');
  const users = c.accept('for', 'user') ? parseNames(c) : [];
  const schemas = c.accept('in', 'schema') ? parseNames(c) : [];
  const revoke = c.accept('revoke');
  if (!revoke) c.expect('grant');
  const privileges = parsePrivileges(c);
  c.expect('on');
  if (!c.accept('tables')) throw c.unsupported('ALTER DEFAULT PRIVILEGES on other than TABLES');
  return { k: 'defaultPrivileges', users, schemas, revoke, privileges, grantees: parseGrantees(c, revoke) };
}

function parseGrantObject(c: Cursor): Grant['on'] {
  if (c.accept('schema')) return { k: 'schema', names: parseNames(c) };
  if (c.accept('all', 'tables', 'in', 'schema')) return { k: 'allTables', schemas: parseNames(c) };
  if (c.isAnyWord('database', 'language', 'function', 'procedure')) {
    c.next();
    parseNames(c);
    return { k: 'other' };
  }
  c.accept('table');
  const paths = [c.path()];
  while (c.acceptSymbol(',')) paths.push(c.path());
  return { k: 'table', paths };
}

function parseNames(c: Cursor): string[] {
  const names = [c.principal()];
  while (c.acceptSymbol(',')) names.push(c.principal());
  return names;
}

function parseGrantee(c: Cursor): Grantee {
  if (c.accept('public')) return { kind: 'public', name: 'public' };
  if (c.accept('group')) return { kind: 'group', name: c.principal() };
  if (c.isWord('role')) throw c.unsupported('GRANT ... TO ROLE; grant to a user or a group');
  return { kind: 'user', name: c.principal() };
}

export function parseCreateUser(c: Cursor): Command {
  const name = c.principal();
  c.accept('with');
  const user = { k: 'createUser' as const, name, superuser: false, createDb: false, groups: [] as string[] };
  for (;;) {
    if (c.accept('password')) {
      if (!c.accept('disable')) c.string();
    } else if (c.accept('createuser')) user.superuser = true;
    else if (c.accept('nocreateuser')) user.superuser = false;
    else if (c.accept('createdb')) user.createDb = true;
    else if (c.accept('nocreatedb')) user.createDb = false;
    else if (c.accept('in', 'group')) user.groups = parseNames(c);
    else if (c.atEnd() || c.isSymbol(';')) return user;
    else throw c.unsupported(`CREATE USER ... ${c.peek().raw}`);
  }
}

export function parseCreateGroup(c: Cursor): Command {
  const name = c.name();
  const users = c.accept('with', 'user') || c.accept('user') ? parseNames(c) : [];
  return { k: 'createGroup', name, users };
}

export function parseAlterGroup(c: Cursor): Command {
  c.expect('alter', 'group');
  const name = c.name();
  const add = c.accept('add');
  if (!add) c.expect('drop');
  c.expect('user');
  return { k: 'alterGroup', name, add, users: parseNames(c) };
}
