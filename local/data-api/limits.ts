/**
 * The quotas of the Data API. Every one can be lowered or raised for a test; the defaults are AWS's.
 */
export interface Limits {
  /** Statements that are SUBMITTED, PICKED or STARTED at once ("Active statements exceeded the allowed quota (500)"). */
  activeStatements: number;
  /** Open sessions per cluster or workgroup. */
  activeSessions: number;
  /** Requests that wait (`WaitTimeSeconds`) on one statement at once. AWS does not publish the number. */
  waitingRequestsPerStatement: number;
  /** Bytes of one SQL text (documented as 100 KB). */
  sqlBytes: number;
  /** Statements in a batch (service model, SqlList). */
  batchStatements: number;
  /** Bytes of one result set (documented as 500 MB). */
  resultBytes: number;
  /** Bytes of one result row (documented as 64 KB). */
  rowBytes: number;
  /** Bytes of JSON or CSV in one page of GetStatementResult. AWS has no parameter for it. */
  pageBytes: number;
  /** Result sets up to this many bytes stay in memory, larger ones go to a temporary file. */
  memoryResultBytes: number;
  /** How long a settled statement and its result can be asked for. */
  retentionMs: number;
  /** Longest run of a statement, and longest life of a session. */
  maxRunMs: number;
  /** How long a ClientToken is remembered. */
  tokenMs: number;
  /** Records that one ListStatements call looks at before it answers with a NextToken. */
  listScan: number;
  /** Calls per second and operation, as a token bucket of that size; other operations use `other`. */
  callsPerSecond: Readonly<Record<string, number>> & { readonly other: number };
}

const HOUR_MS = 3_600_000;

export const DEFAULT_LIMITS: Limits = {
  activeStatements: 500,
  activeSessions: 500,
  waitingRequestsPerStatement: 10,
  sqlBytes: 100 * 1024,
  batchStatements: 40,
  resultBytes: 500 * 1024 * 1024,
  rowBytes: 64 * 1024,
  pageBytes: 1024 * 1024,
  memoryResultBytes: 64 * 1024,
  retentionMs: 24 * HOUR_MS,
  maxRunMs: 24 * HOUR_MS,
  tokenMs: 8 * HOUR_MS,
  listScan: 5_000,
  // "TPS quota" of account and region, not adjustable. ExecuteStatement, GetStatementResult and DescribeStatement are
  // quoted by users of the service; the smaller ones are as remembered from the quota page and worth a look there.
  callsPerSecond: {
    ExecuteStatement: 30,
    BatchExecuteStatement: 20,
    DescribeStatement: 100,
    GetStatementResult: 20,
    GetStatementResultV2: 20,
    other: 3,
  },
};
