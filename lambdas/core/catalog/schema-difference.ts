import { isDeepStrictEqual } from 'node:util';
import { parseRedshiftType, type RedshiftType } from './redshift-type';
import type { SchemaColumn } from './table-schema';

/** A change of one column between two commits. The types are Redshift's; ` (hashed)` stands behind that of a hashed column. */
export interface SchemaChange {
  change: 'added' | 'dropped' | 'widened' | 'retyped';
  column: string;
  from?: string;
  to?: string;
}

/**
 * What became of the columns, in the order of `after`, dropped ones last. Columns are the same by name: a renamed one is
 * dropped and added.
 *
 * `widened`: the file type stays, and the new Redshift type holds every old value. `retyped`: any other change of type,
 * narrower ones included. Another order of the columns is no change, since readers go by name; neither is nullability
 * alone, since every column of the files is optional.
 */
export const schemaDifference = (before: readonly SchemaColumn[], after: readonly SchemaColumn[]): SchemaChange[] => {
  const known = new Map(before.map((column) => [column.name, column]));
  const kept = new Set(after.map(({ name }) => name));
  const changes = after.flatMap((column): SchemaChange[] => {
    const old = known.get(column.name);
    if (old === undefined) return [{ change: 'added', column: column.name, to: typeText(column) }];
    const change = typeChange(old, column);
    return change === undefined ? [] : [{ change, column: column.name, from: typeText(old), to: typeText(column) }];
  });
  const dropped = before.filter(({ name }) => !kept.has(name));
  return [
    ...changes,
    ...dropped.map((column): SchemaChange => ({ change: 'dropped', column: column.name, from: typeText(column) })),
  ];
};

const typeText = ({ redshiftType, encoding }: SchemaColumn): string =>
  encoding === 'sha256' ? `${redshiftType} (hashed)` : redshiftType;

const typeChange = (before: SchemaColumn, after: SchemaColumn): 'widened' | 'retyped' | undefined => {
  const sameFileType = isDeepStrictEqual(before.parquet, after.parquet) && before.encoding === after.encoding;
  if (sameFileType && before.redshiftType === after.redshiftType) return undefined;
  if (!sameFileType) return 'retyped';
  return holds(parseRedshiftType(after.redshiftType), parseRedshiftType(before.redshiftType)) ? 'widened' : 'retyped';
};

const INTEGERS: readonly string[] = ['smallint', 'integer', 'bigint'];

/** Whether every value of `narrow` is one of `wide`, and means the same there. */
const holds = (wide: RedshiftType, narrow: RedshiftType): boolean => {
  if (INTEGERS.includes(wide.base) && INTEGERS.includes(narrow.base))
    return INTEGERS.indexOf(wide.base) >= INTEGERS.indexOf(narrow.base);
  if (!('length' in wide) || !('length' in narrow)) return false;
  const sameKind = wide.base === narrow.base || (wide.base === 'varchar' && narrow.base === 'char');
  return sameKind && wide.length >= narrow.length;
};
