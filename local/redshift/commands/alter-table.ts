import type { Column, Relation } from '../catalog/relation';
import { castTo } from '../compile/cast';
import { compileExpression } from '../compile/expression';
import { Scope } from '../compile/scope';
import { notSupportedLocally, redshiftError, relationDoesNotExist, schemaDoesNotExist } from '../errors';
import { checkOwner } from '../privileges';
import type { AlterAction, Command } from '../sql/command';
import { duckName, duckString } from '../sql/string-literal';
import { compileContext, DONE, type Outcome, type Statement, searchPath } from '../statement';
import { formatType, storageType } from '../types';
import { rewriteConstraints } from './constraint-text';
import { dropDependents } from './drop';
import { findColumn } from './insert';
import { columnsSql, registerConstraints, sqlValue } from './register';
import { findSchema } from './schemas';

export async function alterTable(command: Extract<Command, { k: 'alterTable' }>, s: Statement): Promise<Outcome> {
  const table = await s.reader.find(command.path, searchPath(s));
  if (!table) throw relationDoesNotExist(command.path.join('.'));
  checkOwner(table, 'relation', s);
  if (table.kind === 'system') throw redshiftError(`permission denied: "${table.name}" is a system catalog`, '42501');
  s.writes(table);
  await act(table, command.action, s);
  return DONE;
}

async function act(table: Relation, action: AlterAction, s: Statement): Promise<void> {
  const catalog = s.environment.catalogSchema;
  if (table.kind === 'view' && action.k !== 'renameTable' && action.k !== 'owner') {
    throw redshiftError(`"${table.name}" is not a table`, '42809');
  }
  switch (action.k) {
    case 'addColumn':
      return addColumn(table, action.column, s);
    case 'dropColumn': {
      const column = findColumn(table, action.column);
      await dropDependents(table, action.cascade, `table ${table.name} column ${column.name}`, s);
      await s.duck.run(`ALTER TABLE ${table.duck} DROP COLUMN ${duckName(column.name)}`);
      await s.duck.run(`DELETE FROM ${catalog}.columns WHERE rel_oid = ${table.oid} AND num = ${column.num}`);
      await s.duck.run(
        `DELETE FROM ${catalog}.constraints WHERE rel_oid = ${table.oid} AND list_contains(conkey, ${column.num})`,
      );
      await rewriteTexts(table, s);
      return;
    }
    case 'renameTable': {
      if (await s.reader.findStored(table.database, table.schema, action.to)) {
        throw redshiftError(`Relation "${action.to}" already exists`, '42P07');
      }
      if (table.kind === 'table') await s.duck.run(`ALTER TABLE ${table.duck} RENAME TO ${duckName(action.to)}`);
      await s.duck.run(`UPDATE ${catalog}.relations SET name = ${duckString(action.to)} WHERE oid = ${table.oid}`);
      await rewriteTexts(table, s);
      return;
    }
    case 'renameColumn': {
      const column = findColumn(table, action.column);
      if (table.columns.some((other) => other.name === action.to)) {
        throw redshiftError(`column "${action.to}" of relation "${table.name}" already exists`, '42701');
      }
      await s.duck.run(`ALTER TABLE ${table.duck} RENAME COLUMN ${duckName(column.name)} TO ${duckName(action.to)}`);
      await s.duck.run(
        `UPDATE ${catalog}.columns SET name = ${duckString(action.to)} WHERE rel_oid = ${table.oid} AND num = ${column.num}`,
      );
      await rewriteTexts(table, s);
      return;
    }
    case 'alterType':
      return alterType(table, findColumn(table, action.column), action.type, s);
    case 'addConstraint':
      return registerConstraints(
        table,
        [action.constraint],
        (name) => table.columns.find((c) => c.name === name)?.num,
        s,
      );
    case 'dropConstraint':
      await s.duck.run(
        `DELETE FROM ${catalog}.constraints WHERE rel_oid = ${table.oid} AND name = ${duckString(action.name)}`,
      );
      return;
    case 'owner':
      await s.duck.run(`UPDATE ${catalog}.relations SET owner = ${duckString(action.to)} WHERE oid = ${table.oid}`);
      return;
    case 'physical':
      return;
  }
}

/** The texts of keys that name the table or its columns. */
async function rewriteTexts({ oid }: Relation, s: Statement): Promise<void> {
  if (!s.traces.has('constraints', oid) && !s.traces.has('references', oid)) return;
  await s.duck.run(rewriteConstraints(s.environment.catalogSchema, oid));
}

