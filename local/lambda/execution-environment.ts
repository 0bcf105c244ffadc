import { LambdaError } from '../states/task-runner';
import { type FunctionSpec, parseFunctionName } from './function-spec';
import {
  type FunctionThread,
  type ReportedError,
  type ThreadMessage,
  type ThreadSource,
  workerThreads,
} from './function-thread';
import type { LogSink } from './log-lines';

interface Invocation {
  requestId: string;
  resolve: (payload: string) => void;
  reject: (error: LambdaError) => void;
}

const toLambdaError = ({ errorType, errorMessage, trace }: ReportedError) =>
  new LambdaError(errorType, errorMessage, trace);

const exited = (requestId: string) =>
  new LambdaError('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited without providing a reason`);

/**
 * One thread with one function loaded into it. Unlike on AWS, invocations that overlap share it; the memory
 * size is reported to the handler and not enforced.
 */
export class ExecutionEnvironment {
  private readonly thread: FunctionThread;
  private readonly invocations = new Map<number, Invocation>();
  private readonly initialised: Promise<void>;
  private retired = false;

  constructor(
    private readonly spec: FunctionSpec,
    logs: LogSink,
    /** Called once, when no further invocation may be sent here. */
    private readonly onRetire: () => void,
    threads: ThreadSource = workerThreads,
  ) {
    this.thread = threads.take(spec);
    const functionName = parseFunctionName(spec.arn).name;
    this.initialised = new Promise((resolve, reject) => {
      this.thread.loaded.then((error) => {
        if (!error) return resolve();
        reject(toLambdaError(error));
        this.retire();
        void this.thread.terminate();
      });
      this.thread.holder = {
        onMessage: (message) => this.hear(message),
        onError: (error) => this.die(() => new LambdaError(error.name, error.message, [])),
        onExit: () => {
          // The last message may have come in the same turn: what it says of the end goes first.
          queueMicrotask(() => {
            reject(exited('(init)'));
            this.die(exited);
          });
        },
        onLine: (stream, line) => logs({ functionName, stream, line }),
      };
    });
    this.initialised.catch(() => undefined); // every invocation reports it
  }

  /** Resolves when the thread is gone and all that it printed has been collected. */
  get exited(): Promise<void> {
    return this.thread.exited;
  }

  /**
   * Runs the handler once; the time limit starts when the function has been loaded.
   * @param event JSON text
   * @returns JSON text
   * @throws LambdaError
   */
  async invoke(id: number, event: string, requestId: string, invokedArn: string): Promise<string> {
    await this.initialised;
    const { timeoutSeconds, memoryMb } = this.spec;
    const { name, version } = parseFunctionName(invokedArn);
    const context = {
      awsRequestId: requestId,
      functionName: name,
      functionVersion: version ?? '$LATEST',
      invokedFunctionArn: invokedArn,
      memoryLimitInMB: String(memoryMb),
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: 'local',
      deadlineMs: Date.now() + timeoutSeconds * 1000,
    };
    const answer = new Promise<string>((resolve, reject) => this.invocations.set(id, { requestId, resolve, reject }));
    const timer = setTimeout(() => this.timeOut(id), timeoutSeconds * 1000);
    this.thread.invoke(id, event, context);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.invocations.delete(id);
      if (this.retired && this.invocations.size === 0) void this.thread.terminate();
    }
  }

  /** Ends what still runs. */
  async close(): Promise<void> {
    this.retire();
    await this.thread.terminate();
    await this.exited;
  }

  private hear(message: ThreadMessage): void {
    if ('payload' in message) this.invocations.get(message.id)?.resolve(message.payload);
    else if ('error' in message) this.invocations.get(message.id)?.reject(toLambdaError(message.error));
    else this.die(() => toLambdaError(message.fatal));
  }

  /** As AWS reports it to Step Functions. Other invocations that still run here may end; no new ones come. */
  private timeOut(id: number): void {
    const invocation = this.invocations.get(id);
    if (!invocation) return;
    const seconds = this.spec.timeoutSeconds.toFixed(2);
    const message = `RequestId: ${invocation.requestId} Error: Task timed out after ${seconds} seconds`;
    this.retire();
    invocation.reject(new LambdaError('Sandbox.Timedout', message));
  }

  private die(reason: (requestId: string) => LambdaError): void {
    this.retire();
    for (const { requestId, reject } of this.invocations.values()) reject(reason(requestId));
  }

  private retire(): void {
    if (this.retired) return;
    this.retired = true;
    this.onRetire();
  }
}
