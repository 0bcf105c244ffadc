import type { EngineResult } from '../redshift/engine';
import type { Context } from './context';
import type { Latency } from './options';
import { Cancelled, cancelledByTimeout, errorText, ranTooLong } from './run-failures';
import { spoolResult } from './spool-result';
import type { Connection, Part, Statement } from './statement';
import { timeoutSetBy } from './statement-timeout';

/** How often a statement in the engine is looked at for its timeout, on a clock that runs by itself. */
const WATCH_MS = 1000;

/** Why a part is watched no more; made once, since every abort without a reason makes an exception with its stack. */
const DONE = new Error('the part has ended');

/** What the latency hook says about a part. It is asked once, since it may draw random numbers. */
export function latencyOf(context: Context, statement: Statement, part: Part): Latency {
  if (part.latency) return part.latency;
  const { database, dbUser } = statement.target;
  const request = { id: part.id, sql: part.sql, statementName: statement.name, database, dbUser };
  const latency = context.options.latency?.(request) ?? 0;
  part.latency = typeof latency === 'number' ? { startedMs: latency } : latency;
  return part.latency;
}

/** Sleeps, unless the statement is cancelled. */
export async function pause(context: Context, statement: Statement, ms: number): Promise<void> {
  const { signal } = statement.cancel;
  if (ms > 0 && !signal.aborted) await context.clock.sleep(ms, signal).catch(() => undefined);
  if (signal.aborted) throw new Cancelled();
}

/**
 * Runs one SQL text: its latency first, then the engine, so that a cancelled or timed out statement has no effect.
 * Leaves the part FINISHED, or FAILED or ABORTED and throws.
 */
export async function runPart(
  context: Context,
  statement: Statement,
  part: Part,
  connection: Connection,
): Promise<void> {
  const { clock } = context;
  part.startedAt = clock.now();
  move(context, part, 'STARTED');
  try {
    const deadline = deadlineOf(context, statement, part, connection);
    const latencyMs = latencyOf(context, statement, part).startedMs ?? 0;
    await pause(context, statement, Math.min(latencyMs, deadline.at - part.startedAt));
    if (part.startedAt + latencyMs > deadline.at) throw deadline.error();
    await clock.busy(async () => {
      const result = await inEngine(context, statement, deadline, connection, () =>
        connection.engine.execute(part.sql, part.parameters),
      );
      await keepResult(context, statement, part, result);
    });
    connection.statementTimeoutMs = timeoutSetBy(part.sql) ?? connection.statementTimeoutMs;
    end(context, part, 'FINISHED');
  } catch (error) {
    if (statement.cancel.signal.aborted) {
      end(context, part, 'ABORTED');
      throw new Cancelled();
    }
    part.error = errorText(error);
    end(context, part, 'FAILED');
    throw error;
  }
}

interface Deadline {
  at: number;
  error: () => Error;
}

function deadlineOf(context: Context, statement: Statement, part: Part, connection: Connection): Deadline {
  const longest = statement.startedAt + context.limits.maxRunMs;
  const sessionEnd = statement.session ? statement.session.createdAt + context.limits.maxRunMs : longest;
  const last: Deadline = { at: Math.min(longest, sessionEnd), error: ranTooLong };
  const own = connection.statementTimeoutMs > 0 ? part.startedAt + connection.statementTimeoutMs : last.at;
  return own < last.at ? { at: own, error: () => cancelledByTimeout(context.ids.nextCancelledQuery()) } : last;
}

/** Lets the engine work until it is done, cancelled, or past its deadline. */
async function inEngine(
  context: Context,
  statement: Statement,
  deadline: Deadline,
  connection: Connection,
  work: () => Promise<EngineResult>,
): Promise<EngineResult> {
  const done = new AbortController();
  let isLate = false;
  const watch = async () => {
    while (!done.signal.aborted) {
      // In short steps: an abandoned sleep of hours would stay behind in the virtual clock.
      await context.clock.sleep(Math.min(WATCH_MS, Math.max(0, deadline.at - context.clock.now())), done.signal);
      if (context.clock.now() < deadline.at) continue;
      isLate = true;
      connection.engine.interrupt();
      return;
    }
  };
  statement.interrupt = () => connection.engine.interrupt();
  if (connection.statementTimeoutMs > 0) watch().catch(() => undefined);
  try {
    return await work();
  } catch (error) {
    throw isLate ? deadline.error() : error;
  } finally {
    delete statement.interrupt;
    done.abort(DONE);
  }
}

async function keepResult(context: Context, statement: Statement, part: Part, result: EngineResult): Promise<void> {
  part.resultRows = result.resultRows;
  part.queryId = result.queryId;
  if (!result.hasResultSet) return;
  const place = { directory: context.directory, id: part.id, format: statement.format };
  const { resultSet, bytes } = await spoolResult(result, place, context.limits, statement.cancel.signal);
  part.hasResultSet = true;
  part.result = resultSet;
  part.resultRows = resultSet.totalRows;
  part.resultBytes = bytes;
}

function move(context: Context, part: Part, status: Part['status']): void {
  part.status = status;
  part.updatedAt = context.clock.now();
}

function end(context: Context, part: Part, status: Part['status']): void {
  move(context, part, status);
  part.durationMs = part.updatedAt - part.startedAt;
}
