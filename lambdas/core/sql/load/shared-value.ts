import { type Sql, sql } from '../sql';
import { isListed } from './absent';
import type { ApplyRequest } from './apply-request';
import { exactCast } from './exact-cast';
import { valueFit } from './fits';
import type { LoadColumn } from './plan';
import { temp } from './tables';
import { typeSql } from './type-sql';

/** The files' value as the target has it. */
export const cast = (value: Sql, { type, fromType }: LoadColumn): Sql => exactCast(value, fromType, type);

/**
 * Tells rows with a value that fits neither its column nor a conflict column, and rows with a NULL for a column that takes
 * none: those of which any test holds.
 *
 * @param files what the statement calls the table of the files
 */
export const unplacedTests = (
  request: ApplyRequest,
  readValue: (column: LoadColumn) => Sql,
  files: Sql = temp.files,
): Sql[] => {
  const isJson = request.source.format === 'json';
  const taken = takenOf(request, readValue);
  const split = new Set(request.columns.filter(({ take }) => take === 'rest').map(({ from }) => from));
  const unfit = request.columns
    .filter(({ take, from }) => take === 'fitting' && !split.has(from))
    .map((column) => {
      const value = readValue(column);
      return sql`(${value} IS NOT NULL AND NOT ${valueFit(column.fromType, column.type, value).test})`;
    });
  const lacking = request.columns
    .filter((column) => mayLack(request, column))
    .map((column) => {
      const isNull = sql`${taken(column)} IS NULL`;
      return isJson ? sql`(${isNull} AND NOT ${isListed(column.from, files)})` : sql`(${isNull})`;
    });
  return [...unfit, ...lacking];
};

/** Whether rows may have a NULL for a column that takes none; of a key's columns that is found by the key. */
export const mayLack = ({ key, writeMode }: ApplyRequest, { name, notNull }: LoadColumn): boolean =>
  notNull === true && (writeMode === 'append' || !key.includes(name));

/** Tells what a column of the target gets of the files' value. */
export const takenOf = (
  { columns, source }: ApplyRequest,
  readValue: (column: LoadColumn) => Sql,
): ((column: LoadColumn) => Sql) => {
  const mains = new Map(columns.filter(({ take }) => take === 'fitting').map((column) => [column.from, column]));
  return (column) => {
    const value = readValue(column);
    if (column.take === 'none') return sql`CAST(NULL AS ${typeSql(column.type)})`;
    if (column.take === 'all') return source.format === 'parquet' ? cast(value, column) : value;
    const main = mains.get(column.from);
    if (main === undefined) return cast(value, column);
    const { test, value: fitting } = valueFit(main.fromType, main.type, value);
    return column.take === 'fitting'
      ? sql`CASE WHEN ${value} IS NULL THEN NULL WHEN ${test} THEN ${fitting} END`
      : sql`CASE WHEN ${value} IS NULL THEN NULL WHEN ${test} THEN NULL ELSE ${cast(value, column)} END`;
  };
};
