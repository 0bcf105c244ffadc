import { abortedStatement, failedStatement } from '../../../../lambdas/core/statement/statement-error';

const place = { name: 'lake/R/public.t/read/1', statementId: 'id-1' };

/** Messages as Redshift and the Data API print them. */
const MESSAGES: [expected: string, message: string][] = [
  [
    'StatementTransient',
    'ERROR: 1023\n  DETAIL: Serializable isolation violation on table - 145821, transactions forming the cycle are: 12, 13',
  ],
  ['StatementTransient', 'ERROR: Serializable isolation violation on table in Redshift'],
  ['StatementTransient', 'ERROR: 1018\n  DETAIL: Relation does not exist.'],
  ['StatementTransient', 'ERROR: could not open relation with OID 120471'],
  ['StatementTransient', 'ERROR: relation with OID 120471 does not exist'],
  ['StatementTransient', 'ERROR: cache lookup failed for relation 120471'],
  ['StatementTransient', 'ERROR: could not find tuple for constraint 839833'],
  ['StatementTransient', 'Query #2 failed with ERROR: 1023'],
  ['StatementTransient', 'ERROR: could not complete because of conflict with concurrent transaction'],
  ['StatementTransient', 'ERROR: deadlock detected\n  DETAIL: Process 1 waits for AccessExclusiveLock'],
  ['StatementTransient', 'Connection lost'],
  ['StatementTransient', 'The connection was closed by the server'],
  ['StatementTransient', 'Connection reset by peer: connection reset'],
  ['StatementTransient', 'FATAL: terminating connection due to administrator command'],
  ['StatementTransient', 'server closed the connection unexpectedly'],
  ['StatementTransient', 'Connection timed out'],
  ['StatementTransient', 'FATAL: too many connections for database "dev"'],
  ['StatementTransient', 'FATAL: remaining connection slots are reserved for non-replication superuser connections'],
  ['StatementTransient', 'FATAL: connection limit "500" exceeded for non-bootstrap users'],
  ['StatementTransient', 'The cluster is resizing'],
  ['StatementTransient', 'the database system is starting up'],
  [
    'StatementTransient',
    'ERROR: S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown,Rid 4F,ExtRid x,CanRetry 1',
  ],
  [
    'StatementTransient',
    'ERROR: S3ServiceException:We encountered an internal error. Please try again.,Status 500,Error InternalError',
  ],
  ['ResultTooLarge', 'Database response exceeded size limit'],
  ['ResultTooLarge', 'ERROR: Packet for query is too large (70000 > 65536)'],
  [
    'TableQuotaExceeded',
    'ERROR: Maximum tables limit exceeded. The maximum number of tables per cluster is 9900 for this instance type. The limit includes permanent and temporary tables',
  ],
  ['TableQuotaExceeded', 'ERROR: cannot create table: the number of tables exceeds the quota of this workgroup'],
  ['TableQuotaExceeded', 'ERROR: table limit reached'],
  ['StatementFailed', 'ERROR: tables may have at most 1600 columns'],
  ['StatementFailed', 'ERROR: relation "tables_limit" does not exist'],
  ['StatementFailed', 'ERROR: syntax error at or near "FORM" Position: 10;'],
  ['StatementFailed', 'ERROR: permission denied for relation orders'],
  ['StatementFailed', 'ERROR: permission denied for schema sales'],
  ['StatementFailed', 'ERROR: relation "public.gone" does not exist'],
  ['StatementFailed', 'ERROR: column "a" does not exist in orders'],
  ['StatementFailed', 'ERROR: Disk Full\n  DETAIL: error: Disk Full code: 1016 context: node: 0 query: 12'],
  ['StatementFailed', "ERROR: Query (12) cancelled on user's request"],
  ['StatementFailed', 'ERROR: canceling statement due to statement timeout'],
  ['StatementFailed', 'ERROR: Query (12) cancelled by WLM abort action of Query Monitoring Rule "long".'],
  [
    'StatementFailed',
    'ERROR: Specified unload destination on S3 is not empty. Consider using a different bucket / prefix',
  ],
  ['StatementFailed', 'ERROR: User arn:aws:redshift:eu-west-1:1:dbuser:c/u is not authorized to assume IAM Role arn:x'],
  ['StatementFailed', 'ERROR: S3ServiceException:Access Denied,Status 403,Error AccessDenied,Rid 4F'],
  ['StatementFailed', 'ERROR: invalid input syntax for integer: "x"'],
  ['StatementFailed', 'ERROR: Numeric data overflow (result precision)'],
  // The numbers of transient errors inside of others.
  ['StatementFailed', 'ERROR: 10231 is no such thing'],
  ['StatementFailed', 'ERROR: relation with 1023 columns'],
  ['StatementFailed', 'FATAL: password authentication failed for user "x"'],
];

describe('failedStatement', () => {
  it.each(MESSAGES)('%s: %s', (name, message) => {
    const error = failedStatement(message, place);
    expect(error.name).toBe(name);
    expect(error.message).toBe(`${message} (statement lake/R/public.t/read/1, id id-1)`);
  });

  it('says so when there is no message', () => {
    expect(failedStatement('', place)).toMatchObject({
      name: 'StatementFailed',
      message: 'Redshift gave no message (statement lake/R/public.t/read/1, id id-1)',
    });
  });

  it('cuts a long message, after it has been judged in full', () => {
    const error = failedStatement(`${'x'.repeat(9_000)} ERROR: 1023`, place);
    expect(error.name).toBe('StatementTransient');
    expect(error.message).toBe(`${'x'.repeat(4_000)} (statement lake/R/public.t/read/1, id id-1)`);
  });
});

describe('abortedStatement', () => {
  it.each([
    ['', 'the statement was cancelled (statement lake/R/public.t/read/1, id id-1)'],
    ['by an admin', 'by an admin (statement lake/R/public.t/read/1, id id-1)'],
  ])('of %j', (message, text) => {
    expect(abortedStatement(message, place)).toMatchObject({ name: 'StatementAborted', message: text });
  });
});
