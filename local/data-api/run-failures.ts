import { RedshiftError } from '../redshift/engine';

/** CancelStatement, or the server's end: the statement becomes ABORTED. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Redshift's words for a statement that was cancelled or ran into `statement_timeout`. */
export const cancelledByTimeout = (queryId: number): RedshiftError =>
  new RedshiftError(`ERROR: Query (${queryId}) cancelled on user's request`, '57014');

/** The service ends a statement after 24 hours. AWS does not document the text. */
export const ranTooLong = (): RedshiftError =>
  new RedshiftError('ERROR: Query exceeded the maximum duration of 24 hours');

/** What AWS reports for the statements of a batch that were never reached. */
export const PRIOR_QUERY_FAILED = 'Connection or an prior query failed.';

/** The `Error` of a statement. The engine's own faults are told apart from Redshift's. */
export function errorText(error: unknown): string {
  if (!(error instanceof RedshiftError))
    return `ERROR: local engine: ${error instanceof Error ? error.message : error}`;
  const isLabelled = /^(ERROR|FATAL|NotSupportedLocally|Packet for query|Database response)\b/.test(error.message);
  return isLabelled ? error.message : `ERROR: ${error.message}`;
}
