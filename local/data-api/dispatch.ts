import type { Call, Context, Operation } from './context';
import { inputRules, type Rules } from './input-rules';
import { cancelStatement } from './operations/cancel-statement';
import { describeTable, listDatabases, listSchemas, listTables } from './operations/catalog';
import { describeStatement } from './operations/describe-statement';
import { getStatementResult, getStatementResultV2 } from './operations/get-statement-result';
import { listSessions } from './operations/list-sessions';
import { listStatements } from './operations/list-statements';
import { batchExecuteStatement, executeStatement } from './operations/submit';
import type { Caller, Fault } from './options';
import { readInput } from './read-input';
import { ServiceError, serialization, throttled } from './service-error';
import { count } from './stats';
import type { Throttle } from './throttle';
import { toJson } from './wire-json';

// biome-ignore lint/suspicious/noExplicitAny: the table pairs each operation with the input its rules produce.
const OPERATIONS: Readonly<Record<string, Operation<any>>> = {
  ExecuteStatement: executeStatement,
  BatchExecuteStatement: batchExecuteStatement,
  DescribeStatement: describeStatement,
  GetStatementResult: getStatementResult,
  GetStatementResultV2: getStatementResultV2,
  CancelStatement: cancelStatement,
  ListStatements: listStatements,
  ListSessions: listSessions,
  ListDatabases: listDatabases,
  ListSchemas: listSchemas,
  ListTables: listTables,
  DescribeTable: describeTable,
};

/** A request off the wire. */
export interface WireRequest {
  /** The header `x-amz-target`. */
  target: string;
  accessKeyId: string;
  body: string;
  gone: AbortSignal;
}

/** An injected loss of the connection. */
export class DroppedConnection extends Error {
  override readonly name = 'DroppedConnection';
}

const DEFAULT_CALLER: Caller = { roleId: 'AROALOCAL', sessionName: 'local', dbUser: 'IAM:local', isSuperuser: true };

/** Answers requests: quotas, faults, checks, then the operation. Returns the JSON of the answer or throws a ServiceError. */
export class Dispatcher {
  private readonly rules: Readonly<Record<string, Rules>>;

  constructor(
    private readonly context: Context,
    private readonly throttle: Throttle,
  ) {
    this.rules = inputRules(context.limits.batchStatements);
  }

  async answer({ target, accessKeyId, body, gone }: WireRequest): Promise<string> {
    const { options, stats } = this.context;
    const operation = target.replace(/^RedshiftData\./, '');
    const run = target.startsWith('RedshiftData.') ? OPERATIONS[operation] : undefined;
    const rules = this.rules[operation];
    if (!run || !rules) throw new ServiceError('UnknownOperationException', `Unknown operation ${target}`);
    const call = count(stats.calls, operation);
    if (!this.throttle.take(operation)) {
      count(stats.throttled, operation);
      throw throttled();
    }
    const raw = parse(body);
    const fault = options.faults?.({ operation, input: raw, call });
    if (fault?.when === 'before') throw injected(fault);
    this.sweep();
    const caller = options.callerOf?.(accessKeyId) ?? DEFAULT_CALLER;
    const made: Call<unknown> = { operation, caller, input: readInput(raw, rules), gone };
    const result = toJson(await run(this.context, made));
    if (fault) throw injected(fault);
    return result;
  }

  /** Forgets what is past its time. Done on calls, so that an idle server needs no timer. */
  private sweep(): void {
    const { clock, statements, sessions } = this.context;
    const stale = statements.expire().flatMap(({ parts }) => parts.map((part) => part.result));
    const discarded = stale.map((result) => result?.discard());
    const closed = sessions.expire().map(({ engine }) => engine.close());
    if (closed.length + discarded.length > 0) void clock.busy(() => Promise.allSettled([...discarded, ...closed]));
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw serialization('The request body is not valid JSON.');
  }
}

const injected = ({ error }: Fault): Error =>
  error ? new ServiceError(error.type, error.message, error.status) : new DroppedConnection();
