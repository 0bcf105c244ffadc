import type { EngineSession } from '../redshift/engine';
import type { Caller, Latency } from './options';
import type { NamedParameter } from './read-input';
import type { ResultSet } from './result-set';
import type { Session } from './session';

export type Status = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';

/** Where a statement runs, and as whom. */
export interface Target {
  clusterIdentifier?: string;
  workgroupName?: string;
  database: string;
  dbUser: string;
  isSuperuser?: boolean;
  secretArn?: string;
}

/** A database connection: one statement's own, or a session's. */
export interface Connection {
  engine: EngineSession;
  pid: number;
  /** From `SET statement_timeout`; 0 is off. */
  statementTimeoutMs: number;
}

/** One SQL text: the whole of a plain statement, or a sub-statement of a batch. */
export interface Part {
  id: string;
  sql: string;
  parameters: NamedParameter[];
  status: Status;
  createdAt: number;
  updatedAt: number;
  startedAt: number;
  /** -1 until it has run. */
  durationMs: number;
  error?: string;
  resultRows: number;
  resultBytes: number;
  queryId: number;
  hasResultSet: boolean;
  result?: ResultSet;
  /** Drawn from the latency hook when it is first needed. */
  latency?: Latency;
}

/** What was submitted by one ExecuteStatement or BatchExecuteStatement. */
export interface Statement {
  id: string;
  owner: Pick<Caller, 'roleId' | 'sessionName'>;
  target: Target;
  name?: string;
  format: 'JSON' | 'CSV' | undefined;
  withEvent: boolean;
  /** `single` for ExecuteStatement. */
  mode: 'single' | 'TRANSACTION' | 'AUTO_COMMIT';
  parameters: NamedParameter[];
  session?: Session;
  parts: Part[];
  status: Status;
  createdAt: number;
  updatedAt: number;
  startedAt: number;
  durationMs: number;
  error?: string;
  pid: number;
  /** Aborted by CancelStatement and by the server's end. */
  cancel: AbortController;
  /** Stops the engine while it runs a part. */
  interrupt?: () => void;
  /** Long polls, woken when the statement settles. */
  waiting: Set<AbortController>;
  /** Resolves when it has settled and let go of its connection. */
  ended: Promise<void>;
  /** Place in the order of submission. */
  position: number;
  /** Dropped from the store after its retention. */
  dropped: boolean;
}

export const isActive = (status: Status): boolean =>
  status === 'SUBMITTED' || status === 'PICKED' || status === 'STARTED';

/** `<roleId>:<sessionName>`, the value behind `redshift-data:statement-owner-iam-userid`. */
export const ownerUserId = (owner: Statement['owner']): string => `${owner.roleId}:${owner.sessionName}`;

export const hasResultSet = (statement: Statement): boolean => statement.parts.some((part) => part.hasResultSet);
