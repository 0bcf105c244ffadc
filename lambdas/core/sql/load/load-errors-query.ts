import type { ObjectLocation } from '../../batch/object-keys';
import { s3Url } from '../../batch/object-keys';
import { integer, literal } from '../literal';
import { type Sql, sql } from '../sql';

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
  const names = copy.files.map((file) => literal(s3Url(file))).reduce((all, name) => sql`${all}, ${name}`);
  return sql`TRIM(file_name) IN (${names}) AND start_time >= CAST(${literal(copy.since)} AS TIMESTAMP)`;
};
