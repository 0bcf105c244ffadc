import type { Clock } from '../clock';
import type { Engine } from '../redshift/engine';
import type { Limits } from './limits';

/** Who calls: the IAM identity behind an access key. */
export interface Caller {
  /** Unique id of the role (`AROA...`). Statements belong to it. */
  roleId: string;
  /** Name of the role session; `<roleId>:<sessionName>` is what `statement-owner-iam-userid` compares. */
  sessionName: string;
  /** Database user that the identity maps to, e.g. `IAMR:shuttle-data-api`. */
  dbUser: string;
  isSuperuser?: boolean;
}

/** What the latency hook is told about a statement, or about one statement of a batch. */
export interface LatencyRequest {
  /** Id as DescribeStatement shows it; `uuid:n` inside a batch. */
  id: string;
  sql: string;
  statementName: string | undefined;
  database: string;
  dbUser: string;
}

/** Milliseconds spent in each status. A plain number means the time spent STARTED. */
export interface Latency {
  submittedMs?: number;
  pickedMs?: number;
  startedMs?: number;
}

export interface FaultRequest {
  operation: string;
  /** The parsed request. */
  input: Readonly<Record<string, unknown>>;
  /** 1 for the first call of this operation. */
  call: number;
}

/**
 * A failure to inject. `before`: the call has no effect. `after`: it has its effect and the answer is lost. Without
 * `error` the connection is dropped.
 */
export interface Fault {
  when: 'before' | 'after';
  error?: { type: string; message: string; status: number };
}

export type FaultHook = (request: FaultRequest) => Fault | undefined;

/** EventBridge's "Redshift Data Statement Status Change", sent for statements submitted with `WithEvent`. */
export interface StatementEvent {
  source: 'aws.redshift-data';
  'detail-type': 'Redshift Data Statement Status Change';
  /** ISO 8601. */
  time: string;
  detail: {
    principal: string;
    statementName: string;
    statementId: string;
    redshiftQueryId: number;
    state: string;
    rows: number;
    /** Epoch seconds until which the result can be fetched. */
    expireAt: number;
  };
}

export interface DataApiOptions {
  engine: Engine;
  clock: Clock;
  /** 0 (the default) takes a free port. */
  port?: number;
  limits?: Partial<Limits>;
  latency?: (statement: LatencyRequest) => number | Latency;
  faults?: FaultHook;
  /** Default: one superuser `IAM:local` who owns everything. */
  callerOf?: (accessKeyId: string) => Caller;
  /** Maps a SecretArn to the database user it holds. Without it SecretArn is refused. */
  secretUser?: (secretArn: string) => { dbUser: string; isSuperuser?: boolean };
  /**
   * Stands for IAM conditions on `redshift-data:statement-owner-iam-userid`: false answers AccessDeniedException.
   * `ownerUserId` is `<roleId>:<sessionName>` of the statement's owner.
   */
  authorize?: (request: { operation: string; caller: Caller; ownerUserId: string }) => boolean;
  /** Known workgroup names or ARNs; any name is accepted when left out. */
  workgroups?: readonly string[];
  /** Known cluster identifiers; any name is accepted when left out. */
  clusters?: readonly string[];
  onEvent?: (event: StatementEvent) => void;
  /** Where large results are kept while the server runs, in a directory of their own. Default: the system's temp. */
  resultDirectory?: string;
  /** Start of the counter behind ids, so that two servers do not share ids. */
  seed?: number;
}
