import type { Clock } from '../clock';
import type { Machine } from './definition/state';
import type { Execution } from './execution';
import type { IdSource } from './ids';
import type { Json } from './json';
import type { Limits } from './limits';
import type { MapRun } from './map/map-run';
import type { ObjectAccess } from './object-access';
import type { TaskRunner } from './task-runner';

/** A Task resource other than Lambda: gets the state's Arguments, returns its result, throws StateFailure. */
export type TaskIntegration = (input: Json, context: { signal: AbortSignal }) => Promise<Json>;

/** What executions need of the service that runs them. */
export interface Host {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly limits: Limits;
  readonly tasks: TaskRunner;
  readonly objects: ObjectAccess;
  readonly integrations: Readonly<Record<string, TaskIntegration>>;
  readonly region: string;
  /** `arn:aws:states:<region>:<account>:<rest>` */
  arn(rest: string): string;
  createChild(parent: Execution, machine: Machine, run: MapRun, input: Json): Execution;
  statusChanged(execution: Execution): void;
  progress(execution: Execution, step: ProgressStep, state: string): void;
}

export type ProgressStep = 'entered' | 'exited' | 'retried';

/** The state machine that an execution belongs to; for a Map's child that of the Map. */
export interface MachineIdentity {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
}