async function addColumn(
  table: Relation,
  column: Extract<AlterAction, { k: 'addColumn' }>['column'],
  s: Statement,
): Promise<void> {
  if (table.columns.some((other) => other.name === column.name)) {
    throw redshiftError(`column "${column.name}" of relation "${table.name}" already exists`, '42701');
  }
  if (column.distKey || column.sortKey)
    throw redshiftError('ALTER TABLE ADD COLUMN cannot set DISTKEY or SORTKEY', '0A000');
  if (column.identity) throw notSupportedLocally('ALTER TABLE ADD COLUMN ... IDENTITY');
  if (column.notNull && column.defaultExpr === undefined) {
    throw redshiftError('ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression', '42601');
  }
  await s.duck.run(`ALTER TABLE ${table.duck} ADD COLUMN ${duckName(column.name)} ${storageType(column.type)}`);
  if (column.defaultExpr) {
    const ctx = await compileContext(column.defaultExpr, s);
    const value = castTo(compileExpression(column.defaultExpr, new Scope(), ctx), column.type).sql;
    await s.duck.run(`UPDATE ${table.duck} SET ${duckName(column.name)} = ${value}`);
  }
  const rows = await s.duck.rows(
    `SELECT coalesce(max(num), 0)::INTEGER AS last FROM ${s.environment.catalogSchema}.columns WHERE rel_oid = ${table.oid}`,
  );
  const { catalogSchema } = s.environment;
  await s.duck.run(columnsSql(table.oid, [column], undefined, catalogSchema, Number(rows[0]?.last ?? 0) + 1));
}

/** Only the size of a VARCHAR may change, outside a transaction, and not below what it holds. */
async function alterType(table: Relation, column: Column, type: Column['type'], s: Statement): Promise<void> {
  if (s.inTransaction) throw redshiftError('ALTER TABLE ALTER COLUMN cannot run inside a transaction block', '25001');
  if (type.name !== 'varchar' || column.type.name !== 'varchar') {
    throw redshiftError(
      `target data type "${formatType(type)}" is not supported: only the size of a VARCHAR column can be altered`,
      '0A000',
    );
  }
  if (type.length === column.type.length) throw redshiftError('target column size should be different', '0A000');
  if (column.defaultText !== undefined)
    throw redshiftError(`cannot alter type of a column "${column.name}" with a default value`, '0A000');
  const catalog = s.environment.catalogSchema;
  // The documents name the encodings; the text is inferred.
  const [fixed] = await s.duck.rows(
    `SELECT encode FROM ${catalog}.columns WHERE rel_oid = ${table.oid} AND num = ${column.num} AND lower(encode) IN ('bytedict', 'runlength', 'text255', 'text32k')`,
  );
  if (fixed) throw redshiftError(`cannot alter type of column "${column.name}" with encoding ${fixed.encode}`, '0A000');
  const keys = await s.duck.rows(
    `SELECT 1 FROM ${catalog}.constraints WHERE rel_oid = ${table.oid} AND list_contains(conkey, ${column.num})`,
  );
  if (keys.length > 0) throw redshiftError(`cannot alter type of column "${column.name}" used in a key`, '0A000');
  const views = await s.duck.rows(`SELECT 1 FROM ${catalog}.dependencies WHERE rel_oid = ${table.oid}`);
  if (views.length > 0) throw redshiftError('cannot alter type of a column used by a view or rule', '0A000');
  const longest = await s.duck.rows(
    `SELECT coalesce(max(strlen(${duckName(column.name)})), 0)::INTEGER AS n FROM ${table.duck}`,
  );
  if (Number(longest[0]?.n) > (type.length ?? 0)) {
    throw redshiftError(
      `some of the column data cannot be converted to the target size: column "${column.name}"`,
      '22001',
    );
  }
  await s.duck.run(
    `UPDATE ${catalog}.columns SET length = ${type.length} WHERE rel_oid = ${table.oid} AND num = ${column.num}`,
  );
}

export async function alterSchema(command: Extract<Command, { k: 'alterSchema' }>, s: Statement): Promise<Outcome> {
  const schema = await findSchema(command.name, s);
  if (!schema) throw schemaDoesNotExist(command.name);
  checkOwner(schema, 'schema', s);
  if (command.action.k === 'rename') throw notSupportedLocally('ALTER SCHEMA ... RENAME');
  await s.duck.run(
    `UPDATE ${s.environment.catalogSchema}.namespaces SET owner = ${sqlValue(command.action.to)} WHERE name = ${sqlValue(command.name)}`,
  );
  return DONE;
}
