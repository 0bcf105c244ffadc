import { notSupportedLocally, redshiftError } from '../errors';
import type { Expr } from '../sql/ast';
import { duckString } from '../sql/string-literal';
import { BOOL, isInteger, isText, type RsType } from '../types';
import { compileCall } from './call';
import { castTo } from './cast';
import type { CompileContext, Compiled } from './context';
import { intervalLiteral } from './interval-literal';
import { compileLike } from './like';
import { compileBinary, withoutBlanks } from './operators';
import { compileQuery } from './query';
import type { Scope } from './scope';
import { unifyTypes } from './unify';

/** Compiles a value expression to DuckDB SQL, checking names and inferring its Redshift type. */
export const compileExpression = (expr: Expr, scope: Scope, ctx: CompileContext): Compiled =>
  scope.grouped(compileNode(expr, scope, ctx));

function compileNode(expr: Expr, scope: Scope, ctx: CompileContext): Compiled {
  const sub = (inner: Expr) => compileExpression(inner, scope, ctx);
  switch (expr.k) {
    case 'string':
      return literal(expr.value);
    case 'param':
      return parameter(expr.name, ctx);
    case 'number':
      return number(expr.text);
    case 'null':
      return { sql: 'NULL', type: { name: 'unknown' } };
    case 'boolean':
      return { sql: expr.value ? 'TRUE' : 'FALSE', type: BOOL, name: 'bool' };
    case 'default':
      throw redshiftError('DEFAULT is not allowed in this context', '42601');
    case 'column':
      return { ...scope.column(expr.path), name: expr.path[expr.path.length - 1] as string };
    case 'star':
      throw redshiftError('"*" is not allowed in this context', '42601');
    case 'interval':
      return intervalLiteral(expr);
    case 'unary':
      return unary(expr.op, sub(expr.arg));
    case 'binary':
      return compileBinary(expr.op, sub(expr.left), sub(expr.right));
    case 'cast':
      return castTo(sub(expr.arg), expr.type, expr.tryCast);
    case 'call':
      return compileCall(expr, scope, ctx);
    case 'case':
      return compileCase(expr, sub);
    case 'in':
      return compileIn(expr, scope, ctx);
    case 'between': {
      const operands = [sub(expr.arg), sub(expr.low), sub(expr.high)];
      const [arg, low, high] = operands.every((o) => isText(o.type)) ? operands.map(withoutBlanks) : operands;
      if (!arg || !low || !high) throw redshiftError('syntax error at or near "between"', '42601');
      return bool(`(${arg.sql} ${expr.negated ? 'NOT ' : ''}BETWEEN ${low.sql} AND ${high.sql})`);
    }
    case 'like':
      return compileLike(expr, sub);
    case 'is': {
      const what = expr.what === 'unknown' ? 'null' : expr.what;
      return bool(`(${sub(expr.arg).sql} IS ${expr.negated ? 'NOT ' : ''}${what.toUpperCase()})`);
    }
    case 'exists':
      return bool(`EXISTS (${compileQuery(expr.query, ctx, scope).sql})`, 'exists');
    case 'subquery': {
      const query = compileQuery(expr.query, ctx, scope);
      const only = query.columns[0];
      if (query.columns.length !== 1 || !only) throw redshiftError('subquery must return only one column', '42601');
      return { ...only, sql: `(${query.sql})` };
    }
    case 'quantified':
      return compileQuantified(expr, scope, ctx);
    case 'zone': {
      const arg = sub(expr.arg);
      const type: RsType = { name: arg.type?.name === 'timestamptz' ? 'timestamp' : 'timestamptz' };
      const source = isText(arg.type) ? `CAST(${arg.sql} AS TIMESTAMPTZ)` : arg.sql;
      const result: RsType = isText(arg.type) ? { name: 'timestamp' } : type;
      if (arg.type?.name === 'timetz' || arg.type?.name === 'time') throw notSupportedLocally('AT TIME ZONE of a time');
      return { sql: `(${source} AT TIME ZONE ${sub(expr.zone).sql})`, type: result, name: 'timezone' };
    }
    case 'extract':
      return compileCall(
        { k: 'call', name: ['date_part'], args: [{ k: 'string', value: expr.part }, expr.arg] },
        scope,
        ctx,
      );
    case 'row':
      return { sql: `(${expr.items.map((item) => sub(item).sql).join(', ')})` };
    case 'index':
      throw notSupportedLocally('navigation into SUPER; use JSON_SERIALIZE and JSON_EXTRACT_PATH_TEXT');
  }
}

