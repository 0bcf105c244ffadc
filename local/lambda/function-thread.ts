import type { Server } from 'node:http';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { environmentOf, type FunctionSpec } from './function-spec';
import { collectLines } from './log-lines';

/** An error as Lambda's runtime reports it. */
export interface ReportedError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** What a thread says of invocations, or of its own end. */
export type ThreadMessage =
  | { id: number; payload: string }
  | { id: number; error: ReportedError }
  | { fatal: ReportedError };

/** Whoever has the thread, and hears what happens in it. */
export interface ThreadHolder {
  onMessage(message: ThreadMessage): void;
  onError(error: Error): void;
  onExit(): void;
  onLine(stream: 'stdout' | 'stderr', line: string): void;
}

type Loading = { ready: true } | { initError: ReportedError };

/** Where one function runs. */
export interface FunctionThread {
  holder: ThreadHolder | undefined;
  /** What the handler's module threw when it was loaded; undefined once it is there. Never settles if the thread ends first. */
  readonly loaded: Promise<ReportedError | undefined>;
  /** Resolves when the thread is gone and all that it printed has been collected. */
  readonly exited: Promise<void>;
  /** @param event JSON text */
  invoke(id: number, event: string, context: object): void;
  terminate(): Promise<void>;
}

/** A worker thread with one bundled handler in it. */
export class WorkerThread implements FunctionThread {
  holder: ThreadHolder | undefined;
  readonly loaded: Promise<ReportedError | undefined>;
  readonly exited: Promise<void>;
  private readonly worker: Worker;

  constructor(spec: FunctionSpec) {
    this.worker = new Worker(join(__dirname, 'worker.cjs'), {
      env: environmentOf(spec),
      workerData: { codeDir: spec.codeDir, handler: spec.handler },
      execArgv: [], // the parent's loaders are not the function's
      stdout: true,
      stderr: true,
    });
    const collect = (stream: 'stdout' | 'stderr') =>
      collectLines(this.worker[stream], (line) => this.holder?.onLine(stream, line));
    const exit = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.exited = Promise.all([exit, collect('stdout'), collect('stderr')]).then(() => undefined);
    this.loaded = new Promise((resolve) => {
      this.worker.on('message', (message: Loading | ThreadMessage) => {
        if ('ready' in message) resolve(undefined);
        else if ('initError' in message) resolve(message.initError);
        else this.holder?.onMessage(message);
      });
    });
    this.worker.on('error', (error) => this.holder?.onError(error));
    this.worker.on('exit', () => this.holder?.onExit());
  }

  invoke(id: number, event: string, context: object): void {
    this.worker.postMessage({ id, event, context });
  }

  async terminate(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Where the threads come from that functions run in. */
export interface ThreadSource {
  /** Told of each server that functions may call, before the first is taken. */
  serve?(endpoint: string, server: Server): void;
  take(spec: FunctionSpec): FunctionThread;
}

/** A worker thread for each function. */
export const workerThreads: ThreadSource = { take: (spec) => new WorkerThread(spec) };
