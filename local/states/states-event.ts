import type { Execution, ExecutionStatus } from './execution';
import type { ProgressStep } from './host';

/** What `StatesService.onEvent` reports. */
export type StatesEvent = StatusEvent | ProgressEvent;

/**
 * A change of status. `detail` is that of EventBridge's "Step Functions Execution Status Change". EventBridge itself
 * is not known to report the children of a Map; they are flagged, so that a listener can leave them out.
 */
export interface StatusEvent {
  kind: 'status';
  child: boolean;
  detail: StatusDetail;
}

/** Dates are epoch milliseconds; null until known, as EventBridge sends them. */
export interface StatusDetail {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate: number | null;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  redriveCount: number;
  redriveDate: number | null;
}

/** A step of an execution: a state was entered or exited, or starts another attempt. */
export interface ProgressEvent {
  kind: 'progress';
  child: boolean;
  executionArn: string;
  step: ProgressStep;
  state: string;
}

export function statusEvent(execution: Execution): StatusEvent {
  const { arn, machine, name, status, startDate, stopDate, input, output, error, cause, redriveCount } = execution;
  return {
    kind: 'status',
    child: execution.isChild,
    detail: {
      executionArn: arn,
      stateMachineArn: machine.arn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input: JSON.stringify(input),
      output: output === undefined ? null : JSON.stringify(output),
      error: error ?? null,
      cause: cause ?? null,
      redriveCount,
      redriveDate: execution.redriveDate ?? null,
    },
  };
}
