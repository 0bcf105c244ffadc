import type { Call, Context } from '../context';
import { bindParameters } from '../named-parameters';
import type { BatchInput, ExecuteInput, SubmitInput } from '../requests';
import { runStatement } from '../run-statement';
import { queryDoesNotExist, validation } from '../service-error';
import { hasResultSet, isActive, type Part, type Statement } from '../statement';
import { refuseTargetWithSession, resolveTarget, targetMembers } from '../target';
import { waitFor } from '../wait';
import { epochSeconds } from '../wire-json';

export const executeStatement = (context: Context, call: Call<ExecuteInput>) =>
  submit(context, call, [call.input.Sql], 'single');

export const batchExecuteStatement = (context: Context, call: Call<BatchInput>) =>
  submit(context, call, call.input.Sqls, call.input.ExecutionMode ?? 'TRANSACTION');

async function submit(context: Context, call: Call<SubmitInput>, sqls: string[], mode: Statement['mode']) {
  const { caller, input } = call;
  const repeated = context.tokens.find(caller.roleId, input.ClientToken);
  const statement = repeated === undefined ? start(context, call, sqls, mode) : context.statements.get(repeated);
  if (!statement) throw queryDoesNotExist(repeated ?? '');
  const before = answer(statement);
  if (!input.WaitTimeSeconds) return before;
  await waitFor(context, statement, input.WaitTimeSeconds, call.gone);
  return answer(statement);
}

/** Checks everything that is refused at once, then sets the statement off. */
function start(context: Context, call: Call<SubmitInput>, sqls: string[], mode: Statement['mode']): Statement {
  const { caller, input } = call;
  for (const sql of sqls) assertSql(context, sql);
  const bound = bindParameters(sqls, input.Parameters);
  if (input.SessionId !== undefined) refuseTargetWithSession(input);
  const reused = input.SessionId === undefined ? undefined : context.sessions.available(input.SessionId, caller);
  const target = reused?.target ?? resolveTarget(context, caller, input);
  context.statements.assertRoom();
  const keepAlive = input.SessionKeepAliveSeconds;
  const session = reused ?? (keepAlive ? context.sessions.create(caller, target, keepAlive) : undefined);
  if (reused && keepAlive !== undefined) reused.keepAliveSeconds = keepAlive;

  const now = context.clock.now();
  const id = context.ids.next('statement');
  const statement: Statement = {
    id,
    owner: caller,
    target,
    ...(input.StatementName === undefined ? {} : { name: input.StatementName }),
    format: input.ResultFormat,
    withEvent: input.WithEvent ?? false,
    mode,
    parameters: input.Parameters ?? [],
    ...(session ? { session } : {}),
    parts: sqls.map((sql, i) => newPart(mode === 'single' ? id : `${id}:${i + 1}`, sql, bound[i] ?? [], now)),
    status: 'SUBMITTED',
    createdAt: now,
    updatedAt: now,
    startedAt: 0,
    durationMs: -1,
    pid: 0,
    cancel: new AbortController(),
    waiting: new Set(),
    ended: Promise.resolve(),
    position: 0,
    dropped: false,
  };
  context.statements.add(statement);
  context.tokens.remember(caller.roleId, input.ClientToken, id);
  if (session) context.sessions.occupy(session, statement);
  // Begins after the answer has been read off, so that a submission without a wait is always seen SUBMITTED.
  statement.ended = Promise.resolve().then(() => runStatement(context, statement));
  return statement;
}

function assertSql(context: Context, sql: string): void {
  if (Buffer.byteLength(sql) > context.limits.sqlBytes) {
    throw validation(`Cannot process query string larger than ${Math.floor(context.limits.sqlBytes / 1024)}kB`);
  }
  if (sql.trim() === '') throw validation('Query string can not be empty.');
}

const newPart = (id: string, sql: string, parameters: Part['parameters'], now: number): Part => ({
  id,
  sql,
  parameters,
  status: 'SUBMITTED',
  createdAt: now,
  updatedAt: now,
  startedAt: 0,
  durationMs: -1,
  resultRows: -1,
  resultBytes: -1,
  queryId: 0,
  hasResultSet: false,
});

const answer = (statement: Statement) => ({
  Id: statement.id,
  CreatedAt: epochSeconds(statement.createdAt),
  ...targetMembers(statement.target),
  SessionId: statement.session?.id,
  Status: statement.status,
  RedshiftPid: statement.pid > 0 ? statement.pid : undefined,
  HasResultSet: isActive(statement.status) ? undefined : hasResultSet(statement),
});
