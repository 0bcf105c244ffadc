import type { ObjectLocation } from '../../batch/object-keys';
import { setStatementTimeout } from '../statements';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { copyChanges } from './stage';

/** The most that COPY takes: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-load.html#copy-maxerror */
const MAX_ERRORS = 100_000;

/**
 * Copies some of a batch's parts into a temporary table of their own, and changes nothing: a transaction by itself, which
 * shows whether the parts load. Rows that do not load fail it only beyond 100,000; each is in sys_load_error_detail.
 *
 * @param manifest of the parts in question, at least one
 * @throws RangeError for the files of an extract, of which no part can be set aside
 */
export const probeBatch = (request: ApplyRequest, manifest: ObjectLocation): LoadStatement[] => {
  if (request.source.format === 'parquet') throw new RangeError('only parts of changes can be probed');
  const { timeoutSeconds } = request;
  return [
    ...(timeoutSeconds === undefined ? [] : [{ role: 'settings' as const, sql: setStatementTimeout(timeoutSeconds) }]),
    ...copyChanges(request, { format: 'json', manifest, rows: 1 }, MAX_ERRORS).statements,
  ];
};
