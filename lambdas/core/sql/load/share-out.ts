import { type Sql, sql } from '../sql';
import { isListed } from './absent';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { exactCast } from './exact-cast';
import { valueFit } from './fits';
import type { LoadColumn } from './plan';
import { metaNames } from './stage-table';
import { columnNames, list, meta, temp } from './tables';
import { typeSql } from './type-sql';

/** The files' value as the target has it. */
export const cast = (value: Sql, { type, fromType }: LoadColumn): Sql => exactCast(value, fromType, type);

/** From the files' table into the stage; an upsert stays behind where a value has no place, or lacks where one must be. */
export const shareOut = (
  request: ApplyRequest,
  readValue: (column: LoadColumn) => Sql,
  metaOf: (name: Sql) => Sql,
): LoadStatement[] => {
  const names = request.source.format === 'parquet' ? [meta.op, meta.pos, meta.at] : metaNames;
  const unplaced = unplacedTest(request, readValue);
  const where = unplaced === undefined ? sql`` : sql`\nWHERE NOT (${unplaced})`;
  const insert: LoadStatement = {
    role: 'stage',
    sql: sql`INSERT INTO ${temp.stage} (${list([...columnNames(request), ...names])})
SELECT ${list([...request.columns.map((column) => taken(column, readValue(column), request)), ...names.map(metaOf)])} FROM ${temp.files}${where}`,
  };
  if (unplaced === undefined) return [insert];
  const set: LoadStatement = {
    role: 'classify',
    sql: sql`CREATE TEMP TABLE ${temp.refused} AS SELECT * FROM ${temp.files} WHERE ${unplaced}`,
  };
  return [set, insert];
};

/**
 * Tells rows with a value that fits neither its column nor a conflict column, and rows with a NULL for a column that takes
 * none. Of a delete the key is what counts: another value that does not fit is left out.
 */
const unplacedTest = (request: ApplyRequest, readValue: (column: LoadColumn) => Sql): Sql | undefined => {
  const isJson = request.source.format === 'json';
  const unfit = request.columns
    .filter(
      ({ take, from }) => take === 'fitting' && !request.columns.some((c) => c.take === 'rest' && c.from === from),
    )
    .map((column) => {
      const value = readValue(column);
      return sql`(${value} IS NOT NULL AND NOT ${valueFit(column.fromType, column.type, value).test})`;
    });
  const lacking = request.columns
    .filter((column) => mayLack(request, column))
    .map((column) => {
      const isNull = sql`${taken(column, readValue(column), request)} IS NULL`;
      return isJson ? sql`(${isNull} AND NOT ${isListed(column.from, temp.files)})` : sql`(${isNull})`;
    });
  const [first, ...others] = [...unfit, ...lacking];
  if (first === undefined) return undefined;
  const any = others.reduce((all, test) => sql`${all} OR ${test}`, first);
  return isJson ? sql`${meta.op} = 'U' AND (${any})` : any;
};

/** Whether rows may have a NULL for a column that takes none; of a key's columns that is found by the key. */
export const mayLack = ({ key, writeMode }: ApplyRequest, { name, notNull }: LoadColumn): boolean =>
  notNull === true && (writeMode === 'append' || !key.includes(name));

const taken = (column: LoadColumn, value: Sql, request: ApplyRequest): Sql => {
  if (column.take === 'none') return sql`CAST(NULL AS ${typeSql(column.type)})`;
  if (column.take === 'all') return request.source.format === 'parquet' ? cast(value, column) : value;
  const main = request.columns.find(({ from, take }) => from === column.from && take === 'fitting');
  if (main === undefined) return cast(value, column);
  const { test, value: fitting } = valueFit(main.fromType, main.type, value);
  return column.take === 'fitting'
    ? sql`CASE WHEN ${value} IS NULL THEN NULL WHEN ${test} THEN ${fitting} END`
    : sql`CASE WHEN ${value} IS NULL THEN NULL WHEN ${test} THEN NULL ELSE ${cast(value, column)} END`;
};
