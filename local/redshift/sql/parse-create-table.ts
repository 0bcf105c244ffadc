import { redshiftError } from '../errors';
import type { ColumnDef, CreateTable, TableAttributes, TableConstraint } from './command';
import type { Cursor } from './cursor';
import { parseExpression } from './parse-expression';
import { parseQuery, startsQuery } from './parse-query';
import { parseType } from './parse-type';

/** Parses from TABLE, TEMP or LOCAL on (CREATE is already read). */
export function parseCreateTable(c: Cursor): CreateTable {
  const local = c.accept('local');
  const temp = c.accept('temp') || c.accept('temporary') || (local && false);
  c.expect('table');
  const ifNotExists = c.accept('if', 'not', 'exists');
  const path = c.path();
  const table: CreateTable = {
    k: 'createTable',
    path,
    temp: temp || (path.length === 1 && (path[0] as string).startsWith('#')),
    ifNotExists,
    columns: [],
    constraints: [],
    like: [],
    attributes: { sortKeys: [], interleaved: false },
    asColumns: [],
  };
  if (c.isSymbol('(')) {
    if (isNameListOnly(c)) table.asColumns = c.nameList();
    else parseElements(c, table);
  }
  parseAttributes(c, table.attributes);
  if (c.accept('as')) {
    if (!startsQuery(c)) throw c.unexpected();
    table.as = parseQuery(c);
  } else if (table.columns.length === 0 && table.like.length === 0) throw c.unexpected();
  return table;
}

/** `(a, b) ... AS SELECT`: only names, no types. */
function isNameListOnly(c: Cursor): boolean {
  return c.isName(1) && (c.isSymbol(',', 2) || c.isSymbol(')', 2));
}

function parseElements(c: Cursor, table: CreateTable): void {
  c.expectSymbol('(');
  do {
    if (c.accept('like')) {
      const path = c.path();
      const includingDefaults = c.accept('including', 'defaults');
      if (!includingDefaults) c.accept('excluding', 'defaults');
      table.like.push({ path, includingDefaults, before: table.columns.length });
    } else if (c.isAnyWord('primary', 'unique', 'foreign', 'constraint')) {
      table.constraints.push(parseTableConstraint(c));
    } else {
      table.columns.push(parseColumnDef(c, table.constraints));
    }
  } while (c.acceptSymbol(','));
  c.expectSymbol(')');
}

/** `[CONSTRAINT name] PRIMARY KEY (...) | UNIQUE (...) | FOREIGN KEY (...) REFERENCES t [(...)]`. */
export function parseTableConstraint(c: Cursor): TableConstraint {
  const named = c.accept('constraint') ? { name: c.name() } : {};
  if (c.accept('primary', 'key')) return { k: 'primary', ...named, columns: c.nameList() };
  if (c.accept('unique')) return { k: 'unique', ...named, columns: c.nameList() };
  c.expect('foreign', 'key');
  return { k: 'foreign', ...named, columns: c.nameList(), references: parseReferences(c) };
}

function parseReferences(c: Cursor): { path: string[]; columns: string[] } {
  c.expect('references');
  return { path: c.path(), columns: c.isSymbol('(') ? c.nameList() : [] };
}

/** A column with its attributes; key constraints written on the column are added to `constraints`. */
export function parseColumnDef(c: Cursor, constraints: TableConstraint[]): ColumnDef {
  const column: ColumnDef = { name: c.name(), type: parseType(c), notNull: false };
  for (;;) {
    if (c.accept('not', 'null')) column.notNull = true;
    else if (c.accept('null')) column.notNull = false;
    else if (c.accept('default')) {
      const mark = c.mark();
      column.defaultExpr = parseExpression(c);
      column.defaultText = c.textSince(mark);
    } else if (c.isWord('identity') || c.isWord('generated')) parseIdentity(c, column);
    else if (c.accept('encode')) column.encode = c.anyName();
    else if (c.accept('distkey')) column.distKey = true;
    else if (c.accept('sortkey')) column.sortKey = true;
    else if (c.accept('primary', 'key')) {
      constraints.push({ k: 'primary', columns: [column.name] });
      column.notNull = true;
    } else if (c.accept('unique')) constraints.push({ k: 'unique', columns: [column.name] });
    else if (c.isWord('references')) {
      constraints.push({ k: 'foreign', columns: [column.name], references: parseReferences(c) });
    } else if (c.accept('collate')) {
      if (!c.accept('case_sensitive') && !c.accept('cs')) throw c.unsupported('COLLATE CASE_INSENSITIVE');
    } else return column;
  }
}

function parseIdentity(c: Cursor, column: ColumnDef): void {
  const byDefault = c.accept('generated', 'by', 'default', 'as');
  c.expect('identity');
  c.expectSymbol('(');
  const seed = c.integer();
  c.expectSymbol(',');
  column.identity = { seed, step: c.integer(), byDefault };
  c.expectSymbol(')');
  column.notNull = true;
}

/** BACKUP, DISTSTYLE, DISTKEY, SORTKEY, ENCODE AUTO. */
function parseAttributes(c: Cursor, attributes: TableAttributes): void {
  for (;;) {
    if (c.accept('backup')) {
      if (!c.isAnyWord('yes', 'no')) throw c.unexpected();
      c.next();
    } else if (c.accept('diststyle')) {
      if (!c.isAnyWord('even', 'key', 'all', 'auto')) throw c.unexpected();
      attributes.distStyle = c.next().text.toUpperCase() as 'EVEN';
    } else if (c.accept('distkey')) attributes.distKey = onlyOne(c.nameList());
    else if (c.accept('compound', 'sortkey')) attributes.sortKeys = c.nameList();
    else if (c.accept('interleaved', 'sortkey')) {
      attributes.sortKeys = c.nameList();
      attributes.interleaved = true;
    } else if (c.accept('sortkey')) {
      if (!c.accept('auto')) attributes.sortKeys = c.isSymbol('(') ? c.nameList() : [c.name()];
    } else if (!c.accept('encode', 'auto')) return;
  }
}

function onlyOne(names: string[]): string {
  if (names.length > 1) throw redshiftError('only one column may be a DISTKEY');
  return names[0] as string;
}
