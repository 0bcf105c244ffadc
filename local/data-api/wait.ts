import type { Context } from './context';
import { ServiceError } from './service-error';
import { isActive, type Statement } from './statement';

/**
 * Long poll: returns when the statement has settled, after `seconds`, or when the client has gone. The caller is taken
 * to be marked busy on the clock, as a handler in flight is; the mark is lifted while it waits.
 * @throws ServiceError ActiveWaitingRequestsExceededException
 */
export async function waitFor(
  context: Context,
  statement: Statement,
  seconds: number | undefined,
  gone: AbortSignal,
): Promise<void> {
  if (!seconds || !isActive(statement.status)) return;
  if (statement.waiting.size >= context.limits.waitingRequestsPerStatement) {
    throw new ServiceError(
      'ActiveWaitingRequestsExceededException',
      `Active waiting requests exceeded the allowed quota (${context.limits.waitingRequestsPerStatement}).`,
    );
  }
  const waiting = new AbortController();
  const wake = () => waiting.abort();
  gone.addEventListener('abort', wake, { once: true });
  statement.waiting.add(waiting);
  context.stats.waitingRequests++;
  try {
    await context.clock.sleepWithinBusy(seconds * 1000, waiting.signal);
  } catch (error) {
    if (!waiting.signal.aborted) throw error;
  } finally {
    statement.waiting.delete(waiting);
    context.stats.waitingRequests--;
    gone.removeEventListener('abort', wake);
  }
}
