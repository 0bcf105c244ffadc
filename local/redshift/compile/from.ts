import type { Relation } from '../catalog/relation';
import { columnDoesNotExist, notSupportedLocally, redshiftError, relationDoesNotExist } from '../errors';
import type { FromItem } from '../sql/ast';
import { duckName, duckString } from '../sql/string-literal';
import type { CompileContext, Compiled, OutputColumn } from './context';
import { compileExpression } from './expression';
import { comparisonKey } from './operators';
import { compileQuery, rename } from './query';
import { Scope, type Source } from './scope';

/** Compiles one FROM item and puts its columns in scope. */
export function compileFrom(item: FromItem, scope: Scope, ctx: CompileContext): string {
  switch (item.k) {
    case 'table':
      return compileTable(item, scope, ctx);
    case 'derived': {
      const query = compileQuery(item.query, ctx, scope.parent);
      const alias = item.alias ?? `derived_table${scope.sources.length + 1}`;
      return addDerived(query.sql, rename(query.columns, item.columns, alias), alias, scope);
    }
    case 'function':
      return compileTableFunction(item, scope, ctx);
    case 'join':
      return compileJoin(item, scope, ctx);
  }
}

function addDerived(sql: string, columns: OutputColumn[], alias: string, scope: Scope): string {
  scope.addSource({ alias, columns, merged: new Map() });
  return `(${sql}) AS ${duckName(alias)} (${columns.map((column) => duckName(column.name)).join(', ')})`;
}

function compileTable(item: Extract<FromItem, { k: 'table' }>, scope: Scope, ctx: CompileContext): string {
  const name = item.path[item.path.length - 1] as string;
  const alias = item.alias ?? name;
  const cte = item.path.length === 1 ? scope.cte(name) : undefined;
  if (cte) {
    const columns = rename(cte, item.columns, alias);
    scope.addSource({ alias, columns, merged: new Map() });
    return `${duckName(name)} AS ${duckName(alias)} (${columns.map((column) => duckName(column.name)).join(', ')})`;
  }
  const relation = ctx.relations.get(item.path.join('.'));
  if (!relation) throw relationDoesNotExist(item.path.join('.'));
  if (ctx.recordReads) ctx.reads.add(relation);
  const source = relationSource(relation, item.columns.length > 0 ? { ...ctx, columnNames: undefined } : ctx);
  const columns = rename(source.columns, item.columns, alias);
  const schema = item.alias === undefined ? { schema: relation.schema } : {};
  scope.addSource({ alias, ...schema, columns, merged: new Map() });
  const names =
    item.columns.length > 0 || relation.kind === 'view' ? ` (${columns.map((c) => duckName(c.name)).join(', ')})` : '';
  return `${source.sql} AS ${duckName(alias)}${names}`;
}

/** A table by its DuckDB name, a view as its compiled query. */
function relationSource(relation: Relation, ctx: CompileContext): { sql: string; columns: OutputColumn[] } {
  if (relation.kind !== 'view') {
    const columns = relation.columns.map(
      (column): OutputColumn => ({
        name: column.name,
        type: column.type,
        origin: { schema: relation.schema, table: relation.name, notNull: column.notNull },
      }),
    );
    const { light, duck } = relation;
    const { columnNames } = ctx;
    const isLight = light && columnNames && !light.without.some((name) => columnNames.has(name));
    return { sql: isLight ? light.duck : duck, columns };
  }
  const view = ctx.viewQueries.get(relation.oid);
  if (!view) throw relationDoesNotExist(`${relation.schema}.${relation.name}`);
  const compiled = compileQuery(view.query, { ...ctx, recordReads: false });
  const names = view.columns.length > 0 ? view.columns : compiled.columns.map((column) => column.name);
  // A view keeps the columns it had when it was created, even when its tables have gained some.
  const bound = relation.lateBinding ? compiled.columns : relation.columns;
  const columns = bound.map((column, i): OutputColumn => {
    const type = compiled.columns[i]?.type ?? column.type;
    return {
      name: names[i] ?? column.name,
      ...(type ? { type } : {}),
      origin: { schema: relation.schema, table: relation.name, notNull: false },
    };
  });
  if (compiled.columns.length > columns.length) {
    const picked = columns.map((column) => duckName(column.name)).join(', ');
    const all = compiled.columns.map((column, i) => duckName(names[i] ?? `extra${i}${column.name}`)).join(', ');
    return { sql: `(SELECT ${picked} FROM (${compiled.sql}) AS v (${all}))`, columns };
  }
  return { sql: `(${compiled.sql})`, columns };
}

