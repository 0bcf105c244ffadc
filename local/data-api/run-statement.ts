import type { Context } from './context';
import { Cancelled, errorText, PRIOR_QUERY_FAILED } from './run-failures';
import { latencyOf, pause, runPart } from './run-part';
import { settle } from './settle';
import { type Connection, isActive, type Part, type Statement } from './statement';

/** Takes a statement through its life, SUBMITTED to settled. Never rejects. */
export async function runStatement(context: Context, statement: Statement): Promise<void> {
  let connection: Connection | undefined;
  try {
    const first = statement.parts[0] as Part;
    const { submittedMs = 0, pickedMs = 0 } = latencyOf(context, statement, first);
    await pause(context, statement, submittedMs);
    move(context, statement, 'PICKED');
    await pause(context, statement, pickedMs);
    connection = await context.clock.busy(() => connect(context, statement));
    await pause(context, statement, 0);
    statement.pid = connection.pid;
    statement.startedAt = context.clock.now();
    move(context, statement, 'STARTED');
    await runParts(context, statement, connection);
    conclude(context, statement, statement.error === undefined ? 'FINISHED' : 'FAILED');
  } catch (error) {
    if (!(error instanceof Cancelled)) statement.error ??= errorText(error);
    conclude(context, statement, error instanceof Cancelled ? 'ABORTED' : 'FAILED');
  }
  if (statement.session) {
    if (connection) statement.session.connection = connection;
  } else if (connection) {
    const { engine } = connection;
    await context.clock.busy(() => engine.close()).catch(() => undefined);
  }
}

async function connect(context: Context, statement: Statement): Promise<Connection> {
  const { session } = statement;
  if (session?.connection) return session.connection;
  const { database, dbUser, isSuperuser } = statement.target;
  const login = { database, dbUser, ...(isSuperuser === undefined ? {} : { isSuperuser }) };
  const engine = await context.engine.connect(login).catch((error) => {
    // A session that never came about is closed on the next call.
    if (session) session.keepAliveSeconds = 0;
    throw error;
  });
  const connection = { engine, pid: context.ids.nextPid(), statementTimeoutMs: 0 };
  if (session) session.connection = connection;
  return connection;
}

async function runParts(context: Context, statement: Statement, connection: Connection): Promise<void> {
  if (statement.mode === 'single') return runPart(context, statement, statement.parts[0] as Part, connection);
  if (statement.mode === 'TRANSACTION') return runTransaction(context, statement, connection);
  for (const [index, part] of statement.parts.entries()) {
    await runNumbered(context, statement, index, part, connection).catch((error) => {
      if (error instanceof Cancelled) throw error;
      // One failure does not keep the others from running.
    });
  }
}

const BEGIN = /^\s*(begin|start\s+transaction)\b/i;
const END = /^\s*(commit|end|rollback|abort)\b/i;

/** A batch as one transaction, like a connection whose autocommit is off: after a COMMIT of its own it goes on in a new one. */
async function runTransaction(context: Context, statement: Statement, connection: Connection): Promise<void> {
  const command = (sql: string) => context.clock.busy(() => connection.engine.execute(sql));
  await command('BEGIN');
  try {
    for (const [index, part] of statement.parts.entries()) {
      if (BEGIN.test(part.sql) && index === 0) await command('ROLLBACK');
      await runNumbered(context, statement, index, part, connection);
      if (END.test(part.sql)) await command('BEGIN');
    }
    await command('COMMIT');
  } catch (error) {
    await command('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function runNumbered(context: Context, statement: Statement, index: number, part: Part, connection: Connection) {
  try {
    await pause(context, statement, 0);
    await runPart(context, statement, part, connection);
  } catch (error) {
    // The batch shows its first failure, with the statement's number: `Query #1 failed with ERROR: ...`.
    if (part.error !== undefined) statement.error ??= `Query #${index + 1} failed with ${part.error}`;
    throw error;
  }
}

function move(context: Context, statement: Statement, status: Statement['status']): void {
  statement.status = status;
  statement.updatedAt = context.clock.now();
  if (statement.mode === 'single')
    Object.assign(statement.parts[0] as Part, { status, updatedAt: statement.updatedAt });
}

/** The last status: of what never ran, too. */
function conclude(context: Context, statement: Statement, status: 'FINISHED' | 'FAILED' | 'ABORTED'): void {
  const now = context.clock.now();
  for (const part of statement.parts) {
    if (!isActive(part.status)) continue;
    part.status = statement.mode === 'single' ? status : 'ABORTED';
    part.updatedAt = now;
    const error = statement.mode === 'single' ? statement.error : PRIOR_QUERY_FAILED;
    if (status === 'FAILED' && error !== undefined) part.error = error;
  }
  statement.durationMs = statement.startedAt > 0 ? now - statement.startedAt : 0;
  statement.status = status;
  statement.updatedAt = now;
  settle(context, statement);
}
