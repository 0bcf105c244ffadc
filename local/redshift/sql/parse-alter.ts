import type { AlterAction, Command, TableConstraint } from './command';
import type { Cursor } from './cursor';
import { parseColumnDef, parseTableConstraint } from './parse-create-table';
import { parseType } from './parse-type';

export function parseAlter(c: Cursor): Command {
  c.expect('alter');
  if (c.accept('schema')) {
    const name = c.name();
    if (c.accept('rename', 'to')) return { k: 'alterSchema', name, action: { k: 'rename', to: c.name() } };
    c.expect('owner', 'to');
    return { k: 'alterSchema', name, action: { k: 'owner', to: c.principal() } };
  }
  if (!c.accept('table')) throw c.unsupported(`ALTER ${c.peek().raw.toUpperCase()}`);
  const path = c.path();
  return { k: 'alterTable', path, action: parseAction(c) };
}

function parseAction(c: Cursor): AlterAction {
  if (c.accept('rename', 'to')) return { k: 'renameTable', to: c.name() };
  if (c.accept('rename')) {
    c.accept('column');
    const column = c.name();
    c.expect('to');
    return { k: 'renameColumn', column, to: c.name() };
  }
  if (c.accept('owner', 'to')) return { k: 'owner', to: c.principal() };
  if (c.accept('drop', 'constraint')) {
    const name = c.name();
    if (!c.accept('cascade')) c.accept('restrict');
    return { k: 'dropConstraint', name };
  }
  if (c.accept('drop')) {
    c.accept('column');
    const column = c.name();
    return { k: 'dropColumn', column, cascade: c.accept('cascade') || (c.accept('restrict') && false) };
  }
  if (c.accept('add')) return parseAdd(c);
  if (c.accept('append')) throw c.unsupported('ALTER TABLE APPEND');
  c.expect('alter');
  return parseAlterColumn(c);
}

function parseAdd(c: Cursor): AlterAction {
  if (c.isAnyWord('constraint', 'primary', 'unique', 'foreign')) {
    return { k: 'addConstraint', constraint: parseTableConstraint(c) };
  }
  c.accept('column');
  const constraints: TableConstraint[] = [];
  const column = parseColumnDef(c, constraints);
  if (constraints.length > 0) throw c.unsupported('ALTER TABLE ADD COLUMN with a key');
  return { k: 'addColumn', column };
}

const PHYSICAL = ['diststyle', 'distkey', 'sortkey', 'compound', 'encode'];

function parseAlterColumn(c: Cursor): AlterAction {
  if (c.isAnyWord(...PHYSICAL)) {
    while (!c.atEnd() && !c.isSymbol(';')) c.next();
    return { k: 'physical' };
  }
  c.accept('column');
  const column = c.name();
  if (c.accept('encode')) {
    c.anyName();
    return { k: 'physical' };
  }
  c.expect('type');
  return { k: 'alterType', column, type: parseType(c) };
}
