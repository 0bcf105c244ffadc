import type { Column, Relation } from '../catalog/relation';
import { assignTo } from '../compile/cast';
import type { CompileContext, Compiled } from '../compile/context';
import { compileExpression } from '../compile/expression';
import { compileQuery } from '../compile/query';
import { Scope } from '../compile/scope';
import { columnDoesNotExist, redshiftError, relationDoesNotExist } from '../errors';
import { checkTable } from '../privileges';
import type { Expr } from '../sql/ast';
import type { Insert } from '../sql/command';
import { Cursor } from '../sql/cursor';
import { parseExpression } from '../sql/parse-expression';
import { duckName, duckString } from '../sql/string-literal';
import { compileChecked, type Outcome, type Statement, searchPath } from '../statement';
import { storageType } from '../types';
import { identitySequence } from './create-table';

/** The table that DML writes. */
export async function writableTable(path: readonly string[], privilege: string, s: Statement): Promise<Relation> {
  const table = await s.reader.find(path, searchPath(s));
  if (!table) throw relationDoesNotExist(path.join('.'));
  if (table.kind === 'view')
    throw redshiftError(
      `cannot ${privilege} ${privilege === 'delete' ? 'from' : privilege === 'insert' ? 'into' : ''} a view`.replace(
        '  ',
        ' ',
      ),
      '55000',
    );
  if (table.kind === 'system') throw redshiftError(`permission denied for relation ${table.name}`, '42501');
  await checkTable(table, privilege, s);
  s.writes(table);
  return table;
}

/** INSERT INTO: every value is converted to its column's declared type, lengths checked. */
export async function insert(command: Insert, s: Statement): Promise<Outcome> {
  const table = await writableTable(command.path, 'insert', s);
  const named = command.columns?.map((name) => findColumn(table, name));
  const targets = named ?? table.columns.filter((column) => !column.identity || column.identity.byDefault);
  const sql = await compileChecked(command.query ?? [], s, (ctx) => insertSql(table, targets, command, ctx, s), true);
  const result = await s.duck.run(sql);
  return { affected: result.rowsChanged };
}

export function findColumn(table: Relation, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw columnDoesNotExist(name, [table.name]);
  return column;
}

function insertSql(
  table: Relation,
  targets: readonly Column[],
  command: Insert,
  ctx: CompileContext,
  s: Statement,
): string {
  for (const column of targets) {
    if (command.columns && column.identity && !column.identity.byDefault) {
      throw redshiftError(`cannot set an identity column to a value`, '42601');
    }
  }
  const others = table.columns.filter((column) => !targets.includes(column) || !command.query);
  const given = command.query ? targets : [];
  const names = [...given, ...others].map((column) => duckName(column.name)).join(', ');
  const into = `INSERT INTO ${table.duck} (${names})`;
  const defaults = others.map((column) => defaultSql(table, column, ctx, s));
  if (!command.query) return `${into} VALUES (${defaults.join(', ')})`;
  if (command.query.body.k === 'values') {
    const rows = command.query.body.rows.map((row) => {
      checkWidth(row.length, targets.length, command.columns !== undefined);
      return `(${rowValues(table, targets, row, ctx, s, defaults, others).join(', ')})`;
    });
    const cover = [...targets, ...others].map((column) => duckName(column.name)).join(', ');
    return `INSERT INTO ${table.duck} (${cover}) VALUES ${rows.join(', ')}`;
  }
  const query = compileQuery(command.query, ctx);
  checkWidth(query.columns.length, targets.length, command.columns !== undefined);
  const used = targets.slice(0, query.columns.length);
  const rest = [...targets.slice(query.columns.length), ...others];
  const sources = query.columns.map((_, i) => duckName(`c${i}`));
  const values = used.map((column, i) =>
    assignTo(typedSource(sources[i] as string, query.columns[i]?.type), column.type),
  );
  const filled = rest.map((column) => defaultSql(table, column, ctx, s));
  const order = [...used, ...rest].map((column) => duckName(column.name)).join(', ');
  return `INSERT INTO ${table.duck} (${order}) SELECT ${[...values, ...filled].join(', ')} FROM (${query.sql}) AS v (${sources.join(', ')})`;
}

const typedSource = (sql: string, type: Compiled['type']): Compiled => (type ? { sql, type } : { sql });

function rowValues(
  table: Relation,
  targets: readonly Column[],
  row: readonly Expr[],
  ctx: CompileContext,
  s: Statement,
  defaults: readonly string[],
  others: readonly Column[],
): string[] {
  const values = targets.map((column, i) => {
    const cell = row[i];
    if (cell === undefined || cell.k === 'default') return defaultSql(table, column, ctx, s);
    return `CAST(${assignTo(compileExpression(cell, new Scope(), ctx), column.type)} AS ${storageType(column.type)})`;
  });
  return [...values, ...others.map((_, i) => defaults[i] as string)];
}

/** Fewer values than columns are allowed without a column list: the rest take their defaults. */
function checkWidth(values: number, targets: number, named: boolean): void {
  if (values > targets) throw redshiftError('INSERT has more expressions than target columns', '42601');
  if (values < targets && named) throw redshiftError('INSERT has more target columns than expressions', '42601');
}

/** The value of a column that the statement leaves out. */
export function defaultSql(table: Relation, column: Column, ctx: CompileContext, s: Statement): string {
  if (column.identity) return `nextval(${duckString(identitySequence(table.oid, column.num, s))})`;
  if (column.defaultText === undefined) return 'NULL';
  const expr = parseExpression(new Cursor(column.defaultText, false));
  return assignTo(compileExpression(expr, new Scope(), ctx), column.type);
}
