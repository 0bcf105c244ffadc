import type { Expr, Select } from '../sql/ast';
import { duckName } from '../sql/string-literal';
import type { RsType } from '../types';
import type { CompileContext, Compiled, CompiledQuery, OutputColumn } from './context';
import { compileExpression } from './expression';
import { compileFrom } from './from';
import { comparisonKey, hasBlanks } from './operators';
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
  let { items, columns } = compileItems(select, scope, ctx);
  const keys = select.groupBy.map((expr) => groupKey(expr, select, scope, ctx));
  for (const { value } of keys) if (hasBlanks(value)) scope.groupKeys.set(value.sql, `any_value(${value.sql})`);
  // Grouped text is shown as one of the group's values, which is known only now.
  if (scope.groupKeys.size > 0) ({ items, columns } = compileItems(select, scope, ctx));
  const names = columns.map((column) => duckName(column.name));
  const parts = [
    `SELECT ${distinctness(select, items)}${items.map((item, i) => `${item.sql} AS ${names[i]}`).join(', ')}`,
  ];
  if (from.length > 0) parts.push(`FROM ${from.join(', ')}`);
  if (where) parts.push(`WHERE ${where}`);
  if (keys.length > 0) parts.push(`GROUP BY ${keys.map(({ sql }) => sql).join(', ')}`);
  if (select.having) parts.push(`HAVING ${compileExpression(select.having, scope, ctx).sql}`);
  if (select.qualify) parts.push(`QUALIFY ${compileExpression(select.qualify, scope, ctx).sql}`);
  return { sql: parts.join(' '), columns, bodyScope: scope };
}

/** The select list, its aliases put in scope. */
function compileItems(select: Select, scope: Scope, ctx: CompileContext) {
  const items: Compiled[] = [];
  const columns: OutputColumn[] = [];
  scope.aliases.clear();
  const add = (compiled: Compiled, alias: string | undefined) => {
    const column: OutputColumn = { name: alias ?? compiled.name ?? '?column?' };
    if (compiled.type) column.type = compiled.type.name === 'unknown' ? literalType(compiled) : compiled.type;
    if (compiled.origin) column.origin = compiled.origin;
    columns.push(column);
    items.push(compiled);
    if (alias !== undefined) scope.aliases.set(alias, column);
  };
  for (const { expr, alias } of select.items) {
    if (expr.k === 'star') {
      for (const column of scope.star(expr.qualifier)) add(scope.grouped(column), column.name);
    } else add(compileExpression(expr, scope, ctx), alias);
  }
  return { items, columns };
}

/** Texts that differ in trailing blanks alone are not distinct. */
function distinctness(select: Select, items: readonly Compiled[]): string {
  if (!select.distinct) return '';
  return items.some(hasBlanks) ? `DISTINCT ON (${items.map(comparisonKey).join(', ')}) ` : 'DISTINCT ';
}

/** An untyped literal becomes a VARCHAR of its own length. */
function literalType({ literal }: Compiled): RsType {
  return literal === undefined
    ? { name: 'varchar' }
    : { name: 'varchar', length: Math.max(1, Buffer.byteLength(literal)) };
}

/**
 * A GROUP BY expression. A number is a position, a bare name may be that of a select item: grouped text needs the
 * item's own expression.
 */
function groupKey(expr: Expr, select: Select, scope: Scope, ctx: CompileContext): { sql: string; value: Compiled } {
  const item = groupedItem(expr, select, scope);
  const value = compileExpression(item ?? expr, scope, ctx);
  if (hasBlanks(value)) return { sql: comparisonKey(value), value };
  return expr.k === 'number' ? { sql: expr.text, value: { sql: expr.text } } : { sql: value.sql, value };
}

function groupedItem(expr: Expr, select: Select, scope: Scope): Expr | undefined {
  if (expr.k === 'number') {
    const before = select.items.slice(0, Number(expr.text));
    return before.some((item) => item.expr.k === 'star') ? undefined : before[Number(expr.text) - 1]?.expr;
  }
  if (expr.k !== 'column' || expr.path.length > 1) return undefined;
  const [name] = expr.path;
  const isColumn = scope.sources.some((source) => source.columns.some((column) => column.name === name));
  return isColumn ? undefined : select.items.find((item) => item.alias === name)?.expr;
}