export const bool = (sql: string, name?: string): Compiled => (name ? { sql, type: BOOL, name } : { sql, type: BOOL });

export const literal = (value: string): Compiled => ({
  sql: duckString(value),
  type: { name: 'unknown' },
  literal: value,
});

function parameter(name: string, ctx: CompileContext): Compiled {
  const value = ctx.parameters.get(name);
  if (value === undefined) throw redshiftError(`parameter ":${name}" has no value`, '42P02');
  ctx.usedParameters.add(name);
  return literal(value);
}

function number(text: string): Compiled {
  if (/[eE]/.test(text)) return { sql: `CAST(${text} AS DOUBLE)`, type: { name: 'float8' } };
  if (text.includes('.')) return { sql: text, type: { name: 'numeric' } };
  const value = BigInt(text);
  if (value <= 2147483647n) return { sql: text, type: { name: 'int4' } };
  if (value <= 9223372036854775807n) return { sql: `CAST(${text} AS BIGINT)`, type: { name: 'int8' } };
  return { sql: `CAST(${text} AS DECIMAL(38,0))`, type: { name: 'numeric', precision: text.length, scale: 0 } };
}

function unary(op: '-' | '+' | 'not', arg: Compiled): Compiled {
  if (op === 'not') return bool(`(NOT ${arg.sql})`);
  if (op === '-' && arg.sql === 'CAST(9223372036854775808 AS DECIMAL(38,0))') {
    return { sql: 'CAST(-9223372036854775808 AS BIGINT)', type: { name: 'int8' } };
  }
  const type = arg.type ? { type: arg.type } : {};
  return { sql: `(${op} ${arg.sql})`, ...type };
}

function compileCase(expr: Extract<Expr, { k: 'case' }>, sub: (e: Expr) => Compiled): Compiled {
  const thens = expr.whens.map((branch) => sub(branch.result));
  const otherwise = expr.otherwise && sub(expr.otherwise);
  const type = unifyTypes([...thens, ...(otherwise ? [otherwise] : [])].map((branch) => branch.type));
  const operand = expr.operand ? `${sub(expr.operand).sql} ` : '';
  const whens = expr.whens.map((branch, i) => `WHEN ${sub(branch.when).sql} THEN ${thens[i]?.sql}`).join(' ');
  const sql = `(CASE ${operand}${whens}${otherwise ? ` ELSE ${otherwise.sql}` : ''} END)`;
  return type ? { sql, type, name: 'case' } : { sql, name: 'case' };
}

function compileIn(expr: Extract<Expr, { k: 'in' }>, scope: Scope, ctx: CompileContext): Compiled {
  const arg = compileExpression(expr.arg, scope, ctx);
  const operator = expr.negated ? 'NOT IN' : 'IN';
  if (expr.query) {
    const query = compileQuery(expr.query, ctx, scope);
    const width = expr.arg.k === 'row' ? expr.arg.items.length : 1;
    if (query.columns.length > width) throw redshiftError('subquery has too many columns', '42601');
    if (width === 1 && isText(arg.type) && isText(query.columns[0]?.type)) {
      const values = `SELECT ${withoutBlanks({ sql: 'c', type: { name: 'varchar' } }).sql} FROM (${query.sql}) AS v (c)`;
      return bool(`(${withoutBlanks(arg).sql} ${operator} (${values}))`);
    }
    return bool(`(${arg.sql} ${operator} (${query.sql}))`);
  }
  const list = (expr.list ?? []).map((item) => compileExpression(item, scope, ctx));
  const isTextual = [arg, ...list].every((item) => isText(item.type));
  const [first, ...rest] = isTextual ? [arg, ...list].map(withoutBlanks) : [arg, ...list];
  return bool(`(${first?.sql} ${operator} (${rest.map((item) => item.sql).join(', ')}))`);
}

function compileQuantified(expr: Extract<Expr, { k: 'quantified' }>, scope: Scope, ctx: CompileContext): Compiled {
  const left = compileExpression(expr.left, scope, ctx);
  const word = expr.all ? 'ALL' : 'ANY';
  if (expr.query) return bool(`(${left.sql} ${expr.op} ${word} (${compileQuery(expr.query, ctx, scope).sql}))`);
  const right = compileExpression(expr.right as Expr, scope, ctx);
  if (expr.op !== '=' || expr.all || !right.type?.name.startsWith('_')) {
    throw notSupportedLocally(`${expr.op} ${word} (value); only = ANY (array column) and subqueries`);
  }
  const needle = isInteger(left.type) ? `CAST(${left.sql} AS SMALLINT)` : left.sql;
  return bool(`list_contains(${right.sql}, ${needle})`);
}
