import type { Json } from '../json';
import type { Template } from '../jsonata/template';
import type { Visit } from '../run/visit';

export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** A parsed and compiled state. */
export interface State {
  readonly name: string;
  readonly type: StateType;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
  /** All states that can follow, to check that they exist. */
  readonly targets: readonly string[];
  /**
   * Does the state's work once; a retry calls it again.
   * @throws StateFailure
   */
  attempt(visit: Visit): Promise<StateResult>;
}

/** How a state was left. */
export interface StateResult {
  readonly output: Json;
  /** New values of variables, computed from the old ones. */
  readonly assigned: Readonly<Record<string, Json>> | undefined;
  /** The state that follows; undefined ends the branch. */
  readonly next: string | undefined;
}

/** `Assign` and `Output`, which stand on a state, a choice rule or a catcher. */
export interface Effects {
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}

export interface Catcher extends Effects {
  readonly errors: readonly string[];
  readonly next: string;
}

/** A state machine, or the inside of a Map or a Parallel branch. */
export interface Machine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  readonly timeoutSeconds: number | undefined;
}
