import type { Cancellation } from '../cancellation';
import type { Machine, State, StateResult } from '../definition/state';
import type { Execution } from '../execution';
import type { EventDetails } from '../history';
import type { Json } from '../json';
import { checkVariableSizes } from './variables';
import { Visit } from './visit';
import { visitState } from './visit-state';

export interface MapItem {
  readonly index: number;
  readonly value: Json;
}

export type Variables = Readonly<Record<string, Json>>;

/** States that a redrive continues without entering them again. */
const CONTINUED = new Set(['Task', 'Map', 'Parallel', 'Wait']);

/**
 * A walk through the states of one machine: an execution has one, each Parallel branch and inline iteration has its
 * own. The position survives a failure, so that a redrive can walk on from there.
 */
export class Branch {
  /** Every variable that the branch can see. Replaced, never changed, so a position can keep what it saw. */
  variables: Variables;
  /** Set once the branch is through. */
  result: { output: Json } | undefined;
  memo: unknown;
  private position: { state: string; input: Json };
  private entered: { id: number; at: number } | undefined;

  constructor(
    readonly execution: Execution,
    private readonly machine: Machine,
    input: Json,
    variables: Variables,
    /** The event that the first event of the branch follows. */
    public lastEventId: number,
    readonly mapItem?: MapItem,
  ) {
    this.position = { state: machine.startAt, input };
    this.variables = variables;
  }

  record(type: string, details?: EventDetails): number {
    this.lastEventId = this.execution.history.add(type, this.lastEventId, details);
    return this.lastEventId;
  }

  /**
   * Walks to the end, or from where an earlier walk failed.
   * @throws StateFailure when a state fails that has no Catch for it
   */
  async run(cancellation: Cancellation): Promise<Json> {
    for (;;) {
      cancellation.check();
      const state = this.machine.states.get(this.position.state) as State;
      const visit = this.enter(state, cancellation);
      const result = await visitState(visit);
      cancellation.check();
      this.exit(state, result);
      if (result.next === undefined) {
        this.result = { output: result.output };
        return result.output;
      }
      this.position = { state: result.next, input: result.output };
    }
  }

  private enter(state: State, cancellation: Cancellation): Visit {
    const { input } = this.position;
    if (!this.entered || !CONTINUED.has(state.type)) {
      const id = this.record(`${state.type}StateEntered`, { name: state.name, input });
      this.entered = { id, at: this.execution.host.clock.now() };
      this.execution.host.progress(this.execution, 'entered', state.name);
    }
    return new Visit(this, state, input, cancellation, this.entered.at, this.entered.id);
  }

  private exit(state: State, { output, assigned }: StateResult): void {
    if (assigned) this.variables = { ...this.variables, ...assigned };
    if (state.type !== 'Fail') this.record(`${state.type}StateExited`, { name: state.name, output });
    this.execution.host.progress(this.execution, 'exited', state.name);
    this.entered = undefined;
    this.memo = undefined;
  }

  /** @throws StateFailure States.DataLimitExceeded when new values of variables are over the quotas */
  checkAssigned(assigned: Variables): void {
    checkVariableSizes(assigned, this.variables, this.execution.host.limits);
  }
}
