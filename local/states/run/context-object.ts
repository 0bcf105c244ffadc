import type { Json, JsonObject } from '../json';
import type { MapItem } from './branch';
import type { Visit } from './visit';

const iso = (ms: number): string => new Date(ms).toISOString();

/** The Context object, `$states.context`, as AWS documents it. */
export function contextObject(visit: Visit, mapItem: MapItem | undefined): JsonObject {
  const { execution, state } = visit;
  const { machine } = execution;
  const context: Record<string, Json> = {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      StartTime: iso(execution.startDate),
      Name: execution.name,
      RoleArn: machine.roleArn,
      RedriveCount: execution.redriveCount,
      ...(execution.redriveDate !== undefined && { RedriveTime: iso(execution.redriveDate) }),
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: { Name: state.name, EnteredTime: iso(visit.enteredAt), RetryCount: visit.retryCount },
  };
  if (mapItem) context.Map = { Item: { Index: mapItem.index, Value: mapItem.value } };
  return context;
}