function compileJoin(item: Extract<FromItem, { k: 'join' }>, scope: Scope, ctx: CompileContext): string {
  const before = scope.sources.length;
  const left = compileFrom(item.left, scope, ctx);
  const middle = scope.sources.length;
  const right = compileFrom(item.right, scope, ctx);
  const word = item.kind.toUpperCase();
  if (item.kind === 'cross') return `(${left} CROSS JOIN ${right})`;
  if (item.on) return `(${left} ${word} JOIN ${right} ON ${compileExpression(item.on, scope, ctx).sql})`;
  const leftSources = scope.sources.slice(before, middle);
  const rightSources = scope.sources.slice(middle);
  const names = item.using ?? commonNames(leftSources, rightSources);
  if (names.length === 0) return `(${left} CROSS JOIN ${right})`;
  const equal = names.map((name) => mergeColumn(name, item.kind, leftSources, rightSources));
  return `(${left} ${word} JOIN ${right} ON ${equal.join(' AND ')})`;
}

/** Joins a column of both sides (trailing blanks mean nothing) and notes what its bare name stands for. */
function mergeColumn(name: string, kind: string, left: readonly Source[], right: readonly Source[]): string {
  const [a, b] = [shownColumn(left, name), shownColumn(right, name)];
  if (!a || !b) throw columnDoesNotExist(name, ['join']);
  const shown = { right: b.sql, full: `COALESCE(${a.sql}, ${b.sql})` }[kind] ?? a.sql;
  for (const source of right) if (source.columns.some((column) => column.name === name)) source.merged.set(name, shown);
  return `${comparisonKey(a)} = ${comparisonKey(b)}`;
}

/** What a bare name stands for on one side of a join. */
function shownColumn(sources: readonly Source[], name: string): Compiled | undefined {
  const merged = sources.findLast((source) => source.merged.has(name))?.merged.get(name);
  const source = sources.find((candidate) => candidate.columns.some((column) => column.name === name));
  const column = source?.columns.find((candidate) => candidate.name === name);
  if (!source || !column) return undefined;
  return { ...column, sql: merged ?? `${duckName(source.alias)}.${duckName(name)}` };
}

const hasColumn = (sources: readonly Source[], name: string): boolean =>
  sources.some((source) => source.columns.some((column) => column.name === name));

function commonNames(left: readonly Source[], right: readonly Source[]): string[] {
  const names = left.flatMap((source) => source.columns.map((column) => column.name));
  return [...new Set(names.filter((name) => hasColumn(right, name)))];
}

function compileTableFunction(item: Extract<FromItem, { k: 'function' }>, scope: Scope, ctx: CompileContext): string {
  const name = item.call.name[item.call.name.length - 1] as string;
  const alias = item.alias ?? name;
  if (name === 'pg_get_late_binding_view_cols') {
    const defaults = ['view_schema', 'view_name', 'col_name', 'col_type', 'col_num'];
    if (item.columns.length > 0 && item.columns.length !== defaults.length) {
      throw redshiftError('function return row and query-specified return row do not match', '42804');
    }
    const columns = defaults.map(
      (column, i): OutputColumn => ({
        name: item.columns[i]?.name ?? column,
        type: item.columns[i]?.type ?? (column === 'col_num' ? { name: 'int4' } : { name: 'varchar' }),
      }),
    );
    const rows = ctx.lateBindingColumns.map(
      (c) => `(${[c.schema, c.view, c.name, c.type].map(duckString).join(', ')}, ${c.num})`,
    );
    const values = rows.length > 0 ? `VALUES ${rows.join(', ')}` : "SELECT '', '', '', '', 0 WHERE FALSE";
    return addDerived(values, columns, alias, scope);
  }
  if (name === 'generate_series') {
    const args = item.call.args.map((arg) => compileExpression(arg, new Scope(scope.parent), ctx).sql);
    const columns: OutputColumn[] = [{ name: item.columns[0]?.name ?? alias, type: { name: 'int8' } }];
    return addDerived(`SELECT unnest(generate_series(${args.join(', ')}))`, columns, alias, scope);
  }
  throw notSupportedLocally(`table function ${name}()`);
}
