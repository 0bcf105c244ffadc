import { relationsKey } from '../catalog/memo';
import { columnDoesNotExist, redshiftError } from '../errors';
import type { ColumnDef, TableAttributes, TableConstraint } from '../sql/command';
import { duckString } from '../sql/string-literal';
import type { Statement } from '../statement';
import type { RsType } from '../types';
import { constraintText } from './constraint-text';

export const sqlValue = (value: string | number | boolean | null | undefined): string => {
  if (value === undefined || value === null) return 'NULL';
  return typeof value === 'string' ? duckString(value) : String(value);
};
export const sqlList = (values: readonly (string | number)[]): string => `[${values.map(sqlValue).join(', ')}]`;

interface NewRelation {
  schema: string;
  name: string;
  kind: 'table' | 'view';
  lateBinding?: boolean;
  definition?: string;
  viewColumns?: readonly string[];
  searchPath?: readonly string[];
  attributes?: TableAttributes;
  temporary?: boolean;
}

/**
 * Writes a relation with its columns into the side catalogue and answers its oid.
 * @param before statements that make it, run in the same go
 */
export async function registerRelation(
  relation: NewRelation,
  columns: readonly ColumnDef[],
  s: Statement,
  before: readonly string[] = [],
): Promise<number> {
  const oid = s.newOid();
  const { catalogSchema, database, user } = s.environment;
  const sortKeys = relation.attributes?.sortKeys ?? [];
  const values = [
    oid,
    sqlValue(relation.schema),
    sqlValue(relation.name),
    sqlValue(relation.kind),
    sqlValue(s.environment.user),
    sqlValue(relation.lateBinding ?? false),
    sqlValue(relation.definition),
    sqlList(relation.viewColumns ?? []),
    sqlList(relation.searchPath ?? []),
    0,
    sqlValue(relation.attributes?.distStyle),
    sqlList(sortKeys),
    sqlValue(relation.temporary ?? false),
  ];
  const statements = [...before, `INSERT INTO ${catalogSchema}.relations VALUES (${values.join(', ')})`];
  if (columns.length > 0) statements.push(columnsSql(oid, columns, relation.attributes, catalogSchema));
  if (s.traces.defaultGrants) {
    s.traces.note('grants', oid);
    statements.push(
      `INSERT INTO ${catalogSchema}.grants SELECT DISTINCT 'r', ${oid}, d.grantee_kind, d.grantee, d.privilege FROM ${catalogSchema}.default_grants d
       WHERE d.owner = ${sqlValue(user)} AND coalesce(d.schema_name, ${sqlValue(relation.schema)}) = ${sqlValue(relation.schema)}`,
    );
  }
  await s.duck.runAbout(relationsKey(database, relation.name), statements);
  return oid;
}

/** The statement that writes columns, numbered from `firstNum`. */
export function columnsSql(
  oid: number,
  columns: readonly ColumnDef[],
  attributes: TableAttributes | undefined,
  catalogSchema: string,
  firstNum = 1,
): string {
  const rows = columns.map((column, i) => {
    const sortKey = column.sortKey ? 1 : (attributes?.sortKeys.indexOf(column.name) ?? -1) + 1;
    const values = [
      oid,
      firstNum + i,
      sqlValue(column.name),
      ...typeValues(column.type),
      sqlValue(column.notNull),
      sqlValue(column.defaultText),
      sqlValue(column.encode),
      sqlValue(column.identity?.seed),
      sqlValue(column.identity?.step),
      sqlValue(column.identity?.byDefault),
      sqlValue(column.distKey === true || attributes?.distKey === column.name),
      sortKey,
    ];
    return `(${values.join(', ')})`;
  });
  return `INSERT INTO ${catalogSchema}.columns VALUES ${rows.join(', ')}`;
}

export const typeValues = (type: RsType): string[] => [
  sqlValue(type.name),
  sqlValue(type.length),
  sqlValue(type.precision),
  sqlValue(type.scale),
];

/** Writes keys; Redshift does not enforce them, nor does the laptop. `numOf` gives a column's number. */
export async function registerConstraints(
  table: { oid: number; name: string },
  constraints: readonly TableConstraint[],
  numOf: (column: string) => number | undefined,
  s: Statement,
): Promise<void> {
  for (const constraint of constraints) {
    const nums = constraint.columns.map((column) => {
      const num = numOf(column);
      if (num === undefined) throw redshiftError(`column "${column}" named in key does not exist`, '42703');
      return num;
    });
    const reference = constraint.references ? await referencedKey(constraint.references, s) : undefined;
    const suffix = {
      primary: 'pkey',
      unique: `${constraint.columns[0]}_key`,
      foreign: `${constraint.columns[0]}_fkey`,
    }[constraint.k];
    const values = [
      s.newOid(),
      table.oid,
      sqlValue(constraint.name ?? `${table.name}_${suffix}`),
      sqlValue(constraint.k.charAt(0)),
      sqlList(nums),
      sqlValue(reference?.oid),
      reference ? sqlList(reference.nums) : 'NULL',
      sqlValue(constraintText(constraint.k, constraint.columns, reference)),
    ];
    s.traces.note('constraints', table.oid);
    if (reference) s.traces.note('references', reference.oid);
    await s.duck.run(`INSERT INTO ${s.environment.catalogSchema}.constraints VALUES (${values.join(', ')})`);
  }
}

async function referencedKey(
  reference: { path: string[]; columns: string[] },
  s: Statement,
): Promise<{ oid: number; nums: number[]; table: string; columns: string[] }> {
  const relation = await s.reader.find(reference.path, [s.tempSchema, ...s.settings.searchPath]);
  if (!relation) throw redshiftError(`relation "${reference.path.join('.')}" does not exist`, '42P01');
  const nums = reference.columns.map((name) => {
    const column = relation.columns.find((candidate) => candidate.name === name);
    if (!column) throw columnDoesNotExist(name, [relation.name]);
    return column.num;
  });
  return { oid: relation.oid, nums, table: relation.name, columns: reference.columns };
}
