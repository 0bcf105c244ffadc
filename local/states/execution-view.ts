import type { Execution, ExecutionStatus } from './execution';

/** DescribeExecution's answer; dates in milliseconds, `input` and `output` as JSON text. */
export interface DescribeOutput {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate?: number;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
  mapRunArn?: string;
  redriveCount: number;
  redriveDate?: number;
  redriveStatus: string;
  redriveStatusReason?: string;
}

export function describe(execution: Execution): DescribeOutput {
  const { arn, machine, name, status, startDate, stopDate, redriveCount, redriveDate } = execution;
  const { output, error, cause, mapRunArn } = execution;
  const { RedriveStatus, RedriveStatusReason } = execution.redriveState();
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate,
    ...(stopDate !== undefined && { stopDate }),
    input: JSON.stringify(execution.input),
    ...(output !== undefined && { output: JSON.stringify(output) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(mapRunArn !== undefined && { mapRunArn }),
    redriveCount,
    ...(redriveDate !== undefined && { redriveDate }),
    redriveStatus: RedriveStatus,
    ...(RedriveStatusReason !== undefined && { redriveStatusReason: RedriveStatusReason }),
  };
}

/** One line about an execution, with what it cost. */
export interface ExecutionSummary {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate?: number;
  child: boolean;
  mapRunArn?: string;
  redriveCount: number;
  /** States entered. */
  transitions: number;
  /** Events in the history. */
  events: number;
}

export function summarise(execution: Execution): ExecutionSummary {
  const { arn, machine, name, status, startDate, stopDate, mapRunArn, redriveCount, history } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate,
    ...(stopDate !== undefined && { stopDate }),
    child: execution.isChild,
    ...(mapRunArn !== undefined && { mapRunArn }),
    redriveCount,
    transitions: history.transitions,
    events: history.count,
  };
}
