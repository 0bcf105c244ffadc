/** A definition or a request that real Step Functions would run, but this stand-in does not. */
export class NotSupportedLocally extends Error {
  override readonly name = 'NotSupportedLocally';
  constructor(
    /** Where it stands, e.g. `States.Load.HeartbeatSeconds`. */
    readonly path: string,
    what: string,
  ) {
    super(`${path}: ${what}`);
  }
}

/** A definition that Step Functions itself would refuse at CreateStateMachine. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
  constructor(
    readonly path: string,
    what: string,
  ) {
    super(`${path}: ${what}`);
  }
}

/** Names of the API errors, as the AWS SDK shows them. */
export type ServiceErrorName =
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'ExecutionNotRedrivable'
  | 'InvalidArn'
  | 'InvalidExecutionInput'
  | 'InvalidName'
  | 'InvalidToken'
  | 'StateMachineAlreadyExists'
  | 'StateMachineDoesNotExist'
  | 'ValidationException';

/** An error of the Step Functions API; `name` is the AWS error code. */
export class StatesServiceError extends Error {
  override readonly name: ServiceErrorName;
  constructor(name: ServiceErrorName, message: string) {
    super(message);
    this.name = name;
  }
}

/** What went wrong in a state: the pair that Retry and Catch see. Fail may leave out either half. */
export class StateFailure extends Error {
  override readonly name: string = 'StateFailure';
  constructor(
    readonly error: string | undefined,
    readonly failureCause: string | undefined,
  ) {
    super(`${error ?? '(no error name)'}: ${failureCause ?? ''}`);
  }
}

/** States.QueryEvaluationError, with the field whose expression failed; its history event is EvaluationFailed. */
export class EvaluationFailure extends StateFailure {
  override readonly name = 'EvaluationFailure';
  constructor(
    cause: string,
    readonly location?: string,
  ) {
    super('States.QueryEvaluationError', cause);
  }
}

/** States.Runtime: the definition met data that it cannot handle. No Retry and no Catch applies to it. */
export class RuntimeFailure extends StateFailure {
  override readonly name = 'RuntimeFailure';
  constructor(cause: string) {
    super('States.Runtime', cause);
  }
}

/** Unwinds the code of an execution (or of a sibling branch) that is already closed. Never reaches Retry or Catch. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
