import type { Fields } from '../definition/fields';
import { NotSupportedLocally } from '../errors';
import type { Json } from '../json';
import { byteSize } from '../json';
import type { Visit } from '../run/visit';
import { callTask } from '../task/call-task';
import { type Integration, parseResource } from '../task/resource';
import { parseTransition, type StateBody, targetsOf } from './state-body';

const isSeconds = (value: Json): value is number => Number.isInteger(value) && (value as number) > 0;

/** Task: calls a Lambda function, through the `lambda:invoke` integration or by its own ARN. */
export function parseTask(fields: Fields): StateBody {
  const next = parseTransition(fields);
  const effects = fields.effects();
  const argument = fields.template('Arguments');
  const timeout = fields.template('TimeoutSeconds');
  for (const unsupported of ['HeartbeatSeconds', 'Credentials']) {
    if (fields.has(unsupported)) throw new NotSupportedLocally(fields.at(unsupported), 'is not supported locally');
  }
  const integration: Integration = parseResource(fields.requiredText('Resource'), fields);
  return {
    targets: targetsOf(next),
    attempt: async (visit: Visit) => {
      const input = argument ? await visit.evaluate(argument) : visit.input;
      visit.checkSize(input, visit.state.name);
      const seconds = timeout && (await visit.evaluateAs(timeout, 'TimeoutSeconds', 'positive integer', isSeconds));
      const result = await callTask(visit, integration, input, seconds);
      if (byteSize(result) > visit.execution.host.limits.payloadBytes) visit.checkSize(result, integration.resource);
      return visit.leave(next, effects, result, { result });
    },
  };
}
