import type { ObjectLocation } from '../../batch/object-keys';
import { s3Url } from '../../batch/object-keys';
import { integer, literal } from '../literal';
import { type Sql, sql } from '../sql';
import { recordedName } from './plan';

/** Which files and lines a failed COPY stumbled over: by its query, or where the Data API told none, by its files. */
export type FailedCopy = { queryId: number } | { files: readonly ObjectLocation[]; since: string };

/** More errors than a batch has files that could be set aside one by one. */
const MAX_ERRORS = 1_000;

/**
 * The view exists on clusters and workgroups alike (STL_LOAD_ERRORS does not), and shows a plain user their own loads:
 * https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html. It outlives the transaction that failed.
 *
 * @throws RangeError for a copy without query and files
 */
export const loadErrorsQuery = (copy: FailedCopy): Sql =>
  sql`SELECT CAST(file_name AS VARCHAR(1200)) AS file_name, CAST(line_number AS BIGINT) AS line_number,
       CAST(column_name AS VARCHAR(128)) AS column_name, CAST(error_code AS BIGINT) AS error_code,
       CAST(error_message AS VARCHAR(1024)) AS error_message
FROM sys_load_error_detail
WHERE ${which(copy)}
ORDER BY 1, 2
LIMIT ${integer(MAX_ERRORS)}`;

const which = (copy: FailedCopy): Sql => {
  if ('queryId' in copy) return sql`query_id = ${integer(copy.queryId)}`;
  if (copy.files.length === 0) throw new RangeError('a failed COPY is found by its query or its files');
  const names = copy.files.map((file) => recordedName(s3Url(file)));
  return sql`${among(names)} AND start_time >= CAST(${literal(copy.since)} AS TIMESTAMP)`;
};

/** Names that a statement lists: of thousands it would be longer than the Data API takes. */
const MAX_NAMES = 100;

const among = (names: readonly string[]): Sql => {
  if (names.length <= MAX_NAMES) {
    return sql`TRIM(file_name) IN (${names.map((name) => literal(name)).reduce((all, name) => sql`${all}, ${name}`)})`;
  }
  // Parts of one table share their folder; errors of other files in it name no part that the caller knows.
  const prefix = names.reduce(commonPrefix);
  return sql`LEFT(file_name, ${integer([...prefix].length)}) = ${literal(prefix)}`;
};

const commonPrefix = (a: string, b: string): string => {
  const [left, right] = [[...a], [...b]];
  const end = left.findIndex((character, i) => character !== right[i]);
  return left.slice(0, end < 0 ? left.length : end).join('');
};
