import type { Column, Relation } from '../catalog/relation';
import { assignTo } from '../compile/cast';
import type { CompileContext, OutputColumn } from '../compile/context';
import { compileExpression } from '../compile/expression';
import { compileFrom } from '../compile/from';
import { Scope } from '../compile/scope';
import { redshiftError } from '../errors';
import { checkTable } from '../privileges';
import type { FromItem } from '../sql/ast';
import type { MergeAction, MergeCommand } from '../sql/merge-command';
import { duckName } from '../sql/string-literal';
import { compileChecked, type Outcome, type Statement } from '../statement';
import { storageType } from '../types';
import { defaultSql, findColumn, writableTable } from './insert';
import { replaceRows } from './replace-rows';
import { newRow, targetScope } from './update-delete';

/**
 * MERGE. A row of the target that matches several source rows is an error; source rows that match nothing are all
 * inserted, so duplicates among them and those with a NULL key stay. Rows affected are those deleted, updated and
 * inserted (inferred: the documents do not say what MERGE counts).
 */
export async function merge(command: MergeCommand, s: Statement): Promise<Outcome> {
  const { action } = command;
  const table = await writableTable(command.path, 'insert', s);
  await checkTable(table, 'select', s);
  const other = action === 'removeDuplicates' || action.matched.k === 'delete' ? 'delete' : 'update';
  await checkTable(table, other, s);
  const plan = await compileChecked(
    [command.source, command.on, command.action],
    s,
    (ctx) => mergePlan(command, table, ctx, s),
    true,
  );
  if ((await s.duck.rows(plan.check)).length > 0) {
    throw redshiftError('Found multiple matches to update the same tuple.', '21000');
  }
  const added = `temp.main.${duckName(`rs_merge_${s.queryId}`)}`;
  // What is to be added is settled before the target changes.
  await s.duck.run(`CREATE TEMP TABLE ${added} AS ${plan.inserted}`);
  const changed = plan.updated
    ? await replaceRows(table, plan.updated, false, s)
    : (await s.duck.run(plan.deleted)).rowsChanged;
  const columns = table.columns.map((column) => duckName(column.name)).join(', ');
  const inserted = await s.duck.run(`INSERT INTO ${table.duck} (${columns}) SELECT * FROM ${added}`);
  await s.duck.run(`DROP TABLE ${added}`);
  return { affected: changed + inserted.rowsChanged };
}

/** The queries of a MERGE: rows that match twice, new rows for old ones or a DELETE, and rows to add. */
interface MergePlan {
  check: string;
  updated?: string;
  deleted: string;
  inserted: string;
}

function mergePlan(command: MergeCommand, table: Relation, ctx: CompileContext, s: Statement): MergePlan {
  const { scope, target } = targetScope(table, undefined);
  checkSource(command.source, table, ctx);
  const source = compileFrom(command.source, scope, ctx);
  const on = compileExpression(command.on, scope, ctx).sql;
  const matches = `FROM ${target}, ${source} WHERE ${on}`;
  const check = `SELECT 1 ${matches} GROUP BY ${duckName(table.name)}.rowid HAVING count(*) > 1 LIMIT 1`;
  const deleted = `DELETE FROM ${target} USING ${source} WHERE ${on}`;
  const { action } = command;
  if (action === 'removeDuplicates') {
    return { check, deleted, inserted: `SELECT ${allValues(table, scope)} FROM ${source}` };
  }
  const unmatched = `FROM ${source} WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE ${on})`;
  const inserted = `SELECT ${insertValues(action.insert, table, scope, ctx, s)} ${unmatched}`;
  if (action.matched.k === 'delete') return { check, deleted, inserted };
  return { check, deleted, inserted, updated: `SELECT ${newRow(table, action.matched.set, scope, ctx, s)} ${matches}` };
}

/** The source's columns as the target's, by position. */
function allValues(table: Relation, scope: Scope): string {
  const from = scope.sources[1];
  if (!from || from.columns.length !== table.columns.length) {
    throw redshiftError('MERGE REMOVE DUPLICATES requires source and target with the same columns', '42601');
  }
  const values = table.columns.map((column, i) => {
    const { name, type } = from.columns[i] as OutputColumn;
    const sql = `${duckName(from.alias)}.${duckName(name)}`;
    return stored(assignTo({ sql, ...(type && { type }) }, column.type), column);
  });
  return values.join(', ');
}

const stored = (sql: string, column: Column): string => `CAST(${sql} AS ${storageType(column.type)})`;

/** The source is another table, or a view or subquery that does not read the target. */
function checkSource(source: FromItem, table: Relation, ctx: CompileContext): void {
  const named = source.k === 'table' ? ctx.relations.get(source.path.join('.')) : undefined;
  if (named?.oid === table.oid) throw redshiftError('Source and target of MERGE must be different tables.', '42601');
  if (source.k === 'table' && named?.kind !== 'view') return;
  if (reads(source, table, ctx)) {
    throw redshiftError('Source view/subquery in Merge statement cannot reference target table.', '0A000');
  }
}

function reads(node: unknown, table: Relation, ctx: CompileContext): boolean {
  if (node === null || typeof node !== 'object') return false;
  const { k, path } = node as { k?: string; path?: string[] };
  const relation = k === 'table' && path ? ctx.relations.get(path.join('.')) : undefined;
  if (relation?.oid === table.oid) return true;
  const view = relation && ctx.viewQueries.get(relation.oid);
  return Object.values(view?.query ?? node).some((value) => reads(value, table, ctx));
}

/** Values see the source alone. */
function insertValues(
  insert: MergeAction['insert'],
  table: Relation,
  both: Scope,
  ctx: CompileContext,
  s: Statement,
): string {
  const scope = new Scope();
  for (const source of both.sources.slice(1)) scope.addSource(source);
  const targets = insert.columns?.map((name) => findColumn(table, name)) ?? table.columns;
  if (insert.values.length > targets.length) {
    throw redshiftError('INSERT has more expressions than target columns', '42601');
  }
  if (insert.values.length < targets.length && insert.columns) {
    throw redshiftError('INSERT has more target columns than expressions', '42601');
  }
  const values = table.columns.map((column) => {
    const value = insert.values[targets.indexOf(column)];
    if (!targets.includes(column) || value === undefined || value.k === 'default') {
      return stored(defaultSql(table, column, ctx, s), column);
    }
    if (column.identity && !column.identity.byDefault) {
      throw redshiftError('cannot set an identity column to a value', '42601');
    }
    return stored(assignTo(compileExpression(value, scope, ctx), column.type), column);
  });
  return values.join(', ');
}
