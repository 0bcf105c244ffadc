import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LambdaError } from '../states/task-runner';
import { environmentOf, type FunctionSpec, parseFunctionName } from './function-spec';
import { collectLines, type LogSink } from './log-lines';

interface ReportedError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

type Message =
  | { ready: true }
  | { initError: ReportedError }
  | { id: number; payload: string }
  | { id: number; error: ReportedError }
  | { fatal: ReportedError };

interface Invocation {
  requestId: string;
  resolve: (payload: string) => void;
  reject: (error: LambdaError) => void;
}

const toLambdaError = ({ errorType, errorMessage, trace }: ReportedError) =>
  new LambdaError(errorType, errorMessage, trace);

/**
 * One worker thread with one function loaded into it. Unlike on AWS, invocations that overlap share it; the memory
 * size is reported to the handler and not enforced.
 */
export class ExecutionEnvironment {
  private readonly worker: Worker;
  private readonly invocations = new Map<number, Invocation>();
  private readonly initialised: Promise<void>;
  /** Resolves when the worker thread is gone and all that it printed has been collected. */
  readonly exited: Promise<void>;
  private retired = false;

  constructor(
    private readonly spec: FunctionSpec,
    logs: LogSink,
    /** Called once, when no further invocation may be sent here. */
    private readonly onRetire: () => void,
  ) {
    this.worker = new Worker(join(__dirname, 'worker.cjs'), {
      env: environmentOf(spec),
      workerData: { codeDir: spec.codeDir, handler: spec.handler },
      execArgv: [], // the parent's loaders are not the function's
      stdout: true,
      stderr: true,
    });
    const functionName = parseFunctionName(spec.arn).name;
    const collect = (stream: 'stdout' | 'stderr') =>
      collectLines(this.worker[stream], (line) => logs({ functionName, stream, line }));
    const exit = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.exited = Promise.all([exit, collect('stdout'), collect('stderr')]).then(() => undefined);
    this.initialised = this.listen();
    this.initialised.catch(() => undefined); // every invocation reports it
  }

  /**
   * Runs the handler once; the time limit starts when the function has been loaded.
   * @param event JSON text
   * @returns JSON text
   * @throws LambdaError
   */
  async invoke(id: number, event: string, requestId: string, invokedArn: string): Promise<string> {
    const { timeoutSeconds, memoryMb } = this.spec;
    const { name, version } = parseFunctionName(invokedArn);
    await this.initialised;
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
    this.worker.postMessage({ id, event, context });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.invocations.delete(id);
      if (this.retired && this.invocations.size === 0) void this.worker.terminate();
    }
  }

  async close(): Promise<void> {
    this.retire();
    await this.worker.terminate();
    await this.exited;
  }

  private listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.worker.on('message', (message: Message) => {
        if ('ready' in message) resolve();
        else if ('payload' in message) this.invocations.get(message.id)?.resolve(message.payload);
        else if ('error' in message) this.invocations.get(message.id)?.reject(toLambdaError(message.error));
        else if ('initError' in message) {
          reject(toLambdaError(message.initError));
          this.retire();
          void this.worker.terminate();
        } else this.die(() => toLambdaError(message.fatal));
      });
      const exited = (requestId: string) =>
        new LambdaError(
          'Runtime.ExitError',
          `RequestId: ${requestId} Error: Runtime exited without providing a reason`,
        );
      this.worker.on('error', (error) => this.die(() => new LambdaError(error.name, error.message, [])));
      this.worker.on('exit', () => {
        reject(exited('(init)'));
        this.die(exited);
      });
    });
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
