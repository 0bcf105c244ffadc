import { redshiftError } from '../errors';
import type { Body, Expr, OrderItem, Query } from '../sql/ast';
import { duckName } from '../sql/string-literal';
import { isNumber, isText, storageType } from '../types';
import type { CompileContext, CompiledQuery, OutputColumn } from './context';
import { compileExpression } from './expression';
import { comparisonKey, hasBlanks } from './operators';
import { Scope } from './scope';
import { compileSelect } from './select';
import { unifyTypes } from './unify';

/** Compiles a query with its CTEs, set operations, ORDER BY and LIMIT. */
export function compileQuery(query: Query, ctx: CompileContext, parent?: Scope): CompiledQuery {
  const scope = new Scope(parent);
  const ctes = query.ctes.map((cte) => compileCte(cte, query.recursive, scope, ctx));
  const withClause = ctes.length > 0 ? `WITH ${query.recursive ? 'RECURSIVE ' : ''}${ctes.join(', ')} ` : '';
  if (query.body.k === 'select') {
    const { sql, columns, bodyScope } = compileSelect(query.body, ctx, scope);
    const tail = orderAndLimit(query, (item) => orderItem(item, columns, bodyScope, ctx), scope, ctx);
    return { sql: `${withClause}${sql}${tail}`, columns };
  }
  const body = compileBody(query.body, ctx, scope);
  const outputs = new Scope(scope);
  for (const column of body.columns) outputs.aliases.set(column.name, column);
  const tail = orderAndLimit(query, (item) => orderItem(item, body.columns, outputs, ctx), scope, ctx);
  return { sql: `${withClause}${body.sql}${tail}`, columns: body.columns };
}

function compileCte(cte: Query['ctes'][number], recursive: boolean, scope: Scope, ctx: CompileContext): string {
  if (recursive && cte.query.body.k === 'set') {
    const seed = compileBody(cte.query.body.left, ctx, scope);
    scope.ctes.set(cte.name, rename(seed.columns, cte.columns, cte.name));
  }
  const compiled = compileQuery(cte.query, ctx, scope);
  const columns = rename(compiled.columns, cte.columns, cte.name);
  scope.ctes.set(cte.name, columns);
  return `${duckName(cte.name)} (${columns.map((column) => duckName(column.name)).join(', ')}) AS (${compiled.sql})`;
}

/** Gives columns the names of an alias list, which may be shorter than the columns. */
export function rename(columns: readonly OutputColumn[], names: readonly string[], table: string): OutputColumn[] {
  if (names.length > columns.length) {
    throw redshiftError(
      `table "${table}" has ${columns.length} columns available but ${names.length} columns specified`,
      '42P10',
    );
  }
  return columns.map((column, i) => ({ ...column, name: names[i] ?? column.name }));
}

function compileBody(body: Body, ctx: CompileContext, scope: Scope): CompiledQuery {
  switch (body.k) {
    case 'select':
      return compileSelect(body, ctx, scope);
    case 'nested': {
      const query = compileQuery(body.query, ctx, scope);
      return { sql: `(${query.sql})`, columns: query.columns };
    }
    case 'values': {
      const rows = body.rows.map((row) => row.map((cell) => compileExpression(cell, scope, ctx)));
      const width = rows[0]?.length ?? 0;
      if (rows.some((row) => row.length !== width))
        throw redshiftError('VALUES lists must all be the same length', '42601');
      const columns = Array.from({ length: width }, (_, i): OutputColumn => {
        const type = unifyTypes(rows.map((row) => row[i]?.type));
        return { name: `column${i + 1}`, ...(type ? { type } : {}) };
      });
      const names = columns.map((column) => duckName(column.name)).join(', ');
      const tuples = rows.map((row) => `(${row.map((cell) => cell.sql).join(', ')})`).join(', ');
      return { sql: `SELECT * FROM (VALUES ${tuples}) AS v (${names})`, columns };
    }
    case 'set':
      return compileSetOperation(body, ctx, scope);
  }
}

