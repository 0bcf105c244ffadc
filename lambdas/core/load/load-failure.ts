import type { ShuttleError } from '../errors';
import { RowsMismatch, StatementFailed } from '../errors';
import { failedStatement, type StatementPlace } from '../statement/statement-error';

/** A failed batch, by what the workflow does next. Nothing of it was committed. */
export type LoadFailure =
  /** Render anew and send again: 1023, a lost connection, a fence that another run is about to set. */
  | { kind: 'transient'; error: ShuttleError }
  /** COPY refused a file or a row: sys_load_error_detail tells which. */
  | { kind: 'copy'; error: ShuttleError; queryId?: number }
  /** COPY loaded another number of rows than the files were staged with. */
  | { kind: 'rows'; error: RowsMismatch }
  /** The ledger has no fence: describe and evolve the target again. */
  | { kind: 'fence'; error: ShuttleError }
  | { kind: 'failed'; error: ShuttleError };

/** A statement of the batch as DescribeStatement tells it, in order. */
export interface SubResult {
  status: string;
  error?: string;
  redshiftQueryId?: number;
}

/**
 * Judges a batch that failed, by its first statement that did. The cast of `verify` fails in one of two wordings: the
 * leader node shows the whole text, a compute node the first letter that is no digit.
 *
 * @param roles of the statements, in order
 * @param message the parent's, where no statement has one
 */
export const loadFailure = (
  roles: readonly string[],
  results: readonly SubResult[],
  message: string,
  place: StatementPlace,
): LoadFailure => {
  const at = results.findIndex(({ status }) => status === 'FAILED' || status === 'ABORTED');
  const role = roles[at];
  const found = results[at];
  const text = found?.error || message;
  const error = failedStatement(text, place);
  if (error.name === 'StatementTransient') return { kind: 'transient', error };
  // A cast elsewhere may fail on a value that begins with the same letter: only the statement that checks counts.
  const isCheck = role === 'verify' || role === undefined;
  if (isCheck && /SHUTTLE_ROWS_MISMATCH|Invalid digit, Value 'S'/.test(text)) {
    return {
      kind: 'rows',
      error: new RowsMismatch(`COPY loaded another number of rows than were staged: ${error.message}`),
    };
  }
  if (isCheck && /FENCE_MISSING|Invalid digit, Value 'F'/.test(text)) {
    return {
      kind: 'fence',
      error: new StatementFailed(`the target's ledger has lost its fence row: ${error.message}`),
    };
  }
  const isCopy =
    role === 'copy' || (role === undefined && /stl_load_errors|sys_load_error_detail|Load into table/i.test(text));
  if (!isCopy) return { kind: 'failed', error };
  const { redshiftQueryId } = found ?? {};
  return {
    kind: 'copy',
    error,
    ...(redshiftQueryId !== undefined && redshiftQueryId > 0 && { queryId: redshiftQueryId }),
  };
};
