import { notSupportedLocally } from '../errors';
import type { CallExpr, OrderItem } from '../sql/ast';
import type { CompileContext, Compiled } from './context';
import { compileExpression } from './expression';
import { aggregate, WINDOW_ONLY } from './functions/aggregates';
import { binaryFunction } from './functions/binaries';
import { catalogFunction } from './functions/catalog';
import { dateFunction } from './functions/dates';
import { scalarFunction } from './functions/scalars';
import { sessionFunction } from './functions/session';
import { sketchFunction } from './functions/sketches';
import { textFunction } from './functions/texts';
import { comparisonKey } from './operators';
import type { Scope } from './scope';

/** A call being compiled, as the function tables see it. */
export interface Call {
  name: string;
  args: Compiled[];
  expr: CallExpr;
  ctx: CompileContext;
}

/** Answers undefined when the table does not know the function. */
export type FunctionTable = (call: Call) => Compiled | undefined;

const TABLES: FunctionTable[] = [
  scalarFunction,
  textFunction,
  dateFunction,
  binaryFunction,
  sessionFunction,
  catalogFunction,
  sketchFunction,
];

/** Compiles a function call; one that no table knows is refused. */
export function compileCall(expr: CallExpr, scope: Scope, ctx: CompileContext): Compiled {
  const name = expr.name[expr.name.length - 1] as string;
  if (expr.name.length > 1 && expr.name[0] !== 'pg_catalog')
    throw notSupportedLocally(`function ${expr.name.join('.')}()`);
  const isAggregate = aggregate(name) !== undefined;
  const compileArguments = () =>
    expr.args.map((arg, i): Compiled => {
      if (arg.k === 'star') return { sql: '*' };
      // A date part may be a bare word: DATEADD(day, 1, d).
      if (i === 0 && DATE_PART_FIRST.has(name) && arg.k === 'column' && arg.path.length === 1) {
        return { sql: '', literal: arg.path[0] as string };
      }
      return compileExpression(arg, scope, ctx);
    });
  if (isAggregate && !expr.over && !WINDOW_ONLY.has(name)) {
    return scope.inAggregate(() => compileAggregate({ name, args: compileArguments(), expr, ctx }, scope));
  }
  const call: Call = { name, args: compileArguments(), expr, ctx };
  if (isAggregate || expr.over || WINDOW_ONLY.has(name)) return compileAggregate(call, scope);
  if (expr.distinct || expr.orderBy || expr.nulls)
    throw notSupportedLocally(`DISTINCT, WITHIN GROUP or NULLS in ${name}()`);
  for (const table of TABLES) {
    const compiled = table(call);
    if (compiled) return { name, ...compiled };
  }
  throw notSupportedLocally(`function ${name}()`);
}

const DATE_PART_FIRST = new Set([
  'dateadd',
  'date_add',
  'datediff',
  'date_diff',
  'date_part',
  'datepart',
  'extract',
  'date_trunc',
]);

function compileAggregate(call: Call, scope: Scope): Compiled {
  const { name, expr, ctx } = call;
  const build = aggregate(name);
  if (!build) throw notSupportedLocally(`${name}() OVER`);
  const order = (items: readonly OrderItem[]) =>
    items.map((item) => orderItem(item, scope, ctx, expr.over !== undefined)).join(', ');
  const orderBy = expr.orderBy ? ` ORDER BY ${order(expr.orderBy)}` : '';
  let over = '';
  if (expr.over) {
    const { partitionBy, frame } = expr.over;
    const parts = [
      ...(partitionBy.length > 0
        ? [`PARTITION BY ${partitionBy.map((e) => comparisonKey(compileExpression(e, scope, ctx))).join(', ')}`]
        : []),
      ...(expr.over.orderBy.length > 0 ? [`ORDER BY ${order(expr.over.orderBy)}`] : []),
      ...(frame ? [frame] : []),
    ];
    over = ` OVER (${parts.join(' ')})`;
  } else if (WINDOW_ONLY.has(name)) throw notSupportedLocally(`${name}() without OVER`);
  const orderTypes = expr.orderBy?.map((item) => compileExpression(item.expr, scope, ctx).type) ?? [];
  const compiled = build(call, { distinct: expr.distinct ? 'DISTINCT ' : '', orderBy, over, orderTypes });
  return { name, ...compiled };
}

/** In a window, texts that differ in trailing blanks alone are peers. */
function orderItem(item: OrderItem, scope: Scope, ctx: CompileContext, isWindow: boolean): string {
  const nulls = item.nulls ?? (item.descending ? 'first' : 'last');
  const value = compileExpression(item.expr, scope, ctx);
  return `${isWindow ? comparisonKey(value) : value.sql}${item.descending ? ' DESC' : ''} NULLS ${nulls.toUpperCase()}`;
}
