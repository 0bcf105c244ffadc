import type { Catcher, Retrier, StateResult } from '../definition/state';
import { EvaluationFailure, RuntimeFailure, StateFailure, Stopped } from '../errors';
import { findHandler, retryDelay } from './failure-matching';
import type { Visit } from './visit';

/**
 * Does one state's work with its Retry and Catch.
 * @throws StateFailure when neither applies
 */
export async function visitState(visit: Visit): Promise<StateResult> {
  const retries = new Map<Retrier, number>();
  for (;;) {
    try {
      return checked(visit, await visit.state.attempt(visit));
    } catch (thrown) {
      visit.cancellation.check();
      const failure = describe(thrown, visit);
      const retrier = findHandler(visit.state.retriers, failure);
      const done = (retrier && retries.get(retrier)) ?? 0;
      if (retrier && done < retrier.maxAttempts) {
        const { clock, ids } = visit.execution.host;
        await clock.sleep(retryDelay(retrier, done, ids) * 1000, visit.cancellation.signal);
        retries.set(retrier, done + 1);
        visit.retryCount++;
        visit.memo = undefined;
        visit.execution.host.progress(visit.execution, 'retried', visit.state.name);
        continue;
      }
      recordFailure(visit);
      const catcher = findHandler(visit.state.catchers, failure);
      if (catcher) return await caught(visit, catcher, failure);
      if (failure.error === 'States.DataLimitExceeded') visit.memo = undefined; // a redrive runs all of it again
      throw failure;
    }
  }
}

/** @throws StateFailure States.DataLimitExceeded when the output or a variable is too large */
function checked(visit: Visit, result: StateResult): StateResult {
  visit.checkSize(result.output, visit.state.name);
  if (result.assigned) visit.branch.checkAssigned(result.assigned);
  return result;
}

async function caught(visit: Visit, catcher: Catcher, failure: StateFailure): Promise<StateResult> {
  const errorOutput = {
    ...(failure.error !== undefined && { Error: failure.error }),
    ...(failure.failureCause !== undefined && { Cause: failure.failureCause }),
  };
  try {
    return checked(visit, await visit.leave(catcher.next, catcher, errorOutput, { errorOutput }));
  } catch (thrown) {
    visit.cancellation.check();
    throw describe(thrown, visit);
  }
}

/** Gives a failure that the state itself raised the sentence with which AWS opens its cause, and records it. */
function describe(thrown: unknown, visit: Visit): StateFailure {
  if (thrown instanceof Stopped) throw thrown;
  const opening = `An error occurred while executing the state '${visit.state.name}' (entered at the event id #${visit.enteredEventId}).`;
  if (thrown instanceof EvaluationFailure) {
    const { error, failureCause, location } = thrown;
    const cause = `${opening} ${failureCause}`;
    visit.record('EvaluationFailed', { error, cause, location, state: visit.state.name });
    return new StateFailure(error, cause);
  }
  if (thrown instanceof RuntimeFailure) return new StateFailure(thrown.error, `${opening} ${thrown.failureCause}`);
  if (thrown instanceof StateFailure) return thrown;
  // Neither AWS nor the product raised this: show it, and let no Catch hide it.
  const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };
  return new StateFailure('States.Runtime', `${opening} ${name}: ${message}`);
}

function recordFailure(visit: Visit): void {
  const { type } = visit.state;
  if (type === 'Map' || type === 'Parallel') visit.record(`${type}StateFailed`);
}
