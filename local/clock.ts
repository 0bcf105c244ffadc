/**
 * The time that the laptop's AWS lives in.
 *
 * `RealClock` is the wall clock. `VirtualClock` jumps: when no work is under way (`busy`), it moves straight to the
 * earliest sleeper, so that a 24-hour statement is over in milliseconds and every run is deterministic.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves `ms` later, or rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Marks real work (a handler call, a query, file I/O): virtual time stands still until it has settled. */
  busy<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Sleeps inside work that somebody else has marked `busy`: a handler blocked in a server-side wait. The caller's
   * busy mark is lifted for the length of the sleep, else virtual time could never reach its end.
   */
  sleepWithinBusy(ms: number, signal?: AbortSignal): Promise<void>;
}

const abortReason = (signal: AbortSignal): unknown => signal.reason ?? new Error('aborted');

/** The wall clock. */
export class RealClock implements Clock {
  now(): number {
    return Date.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortReason(signal));
      const onAbort = () => {
        clearTimeout(timer);
        reject(abortReason(signal as AbortSignal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  busy<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  sleepWithinBusy(ms: number, signal?: AbortSignal): Promise<void> {
    return this.sleep(ms, signal);
  }
}

interface Sleeper {
  at: number;
  order: number;
  /** Undefined once the sleep was aborted: nobody waits, and time need not go there. */
  wake: (() => void) | undefined;
}

/** Jumps from sleeper to sleeper while nothing is busy. Sleepers due at the same instant wake in the order they slept. */
export class VirtualClock implements Clock {
  private time: number;
  private busyCount = 0;
  private order = 0;
  private ticking = false;
  /** A binary heap by (at, order). */
  private readonly sleepers: Sleeper[] = [];

  /**
   * @param quantumMs sleeps end at multiples of this. Work that wakes at one instant runs side by side, work that wakes a
   *   millisecond apart one after the other: a coarse clock runs thousands of sleepers in a fraction of the real time.
   */
  constructor(
    startAt: number = Date.UTC(2026, 0, 5, 3, 0, 0),
    private readonly quantumMs = 0,
  ) {
    this.time = startAt;
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortReason(signal));
      const sleeper: Sleeper = { at: this.dueAt(ms), order: this.order++, wake: resolve };
      if (signal) {
        const onAbort = () => {
          sleeper.wake = undefined; // its place in the heap is dropped when it is met
          reject(abortReason(signal));
        };
        signal.addEventListener('abort', onAbort, { once: true });
        sleeper.wake = () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
      }
      this.push(sleeper);
      this.tick();
    });
  }

  private dueAt(ms: number): number {
    const at = this.time + Math.max(0, ms);
    return this.quantumMs > 0 && ms > 0 ? Math.ceil(at / this.quantumMs) * this.quantumMs : at;
  }

  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.busyCount++;
    try {
      return await work();
    } finally {
      this.busyCount--;
      this.tick();
    }
  }

  async sleepWithinBusy(ms: number, signal?: AbortSignal): Promise<void> {
    this.busyCount--;
    try {
      await this.sleep(ms, signal);
    } finally {
      this.busyCount++;
    }
  }

  /** Two idle turns of the event loop in a row mean that all work reachable by microtasks and immediates is done. */
  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    let idleTurns = 0;
    const turn = () => {
      if (this.busyCount > 0 || this.sleepers.length === 0) {
        this.ticking = false; // the end of the busy work, or the next sleep, starts it again
        return;
      }
      if (++idleTurns < 3) {
        setImmediate(turn);
        return;
      }
      idleTurns = 0;
      this.wakeNext();
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  /** Moves to the earliest sleeper and wakes it; on a coarse clock everybody who is due at that instant. */
  private wakeNext(): void {
    let next = this.pop();
    while (next && !next.wake) next = this.pop();
    if (!next?.wake) return;
    this.time = Math.max(this.time, next.at);
    next.wake();
    while (this.quantumMs > 0 && this.sleepers[0] && this.sleepers[0].at <= this.time) this.pop()?.wake?.();
  }

  private push(sleeper: Sleeper): void {
    const heap = this.sleepers;
    let i = heap.push(sleeper) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.before(i, parent)) break;
      this.swap(i, parent);
      i = parent;
    }
  }

  private pop(): Sleeper | undefined {
    const heap = this.sleepers;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < heap.length && this.before(left, least)) least = left;
      if (right < heap.length && this.before(right, least)) least = right;
      if (least === i) return first;
      this.swap(i, least);
      i = least;
    }
  }

  private before(a: number, b: number): boolean {
    const x = this.sleepers[a] as Sleeper;
    const y = this.sleepers[b] as Sleeper;
    return x.at === y.at ? x.order < y.order : x.at < y.at;
  }

  private swap(a: number, b: number): void {
    const x = this.sleepers[a] as Sleeper;
    this.sleepers[a] = this.sleepers[b] as Sleeper;
    this.sleepers[b] = x;
  }
}
