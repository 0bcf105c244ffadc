import { schemaDoesNotExist } from '../errors';
import type { Command } from '../sql/command';
import { duckString } from '../sql/string-literal';
import type { Outcome, Statement } from '../statement';
import { VARCHAR } from '../types';
import { findSchema } from './schemas';
import { select } from './select';

export function show(name: string, s: Statement): Outcome {
  if (name === 'all') {
    const fields = s.settings.all().map(([key, value]) => [{ stringValue: key }, { stringValue: value }]);
    return {
      columns: [
        { name: 'name', type: VARCHAR },
        { name: 'setting', type: VARCHAR },
      ],
      fields,
      affected: fields.length,
    };
  }
  const column = { name, type: VARCHAR };
  return { columns: [column], fields: [[{ stringValue: s.settings.get(name) }]], affected: 1 };
}

const VIEWS = {
  databases: ['svv_redshift_databases', 'database_name', 'database_name'],
  schemas: [
    'svv_all_schemas',
    'database_name, schema_name, schema_owner, schema_type, schema_acl, source_database, schema_option',
    'schema_name',
  ],
  tables: ['svv_all_tables', 'database_name, schema_name, table_name, table_type, table_acl, remarks', 'table_name'],
  columns: [
    'svv_all_columns',
    'database_name, schema_name, table_name, column_name, ordinal_position, column_default, is_nullable, data_type, character_maximum_length, numeric_precision, numeric_scale, remarks',
    'column_name',
  ],
} as const;

/** SHOW DATABASES | SCHEMAS | TABLES | COLUMNS [FROM ...] [LIKE '...'] [LIMIT n]. */
export async function showObjects(command: Extract<Command, { k: 'showObjects' }>, s: Statement): Promise<Outcome> {
  const [view, columns, nameColumn] = VIEWS[command.what];
  const path = [...command.path];
  const where: string[] = [];
  if (command.what === 'columns') where.push(`table_name = ${quote(path.pop() ?? '')}`);
  if (command.what === 'tables' || command.what === 'columns') {
    const schema = path.pop() ?? s.environment.schema;
    if (!(await findSchema(schema, s))) throw schemaDoesNotExist(schema);
    where.push(`schema_name = ${quote(schema)}`);
  }
  if (command.like !== undefined) where.push(`${nameColumn} LIKE ${quote(command.like)}`);
  const filter = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  const order = command.what === 'columns' ? 'ordinal_position' : nameColumn;
  const limit = command.limit === undefined ? '' : ` LIMIT ${command.limit}`;
  return select(`SELECT ${columns} FROM pg_catalog.${view}${filter} ORDER BY ${order}${limit}`, s);
}

/** A Redshift literal. */
const quote = (value: string): string => duckString(value.replaceAll('\\', '\\\\'));
