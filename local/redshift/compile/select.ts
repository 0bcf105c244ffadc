import type { Expr, Select } from '../sql/ast';
import { duckName } from '../sql/string-literal';
import type { RsType } from '../types';
import type { CompileContext, Compiled, CompiledQuery, OutputColumn } from './context';
import { compileExpression } from './expression';
import { compileFrom } from './from';
import { Scope } from './scope';

/** Compiles SELECT ... FROM ... WHERE ... GROUP BY ... HAVING ... QUALIFY; stars are expanded to columns. */
export function compileSelect(
  select: Select,
  ctx: CompileContext,
  parent: Scope,
): CompiledQuery & { bodyScope: Scope } {
  const scope = new Scope(parent);
  const from = select.from.map((item) => compileFrom(item, scope, ctx));
  const where = select.where && compileExpression(select.where, scope, ctx).sql;
  const items: string[] = [];
  const columns: OutputColumn[] = [];
  const add = (compiled: Compiled, alias: string | undefined) => {
    const name = alias ?? compiled.name ?? '?column?';
    const column: OutputColumn = { name };
    if (compiled.type) column.type = compiled.type.name === 'unknown' ? literalType(compiled) : compiled.type;
    if (compiled.origin) column.origin = compiled.origin;
    columns.push(column);
    items.push(`${compiled.sql} AS ${duckName(name)}`);
    if (alias !== undefined) scope.aliases.set(alias, column);
  };
  for (const { expr, alias } of select.items) {
    if (expr.k === 'star') for (const column of scope.star(expr.qualifier)) add(column, column.name);
    else add(compileExpression(expr, scope, ctx), alias);
  }
  const parts = [`SELECT ${select.distinct ? 'DISTINCT ' : ''}${items.join(', ')}`];
  if (from.length > 0) parts.push(`FROM ${from.join(', ')}`);
  if (where) parts.push(`WHERE ${where}`);
  if (select.groupBy.length > 0)
    parts.push(`GROUP BY ${select.groupBy.map((e) => groupKey(e, scope, ctx)).join(', ')}`);
  if (select.having) parts.push(`HAVING ${compileExpression(select.having, scope, ctx).sql}`);
  if (select.qualify) parts.push(`QUALIFY ${compileExpression(select.qualify, scope, ctx).sql}`);
  return { sql: parts.join(' '), columns, bodyScope: scope };
}

/** An untyped literal becomes a VARCHAR of its own length. */
function literalType({ literal }: Compiled): RsType {
  return literal === undefined
    ? { name: 'varchar' }
    : { name: 'varchar', length: Math.max(1, Buffer.byteLength(literal)) };
}

/** A number is a position; everything else an expression or an alias. */
function groupKey(expr: Expr, scope: Scope, ctx: CompileContext): string {
  return expr.k === 'number' ? expr.text : compileExpression(expr, scope, ctx).sql;
}
