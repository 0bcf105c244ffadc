import type { Execution } from '../execution';
import type { JsonObject } from '../json';

/** A child execution as the files of a ResultWriter describe it: DescribeExecution's members in capitals. */
export function childRecord(child: Execution): JsonObject {
  const { status, redriveCount, machine } = child;
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...(child.cause !== undefined && { Cause: child.cause }),
    ...(child.error !== undefined && { Error: child.error }),
    ExecutionArn: child.arn,
    Input: JSON.stringify(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output !== undefined && { Output: JSON.stringify(child.output), OutputDetails: { Included: true } }),
    RedriveCount: redriveCount,
    ...child.redriveState(),
    StartDate: iso(child.startDate),
    StateMachineArn: machine.arn,
    Status: status,
    ...(child.stopDate !== undefined && { StopDate: iso(child.stopDate) }),
  };
}
