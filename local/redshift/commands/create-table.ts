import { assignTo } from '../compile/cast';
import { compileQuery } from '../compile/query';
import { redshiftError, relationDoesNotExist } from '../errors';
import { resultType } from '../result/column-metadata';
import type { Query } from '../sql/ast';
import type { ColumnDef, CreateTable } from '../sql/command';
import { duckName } from '../sql/string-literal';
import { compileChecked, DONE, type Outcome, type Statement, searchPath } from '../statement';
import { storageType } from '../types';
import { registerConstraints, registerRelation } from './register';
import { targetSchema } from './schemas';

const MAX_COLUMNS = 1600;

/** CREATE TABLE in all its forms. Keys and physical attributes go to the side catalogue only. */
export async function createTable(command: CreateTable, s: Statement): Promise<Outcome> {
  const schema = await targetSchema(command.path, command.temp, s);
  const name = command.path[command.path.length - 1] as string;
  if (await s.reader.findStored(s.environment.database, schema, name)) {
    if (command.ifNotExists) return DONE;
    throw redshiftError(`Relation "${name}" already exists`, '42P07');
  }
  const source = command.as && (await compileSource(command, s));
  const columns = source?.columns ?? (await declaredColumns(command, s));
  for (const constraint of command.constraints) {
    if (constraint.k !== 'primary') continue;
    for (const column of columns) if (constraint.columns.includes(column.name)) column.notNull = true;
  }
  checkColumns(columns, command);
  const duck = `${duckName(s.environment.database)}.${duckName(schema)}.${duckName(name)}`;
  const definitions = columns.map((c) => `${duckName(c.name)} ${storageType(c.type)}${c.notNull ? ' NOT NULL' : ''}`);
  const oid = await registerRelation(
    { schema, name, kind: 'table', attributes: command.attributes, temporary: command.temp },
    columns,
    s,
    [`CREATE TABLE ${duck} (${definitions.join(', ')})`],
  );
  const numOf = (column: string) => columns.findIndex((c) => c.name === column) + 1 || undefined;
  await registerConstraints({ oid, name }, command.constraints, numOf, s);
  await createIdentities(oid, columns, s);
  if (!source) return DONE;
  const filled = await s.duck.run(`INSERT INTO ${duck} ${source.sql}`);
  return { affected: filled.rowsChanged };
}

/** A DuckDB sequence for each identity column. */
export async function createIdentities(oid: number, columns: readonly ColumnDef[], s: Statement): Promise<void> {
  for (const [i, column] of columns.entries()) {
    if (!column.identity) continue;
    const { seed, step } = column.identity;
    await s.duck.run(
      `CREATE SEQUENCE ${identitySequence(oid, i + 1, s)} START ${seed} INCREMENT ${step} MINVALUE -9223372036854775808`,
    );
  }
}

export const identitySequence = (oid: number, num: number, s: Statement): string =>
  `${s.environment.catalogSchema}.identity_${oid}_${num}`;

async function compileSource(command: CreateTable, s: Statement): Promise<{ columns: ColumnDef[]; sql: string }> {
  const query = command.as as Query;
  const compiled = await compileChecked(query, s, (ctx) => compileQuery(query, ctx), true);
  const prepared = await s.duck.connection.prepare(compiled.sql);
  if (command.asColumns.length > compiled.columns.length) {
    throw redshiftError('CREATE TABLE AS specifies too many column names', '42601');
  }
  const columns = compiled.columns.map((column, i): ColumnDef => {
    const type = resultType(column.type, prepared.columnType(i));
    const sized = type.name === 'varchar' && type.length === undefined ? { ...type, length: 65535 } : type;
    return {
      name: command.asColumns[i] ?? column.name,
      type: sized.name === 'name' ? { name: 'varchar', length: 128 } : sized,
      notNull: false,
    };
  });
  const names = columns.map((_, i) => duckName(`c${i}`));
  const values = columns.map((column, i) =>
    assignTo({ sql: names[i] as string, type: compiled.columns[i]?.type ?? column.type }, column.type),
  );
  return { columns, sql: `SELECT ${values.join(', ')} FROM (${compiled.sql}) AS v (${names.join(', ')})` };
}

/** The columns as written, those of LIKE in their place. */
async function declaredColumns(command: CreateTable, s: Statement): Promise<ColumnDef[]> {
  const columns = [...command.columns];
  for (const like of command.like.toReversed()) {
    const relation = await s.reader.find(like.path, searchPath(s));
    if (!relation) throw relationDoesNotExist(like.path.join('.'));
    const copied = relation.columns.map(({ name, type, notNull, defaultText }): ColumnDef => {
      const withDefault = like.includingDefaults && defaultText !== undefined ? { defaultText } : {};
      return { name, type, notNull, ...withDefault };
    });
    columns.splice(like.before, 0, ...copied);
  }
  return columns;
}

function checkColumns(columns: readonly ColumnDef[], command: CreateTable): void {
  const seen = new Set<string>();
  for (const column of columns) {
    const folded = column.name.toLowerCase();
    if (seen.has(folded)) throw redshiftError(`column "${column.name}" duplicated`, '42701');
    seen.add(folded);
  }
  if (columns.length > MAX_COLUMNS) throw redshiftError(`tables can have at most ${MAX_COLUMNS} columns`, '54011');
  for (const key of [
    ...command.attributes.sortKeys,
    ...(command.attributes.distKey ? [command.attributes.distKey] : []),
  ]) {
    if (!seen.has(key.toLowerCase())) throw redshiftError(`column "${key}" named in key does not exist`, '42703');
  }
}
