import { type Sql, sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import type { LoadColumn } from './plan';
import { isLong, shareOutInSteps } from './share-out-in-steps';
import { takenOf, unplacedTests } from './shared-value';
import { metaNames } from './stage-table';
import { columnNames, list, meta, temp } from './tables';

/**
 * From the files' table into the stage; an upsert stays behind where a value has no place, or lacks where one must be.
 *
 * Where values of very many columns are to be shared out, changes take several statements: the Data API's limit on one
 * would be passed. Rows of Parquet, which have no numbers, always take one.
 */
export const shareOut = (
  request: ApplyRequest,
  readValue: (column: LoadColumn) => Sql,
  metaOf: (name: Sql) => Sql,
): LoadStatement[] => {
  const isJson = request.source.format === 'json';
  const names = isJson ? metaNames : [meta.op, meta.pos, meta.at];
  const unplaced = unplacedTest(request, readValue);
  const where = unplaced === undefined ? sql`` : sql`\nWHERE NOT (${unplaced})`;
  const insert: LoadStatement = {
    role: 'stage',
    sql: sql`INSERT INTO ${temp.stage} (${list([...columnNames(request), ...names])})
SELECT ${list([...request.columns.map(takenOf(request, readValue)), ...names.map(metaOf)])} FROM ${temp.files}${where}`,
  };
  if (isJson && isLong(insert.sql)) return shareOutInSteps(request);
  if (unplaced === undefined) return [insert];
  const set: LoadStatement = {
    role: 'classify',
    sql: sql`CREATE TEMP TABLE ${temp.refused} AS SELECT * FROM ${temp.files} WHERE ${unplaced}`,
  };
  return [set, insert];
};

/** Of a delete the key is what counts: another value that does not fit is left out. */
const unplacedTest = (request: ApplyRequest, readValue: (column: LoadColumn) => Sql): Sql | undefined => {
  const [first, ...others] = unplacedTests(request, readValue);
  if (first === undefined) return undefined;
  const any = others.reduce((all, test) => sql`${all} OR ${test}`, first);
  return request.source.format === 'json' ? sql`${meta.op} = 'U' AND (${any})` : any;
};
