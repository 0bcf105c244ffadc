import type { Relation } from '../catalog/relation';
import { assignTo } from '../compile/cast';
import type { CompileContext } from '../compile/context';
import { compileExpression } from '../compile/expression';
import { compileFrom } from '../compile/from';
import { Scope } from '../compile/scope';
import { redshiftError } from '../errors';
import type { Expr, FromItem } from '../sql/ast';
import type { Command } from '../sql/command';
import { duckName } from '../sql/string-literal';
import { compileChecked, type Outcome, type Statement } from '../statement';
import { storageType } from '../types';
import { defaultSql, findColumn, writableTable } from './insert';
import { replaceRows } from './replace-rows';

type Update = Extract<Command, { k: 'update' }>;
type Delete = Extract<Command, { k: 'delete' }>;

export async function update(command: Update, s: Statement): Promise<Outcome> {
  const table = await writableTable(command.path, 'update', s);
  const sql = await compileChecked(
    [command.from, command.where, command.set],
    s,
    (ctx) => {
      const { scope, target } = targetScope(table, command.alias);
      const { from, where } = sourcesAndFilter(command.from, command.where, scope, ctx);
      const values = newRow(table, command.set, scope, ctx, s);
      return `SELECT ${values} FROM ${[target, ...from].join(', ')}${where}`;
    },
    true,
  );
  const isStrict = ['true', 'on', '1'].includes(s.settings.get('error_on_nondeterministic_update').toLowerCase());
  return { affected: await replaceRows(table, sql, isStrict, s) };
}

export async function deleteRows(command: Delete, s: Statement): Promise<Outcome> {
  const table = await writableTable(command.path, 'delete', s);
  const sql = await compileChecked(
    [command.using, command.where],
    s,
    (ctx) => {
      const { scope, target } = targetScope(table, command.alias);
      const { from, where } = sourcesAndFilter(command.using, command.where, scope, ctx);
      return `DELETE FROM ${target}${from.length > 0 ? ` USING ${from.join(', ')}` : ''}${where}`;
    },
    true,
  );
  return { affected: (await s.duck.run(sql)).rowsChanged };
}

/** The row number and all columns of an updated row: those assigned converted to their types, the others as they are. */
export function newRow(table: Relation, set: Update['set'], scope: Scope, ctx: CompileContext, s: Statement): string {
  const name = duckName(scope.sources[0]?.alias ?? table.name);
  const values = new Map<string, string>();
  for (const { column: columnName, value } of set) {
    const column = findColumn(table, columnName);
    if (column.identity) throw redshiftError('cannot set an identity column to a value', '42601');
    if (values.has(columnName)) {
      throw redshiftError(`multiple assignments to same column "${columnName}"`, '42601');
    }
    const sql =
      value.k === 'default'
        ? defaultSql(table, column, ctx, s)
        : assignTo(compileExpression(value, scope, ctx), column.type);
    values.set(columnName, `CAST(${sql} AS ${storageType(column.type)})`);
  }
  const columns = table.columns.map((column) => values.get(column.name) ?? `${name}.${duckName(column.name)}`);
  return [`${name}.rowid`, ...columns].join(', ');
}

/** A scope that knows the table that is written, and its name in DuckDB. */
export function targetScope(table: Relation, alias: string | undefined): { scope: Scope; target: string } {
  const scope = new Scope();
  const name = alias ?? table.name;
  scope.addSource({
    alias: name,
    ...(alias === undefined ? { schema: table.schema } : {}),
    columns: table.columns.map(({ name: column, type }) => ({ name: column, type })),
    merged: new Map(),
  });
  return { scope, target: `${table.duck} AS ${duckName(name)}` };
}

function sourcesAndFilter(items: readonly FromItem[], filter: Expr | undefined, scope: Scope, ctx: CompileContext) {
  const from = items.map((item) => compileFrom(item, scope, ctx));
  const where = filter ? ` WHERE ${compileExpression(filter, scope, ctx).sql}` : '';
  return { from, where };
}
