import type { StateFailure } from '../errors';
import type { Json } from '../json';
import type { Visit } from '../run/visit';
import type { Integration } from './resource';

/** Records a task's history events: `Task...` for integrations, `LambdaFunction...` for a function's own ARN. */
export function taskEvents(visit: Visit, { kind, resource }: Integration) {
  const isFunction = kind === 'lambda-arn';
  const prefix = isFunction ? 'LambdaFunction' : 'Task';
  const identity = isFunction ? {} : { resourceType: kind === 'lambda-invoke' ? 'lambda' : 'local', resource };
  const { region } = visit.execution.host;
  return {
    scheduled(input: Json, timeoutInSeconds: number | undefined): void {
      const details = isFunction ? { resource, input } : { ...identity, region, parameters: input };
      visit.record(`${prefix}Scheduled`, { ...details, timeoutInSeconds });
    },
    started(): void {
      visit.record(`${prefix}Started`, isFunction ? undefined : identity);
    },
    succeeded(output: Json): void {
      visit.record(`${prefix}Succeeded`, { ...identity, output });
    },
    failed({ error, failureCause: cause }: StateFailure): void {
      visit.record(`${prefix}Failed`, { ...identity, error, cause });
    },
    timedOut({ error, failureCause: cause }: StateFailure): void {
      visit.record(`${prefix}TimedOut`, { ...identity, error, cause });
    },
  };
}
