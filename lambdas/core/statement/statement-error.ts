import {
  ResultTooLarge,
  type ShuttleError,
  StatementAborted,
  StatementFailed,
  StatementTransient,
  TableQuotaExceeded,
} from '../errors';

/**
 * Words by which Redshift tells that the same work may succeed when it is done again in a new transaction.
 *
 * - 1023: https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
 * - 1018: relation dropped and created again between snapshot and read, same page
 * - "relation with OID", "cache lookup", "tuple for constraint": a relation was dropped while the catalog was read, which
 *   is not transactional: https://github.com/sqlalchemy-redshift/sqlalchemy-redshift/issues/104
 * - the others: conditions that dbt-redshift and Redshift's own drivers repeat on
 */
const TRANSIENT: readonly RegExp[] = [
  /\bERROR:\s*1023\b/i,
  /\bERROR:\s*1018\b/i,
  /serializable isolation violation/i,
  /could not open relation with OID/i,
  /relation with OID \d+ does not exist/i,
  /cache lookup failed for/i,
  /could not find tuple for/i,
  /conflict(s)? with (a )?concurrent transaction/i,
  /concurrent transaction/i,
  /deadlock detected/i,
  /connection (was |is |has been )?(lost|closed|reset|terminated|refused)/i,
  /(terminating|terminated) connection/i,
  /server closed the connection/i,
  /connection timed? ?out/i,
  /too many connections/i,
  /remaining connection slots are reserved/i,
  /connection limit .* exceeded/i,
  /cluster is (resizing|rebooting|in maintenance|restarting)/i,
  /the (cluster|workgroup|database) is (not available|unavailable|restarting|paused|resuming)/i,
  /system is (starting up|shutting down|in recovery)/i,
  /S3ServiceException:[\s\S]*(SlowDown|InternalError|ServiceUnavailable|Status 50[03])/i,
];

/** The Data API's own limits on a result: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-troubleshooting.html */
const TOO_LARGE: readonly RegExp[] = [/response exceeded size limit/i, /packet for query is too large/i];

/**
 * No table can be created any more, a temporary one neither. Redshift's words: "Maximum tables limit exceeded. The maximum
 * number of tables per cluster is 9900 for this instance type. The limit includes permanent and temporary tables"
 * (https://github.com/metabase/metabase/issues/28941). They stand in no documentation, so others to the same effect count too.
 */
const TABLE_QUOTA: readonly RegExp[] = [
  /maximum (number of )?tables (limit|quota|per)/i,
  /\b(number of tables|tables? (limit|quota)) (is |was |has been |have been )?(exceed|reached)/i,
];

/** Whether a message tells that the Data API cannot hold the result. It may come with the statement or with its result. */
export const isResultTooLarge = (message: string): boolean => TOO_LARGE.some((pattern) => pattern.test(message));

/** Any statement error holds Redshift's text; long ones are cut, for a Fail cause holds 32,768 characters. */
const MAX_MESSAGE = 4_000;

/** Where a statement stands, for messages. */
export interface StatementPlace {
  name: string;
  statementId: string;
}

/** Turns the error text of a FAILED statement into the error that tells the workflow what to do next. */
export const failedStatement = (message: string, place: StatementPlace): ShuttleError => {
  const text = `${message.slice(0, MAX_MESSAGE) || 'Redshift gave no message'} (statement ${place.name}, id ${place.statementId})`;
  if (isResultTooLarge(message)) return new ResultTooLarge(text);
  if (TRANSIENT.some((pattern) => pattern.test(message))) return new StatementTransient(text);
  if (TABLE_QUOTA.some((pattern) => pattern.test(message))) return new TableQuotaExceeded(text);
  return new StatementFailed(text);
};

/** A statement that somebody cancelled. */
export const abortedStatement = (message: string, place: StatementPlace): ShuttleError =>
  new StatementAborted(
    `${message.slice(0, MAX_MESSAGE) || 'the statement was cancelled'} (statement ${place.name}, id ${place.statementId})`,
  );