function compileSetOperation(body: Extract<Body, { k: 'set' }>, ctx: CompileContext, scope: Scope): CompiledQuery {
  const left = compileBody(body.left, ctx, scope);
  const right = compileBody(body.right, ctx, scope);
  if (left.columns.length !== right.columns.length) {
    throw redshiftError(`each ${body.op.toUpperCase()} query must have the same number of columns`, '42601');
  }
  const columns = left.columns.map((column, i): OutputColumn => {
    const other = right.columns[i]?.type;
    if (
      column.type &&
      other &&
      ((isNumber(column.type) && isText(other) && other.name !== 'unknown') ||
        (isText(column.type) && column.type.name !== 'unknown' && isNumber(other)))
    ) {
      throw redshiftError(
        `${body.op.toUpperCase()} types ${column.type.name} and ${other.name} cannot be matched`,
        '42804',
      );
    }
    const type = unifyTypes([column.type, other]);
    return { name: column.name, ...(type ? { type } : {}) };
  });
  if (!body.all && columns.some(hasBlanks)) return { sql: withoutDuplicates(body.op, left, right, columns), columns };
  const sql = `(${left.sql}) ${body.op.toUpperCase()}${body.all ? ' ALL' : ''} (${right.sql})`;
  return { sql, columns };
}

/** A set operation on text: rows that differ in trailing blanks alone are the same row. */
function withoutDuplicates(
  op: 'union' | 'intersect' | 'except',
  left: CompiledQuery,
  right: CompiledQuery,
  columns: readonly OutputColumn[],
): string {
  const names = columns.map((_, i) => `c${i}`);
  const key = (source: string) =>
    columns.map((column, i) => comparisonKey({ ...column, sql: `${source}.${names[i]}` })).join(', ');
  const list = columns.map((column, i) => `l.${names[i]} AS ${duckName(column.name)}`).join(', ');
  const select = `SELECT DISTINCT ON (${key('l')}) ${list} FROM`;
  const as = (source: string) => `AS ${source} (${names.join(', ')})`;
  if (op === 'union') return `${select} ((${left.sql}) UNION ALL (${right.sql})) ${as('l')}`;
  const exists = `EXISTS (SELECT 1 FROM (${right.sql}) ${as('r')} WHERE (${key('l')}) IS NOT DISTINCT FROM (${key('r')}))`;
  return `${select} (${left.sql}) ${as('l')} WHERE ${op === 'except' ? 'NOT ' : ''}${exists}`;
}

/** Redshift sorts NULL as the largest value; DuckDB does not. An output name wins over an input column. */
function orderItem(item: OrderItem, columns: readonly OutputColumn[], scope: Scope, ctx: CompileContext): string {
  const nulls = item.nulls ?? (item.descending ? 'first' : 'last');
  return `${orderKey(item.expr, columns, scope, ctx)}${item.descending ? ' DESC' : ''} NULLS ${nulls.toUpperCase()}`;
}

function orderKey(expr: Expr, columns: readonly OutputColumn[], scope: Scope, ctx: CompileContext): string {
  if (expr.k === 'number') {
    const position = Number(expr.text);
    if (position < 1 || position > columns.length)
      throw redshiftError(`ORDER BY position ${expr.text} is not in select list`, '42P10');
    return expr.text;
  }
  if (expr.k === 'column') return scope.grouped(scope.column(expr.path, true)).sql;
  return compileExpression(expr, scope, ctx).sql;
}

function orderAndLimit(query: Query, order: (item: OrderItem) => string, scope: Scope, ctx: CompileContext): string {
  const parts: string[] = [];
  const top = query.body.k === 'select' ? query.body.top : undefined;
  if (query.orderBy.length > 0) parts.push(`ORDER BY ${query.orderBy.map(order).join(', ')}`);
  const limit = query.limit ?? top;
  if (limit) parts.push(`LIMIT ${rowCount(limit, scope, ctx)}`);
  if (query.offset) parts.push(`OFFSET ${rowCount(query.offset, scope, ctx)}`);
  return parts.length > 0 ? ` ${parts.join(' ')}` : '';
}

const rowCount = (expr: Expr, scope: Scope, ctx: CompileContext): string =>
  `CAST(${compileExpression(expr, new Scope(scope), ctx).sql} AS ${storageType({ name: 'int8' })})`;
