import { Cancellation } from './cancellation';
import type { Machine } from './definition/state';
import { StateFailure, Stopped } from './errors';
import { History } from './history';
import type { Host, MachineIdentity } from './host';
import type { Json } from './json';
import { Branch } from './run/branch';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionOptions {
  name: string;
  arn: string;
  machine: MachineIdentity;
  definition: Machine;
  input: Json;
  keepHistory: boolean;
  /** For a child of a distributed Map. */
  mapRunArn?: string;
}

interface Ending {
  output?: Json;
  error?: string | undefined;
  cause?: string | undefined;
}

/** One execution of a state machine, or one child execution of a distributed Map. */
export class Execution {
  readonly name: string;
  readonly arn: string;
  readonly machine: MachineIdentity;
  readonly input: Json;
  readonly mapRunArn: string | undefined;
  readonly history: History;
  readonly startDate: number;
  status: ExecutionStatus = 'RUNNING';
  stopDate: number | undefined;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  redriveCount = 0;
  redriveDate: number | undefined;
  private readonly definition: Machine;
  private readonly root: Branch;
  private cancellation = new Cancellation();
  private waiters: (() => void)[] = [];

  constructor(
    readonly host: Host,
    options: ExecutionOptions,
  ) {
    this.name = options.name;
    this.arn = options.arn;
    this.machine = options.machine;
    this.input = options.input;
    this.definition = options.definition;
    this.mapRunArn = options.mapRunArn;
    this.startDate = host.clock.now();
    this.history = new History(host.clock, host.limits.historyEvents, options.keepHistory, () => this.outOfEvents());
    this.root = new Branch(this, options.definition, options.input, {}, 0);
  }

  get isChild(): boolean {
    return this.mapRunArn !== undefined;
  }

  start(): void {
    this.root.record('ExecutionStarted', { input: this.input, roleArn: this.machine.roleArn });
    this.begin();
  }

  /** Ends a running execution at once: no Catch runs and whatever tasks still return is dropped. */
  stop({ error, cause }: { error?: string | undefined; cause?: string | undefined }): void {
    if (this.status === 'RUNNING') this.close('ABORTED', 'ExecutionAborted', { error, cause });
  }

  /** Runs on from where an unsuccessful execution ended. The caller has checked that it may. */
  redrive(): void {
    this.redriveCount++;
    this.redriveDate = this.host.clock.now();
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.error = undefined;
    this.cause = undefined;
    this.cancellation = new Cancellation();
    this.root.record('ExecutionRedriven', { redriveCount: this.redriveCount });
    this.begin();
  }

  /** Resolves when the execution no longer runs. */
  finished(): Promise<void> {
    if (this.status !== 'RUNNING') return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  /** Whether a redrive is possible, in the words of the API. */
  redriveState(): { RedriveStatus: string; RedriveStatusReason?: string } {
    const not = (RedriveStatusReason: string) => ({ RedriveStatus: 'NOT_REDRIVABLE', RedriveStatusReason });
    const { clock, limits } = this.host;
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED') {
      return not(`Execution is ${this.status} and cannot be redriven`);
    }
    // A redrive needs room for at least one event beside the last.
    if (this.history.count >= limits.historyEvents - 1) return not('Execution history event limit exceeded');
    if (clock.now() - (this.stopDate ?? 0) > limits.redrivableMs) return not('Execution redrivable period exceeded');
    return { RedriveStatus: this.isChild ? 'REDRIVABLE_BY_MAP_RUN' : 'REDRIVABLE' };
  }

  private begin(): void {
    this.host.statusChanged(this);
    const { cancellation } = this;
    this.startTimer(cancellation);
    // A microtask later, so that the caller knows the ARN before anything happens.
    queueMicrotask(() => this.walk(cancellation));
  }

  private async walk(cancellation: Cancellation): Promise<void> {
    try {
      const output = await this.root.run(cancellation);
      this.close('SUCCEEDED', 'ExecutionSucceeded', { output });
    } catch (thrown) {
      if (cancellation.aborted) return;
      const { error, failureCause: cause } =
        thrown instanceof StateFailure ? thrown : new StateFailure('States.Runtime', String(thrown));
      this.close('FAILED', 'ExecutionFailed', { error, cause });
    }
  }

  private startTimer(cancellation: Cancellation): void {
    const { timeoutSeconds } = this.definition;
    if (timeoutSeconds === undefined) return;
    this.host.clock.sleep(timeoutSeconds * 1000, cancellation.signal).then(
      () => this.close('TIMED_OUT', 'ExecutionTimedOut', {}),
      () => undefined, // the execution was quicker
    );
  }

  private close(status: ExecutionStatus, event: string, { output, error, cause }: Ending): void {
    this.status = status;
    this.stopDate = this.host.clock.now();
    this.output = output;
    this.error = error;
    this.cause = cause;
    // DescribeExecution shows no error for a timed-out execution; only the event does.
    this.root.record(event, status === 'TIMED_OUT' ? { error: 'States.Timeout' } : { output, error, cause });
    this.cancellation.abort();
    const { waiters } = this;
    this.waiters = [];
    for (const resolve of waiters) resolve();
    this.host.statusChanged(this);
  }

  /** The event that would be the last one is ExecutionFailed instead, as AWS does it. */
  private outOfEvents(): never {
    const { historyEvents } = this.host.limits;
    const cause = `The execution reached the maximum number of history events (${historyEvents}).`;
    this.close('FAILED', 'ExecutionFailed', { error: 'States.Runtime', cause });
    throw new Stopped(cause);
  }
}
