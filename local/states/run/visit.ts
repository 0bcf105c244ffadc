import type { Cancellation } from '../cancellation';
import type { Effects, State, StateResult } from '../definition/state';
import { EvaluationFailure, StateFailure } from '../errors';
import type { EventDetails } from '../history';
import { byteSize, type Json, jsonType } from '../json';
import type { Bindings } from '../jsonata/expression';
import type { Template } from '../jsonata/template';
import type { Branch, MapItem } from './branch';
import { contextObject } from './context-object';

/** What a field can see beside input, context and variables. */
export interface Scope {
  readonly result?: Json;
  readonly errorOutput?: Json;
  readonly mapItem?: MapItem;
}

const NO_SCOPE: Scope = {};

/** One stay in a state, retries included: what a state type needs to do its work. */
export class Visit {
  retryCount = 0;
  private cached: { scope: Scope; bindings: Bindings } | undefined;

  constructor(
    readonly branch: Branch,
    readonly state: State,
    readonly input: Json,
    /** Aborts when the branch must stop. */
    readonly cancellation: Cancellation,
    readonly enteredAt: number,
    readonly enteredEventId: number,
  ) {}

  get execution() {
    return this.branch.execution;
  }

  record(type: string, details?: EventDetails): number {
    return this.branch.record(type, details);
  }

  /** Variables stay the same during a visit, so the bindings of one scope serve all its fields. */
  private bindings(scope: Scope = NO_SCOPE): Bindings {
    if (this.cached?.scope === scope) return this.cached.bindings;
    const bindings = { ...this.branch.variables, states: this.statesObject(scope) };
    this.cached = { scope, bindings };
    return bindings;
  }

  private statesObject({ result, errorOutput, mapItem = this.branch.mapItem }: Scope): object {
    const visit = this;
    return {
      input: this.input,
      ...(result !== undefined && { result }),
      ...(errorOutput !== undefined && { errorOutput }),
      get context() {
        return contextObject(visit, mapItem); // rarely asked for
      },
    };
  }

  /** @throws EvaluationFailure */
  evaluate(template: Template, scope?: Scope): Json | Promise<Json> {
    return template.constant !== undefined ? template.constant : template.evaluate(this.bindings(scope));
  }

  /**
   * Evaluates a field that must have a certain type.
   * @throws EvaluationFailure in AWS's words when it has another
   */
  async evaluateAs<T extends Json>(
    template: Template,
    field: string,
    expected: string,
    accepts: (value: Json) => value is T,
    scope?: Scope,
  ): Promise<T> {
    const value = await this.evaluate(template, scope);
    if (accepts(value)) return value;
    const source = template.expression
      ? `The JSONata expression '${template.expression.text}' specified for the field '${field}' returned an unexpected result type.`
      : `The field '${field}' has an unexpected type.`;
    const was = `Expected '${expected}', but was '${jsonType(value)}' for value: ${JSON.stringify(value)}`;
    throw new EvaluationFailure(`${source} ${was}`, field);
  }

  /** Leaves the state: evaluates Assign and Output side by side, both from the old variables. */
  async leave(next: string | undefined, effects: Effects, fallback: Json, scope?: Scope): Promise<StateResult> {
    const assigned = effects.assign && ((await this.evaluate(effects.assign, scope)) as Record<string, Json>);
    const output = effects.output ? await this.evaluate(effects.output, scope) : fallback;
    return { output, assigned, next };
  }

  /** @throws StateFailure States.DataLimitExceeded when the value is over the payload quota (bytes of JSON) */
  checkSize(value: Json, producer: string): void {
    if (byteSize(value) <= this.execution.host.limits.payloadBytes) return;
    throw new StateFailure(
      'States.DataLimitExceeded',
      `The state/task '${producer}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  }

  /** What a Parallel or Map state keeps for a redrive; emptied before each retry. */
  get memo(): unknown {
    return this.branch.memo;
  }

  set memo(value: unknown) {
    this.branch.memo = value;
  }
}
