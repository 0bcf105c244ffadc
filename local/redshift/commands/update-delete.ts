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
import { defaultSql, findColumn, writableTable } from './insert';

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
      const set = command.set.map(({ column: name, value }) => {
        const column = findColumn(table, name);
        if (column.identity) throw redshiftError('cannot set an identity column to a value', '42601');
        const sql =
          value.k === 'default'
            ? defaultSql(table, column, ctx, s)
            : assignTo(compileExpression(value, scope, ctx), column.type);
        return `${duckName(name)} = ${sql}`;
      });
      return `UPDATE ${target} SET ${set.join(', ')}${from.length > 0 ? ` FROM ${from.join(', ')}` : ''}${where}`;
    },
    true,
  );
  return { affected: (await s.duck.run(sql)).rowsChanged };
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

function targetScope(table: Relation, alias: string | undefined): { scope: Scope; target: string } {
  const scope = new Scope();
  const name = alias ?? table.name;
  scope.addSource({
    alias: name,
    ...(alias === undefined ? { schema: table.schema } : {}),
    columns: table.columns.map(({ name: column, type }) => ({ name: column, type })),
    merged: new Set(),
  });
  return { scope, target: `${table.duck} AS ${duckName(name)}` };
}

function sourcesAndFilter(items: readonly FromItem[], filter: Expr | undefined, scope: Scope, ctx: CompileContext) {
  const from = items.map((item) => compileFrom(item, scope, ctx));
  const where = filter ? ` WHERE ${compileExpression(filter, scope, ctx).sql}` : '';
  return { from, where };
}
