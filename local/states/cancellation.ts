import { setMaxListeners } from 'node:events';
import { Stopped } from './errors';

const STOPPED = new Stopped('stopped');

/**
 * A tree of "stop now" switches: an execution, its branches, its tasks. Aborting one aborts all below it at once.
 * It is a cheap stand-in for AbortController, of which one is made only where somebody asks for `signal`.
 */
export class Cancellation {
  private reason: unknown;
  private stopped = false;
  private controller?: AbortController;
  private readonly listeners = new Set<(reason: unknown) => void>();

  get aborted(): boolean {
    return this.stopped;
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      setMaxListeners(0, this.controller.signal); // every iteration of a Map may sleep on the same signal
      if (this.stopped) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  abort(reason: unknown = STOPPED): void {
    if (this.stopped) return;
    this.stopped = true;
    this.reason = reason;
    for (const listener of this.listeners) listener(reason);
    this.listeners.clear();
    this.controller?.abort(reason);
  }

  /** @throws the reason of the abort */
  check(): void {
    if (this.stopped) throw this.reason;
  }

  /** Calls back on abort, or never. Returns the function that takes the listener away. */
  onAbort(listener: (reason: unknown) => void): () => void {
    if (this.stopped) {
      listener(this.reason);
      return () => undefined;
    }
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Runs work under a switch of its own that this one aborts too. */
  async within<T>(work: (inner: Cancellation) => Promise<T>): Promise<T> {
    const inner = new Cancellation();
    const detach = this.onAbort((reason) => inner.abort(reason));
    try {
      return await work(inner);
    } finally {
      detach();
    }
  }

  /** Settles like the promise, or rejects at once on abort; what the promise does later is dropped. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const detach = this.onAbort(reject);
      promise.then(resolve, reject).finally(detach);
    });
  }
}
