import { NotSupportedLocally, StateFailure } from '../errors';
import type { Json, JsonObject } from '../json';
import type { Visit } from '../run/visit';
import { LambdaError } from '../task-runner';
import { taskEvents } from './events';
import { executedVersion, type Integration, readInvokeArguments } from './resource';

/**
 * Calls the task once and records its events.
 * @param timeoutSeconds TimeoutSeconds of the state
 * @throws StateFailure with the function's error name, or States.Timeout
 */
export async function callTask(
  visit: Visit,
  integration: Integration,
  input: Json,
  timeoutSeconds: number | undefined,
): Promise<Json> {
  const call = prepare(visit, integration, input, timeoutSeconds);
  const events = taskEvents(visit, integration);
  events.scheduled(input, timeoutSeconds);
  events.started();
  try {
    const result = await withTimeout(visit, timeoutSeconds, call);
    events.succeeded(result);
    return result;
  } catch (thrown) {
    visit.cancellation.check();
    if (thrown instanceof NotSupportedLocally) throw thrown;
    const failure = toFailure(thrown);
    if (thrown instanceof TimedOut) events.timedOut(failure);
    else events.failed(failure);
    throw failure;
  }
}

type Call = (signal: AbortSignal) => Promise<Json>;

function prepare(visit: Visit, { kind, resource }: Integration, input: Json, timeoutSeconds: number | undefined): Call {
  const { tasks, integrations } = visit.execution.host;
  const limit = timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 };
  if (kind === 'registered') return async (signal) => integrations[resource]?.(input, { signal }) as Promise<Json>;
  if (kind === 'lambda-arn') return async (signal) => toJson(await tasks.invoke(resource, input, { signal, ...limit }));
  const { functionName, payload } = readInvokeArguments(input);
  return async (signal) => ({
    ExecutedVersion: executedVersion(functionName),
    Payload: toJson(await tasks.invoke(functionName, payload, { signal, ...limit })),
    StatusCode: 200,
  });
}

/** A handler that returns nothing answers `null`. */
const toJson = (result: unknown): Json => (result === undefined ? null : (result as Json));

class TimedOut extends StateFailure {
  constructor() {
    super('States.Timeout', undefined);
  }
}

/** An AbortController without a reason makes a DOMException, and its stack trace, for each task. */
const ENDED = new Error('the task has ended');

async function withTimeout(visit: Visit, seconds: number | undefined, call: Call): Promise<Json> {
  const { clock } = visit.execution.host;
  const { cancellation } = visit;
  if (seconds === undefined) return cancellation.race(clock.busy(() => call(cancellation.signal)));
  return cancellation.within(async (inner) => {
    const timer = new AbortController();
    clock.sleep(seconds * 1000, timer.signal).then(
      () => inner.abort(new TimedOut()),
      () => undefined, // the task was quicker
    );
    try {
      return await inner.race(clock.busy(() => call(inner.signal)));
    } finally {
      timer.abort(ENDED);
    }
  });
}

function toFailure(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  if (thrown instanceof LambdaError) return new StateFailure(thrown.errorType, thrown.toCause());
  const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };
  const cause: JsonObject = { errorType: name, errorMessage: message, trace: [] };
  return new StateFailure(name, JSON.stringify(cause));
}
