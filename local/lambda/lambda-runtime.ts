import { LambdaError, type TaskRunner } from '../states/task-runner';
import { ExecutionEnvironment } from './execution-environment';
import { type FunctionSpec, parseFunctionName } from './function-spec';
import type { ThreadSource } from './function-thread';
import type { LogSink } from './log-lines';

/** Bytes of a synchronous request; a response may have a little more. Source: Lambda quotas, "Invocation payload". */
const MAX_REQUEST_BYTES = 6_291_456;
const MAX_RESPONSE_BYTES = 6_291_556;

/** What a function's use would be billed by, and how it fared. */
export interface FunctionStats {
  invocations: number;
  errors: number;
  timeouts: number;
  /** Times that the function got a thread. */
  coldStarts: number;
  /** Wall-clock milliseconds of the handlers, each rounded up. */
  billedMs: number;
}

interface LoadedFunction {
  readonly spec: FunctionSpec;
  readonly stats: FunctionStats;
  environment: ExecutionEnvironment | undefined;
}

/** Runs bundled Lambda handlers, each function in a worker thread with an environment of its own. */
export class LambdaRuntime implements TaskRunner {
  private readonly functions = new Map<string, LoadedFunction>();
  private readonly environments = new Set<ExecutionEnvironment>();
  private lastId = 0;

  /**
   * @param logs gets every line that a function prints; nothing is written to the terminal
   * @param threads where functions run; in a worker thread each by default
   */
  constructor(
    specs: readonly FunctionSpec[],
    private readonly logs: LogSink = () => undefined,
    private readonly threads?: ThreadSource,
  ) {
    for (const spec of specs) this.add(spec);
  }

  add(spec: FunctionSpec): void {
    const stats: FunctionStats = { invocations: 0, errors: 0, timeouts: 0, coldStarts: 0, billedMs: 0 };
    this.functions.set(parseFunctionName(spec.arn).name, { spec, stats, environment: undefined });
  }

  /**
   * @param functionArn ARN or name, with or without a version
   * @param signal ends the wait, not the handler: as on AWS, a stopped execution's functions run to their end
   * @throws LambdaError
   */
  async invoke(functionArn: string, payload: unknown, { signal }: { signal: AbortSignal }): Promise<unknown> {
    signal.throwIfAborted();
    const loaded = this.functions.get(parseFunctionName(functionArn).name);
    if (!loaded) throw new LambdaError('Lambda.ResourceNotFoundException', `Function not found: ${functionArn}`);
    const event = JSON.stringify(payload ?? null);
    if (Buffer.byteLength(event) > MAX_REQUEST_BYTES) {
      const message = `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`;
      throw new LambdaError('Lambda.RequestTooLargeException', message);
    }
    return JSON.parse(await untilAborted(this.run(loaded, functionArn, event), signal));
  }

  /** Counters by function name. */
  stats(): Record<string, FunctionStats> {
    return Object.fromEntries([...this.functions].map(([name, { stats }]) => [name, { ...stats }]));
  }

  /** Ends all threads; what still runs is lost. */
  async close(): Promise<void> {
    await Promise.all([...this.environments].map((environment) => environment.close()));
  }

  private async run(loaded: LoadedFunction, functionArn: string, event: string): Promise<string> {
    const { stats, spec } = loaded;
    const id = ++this.lastId;
    const requestId = `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
    const { version } = parseFunctionName(functionArn);
    const invokedArn = functionArn.startsWith('arn:') ? functionArn : version ? `${spec.arn}:${version}` : spec.arn;
    const environment = this.environmentFor(loaded);
    const startedAt = performance.now();
    stats.invocations++;
    try {
      const answer = await environment.invoke(id, event, requestId, invokedArn);
      if (Buffer.byteLength(answer) <= MAX_RESPONSE_BYTES) return answer;
      const message = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
      throw new LambdaError('Function.ResponseSizeTooLarge', message);
    } catch (error) {
      stats.errors++;
      if (error instanceof LambdaError && error.errorType === 'Sandbox.Timedout') stats.timeouts++;
      throw error;
    } finally {
      stats.billedMs += Math.ceil(performance.now() - startedAt);
    }
  }

  private environmentFor(loaded: LoadedFunction): ExecutionEnvironment {
    if (loaded.environment) return loaded.environment;
    loaded.stats.coldStarts++;
    const onRetire = () => {
      if (loaded.environment === environment) loaded.environment = undefined;
    };
    const environment = new ExecutionEnvironment(loaded.spec, this.logs, onRetire, this.threads);
    loaded.environment = environment;
    this.environments.add(environment);
    environment.exited.then(() => this.environments.delete(environment));
    return environment;
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
