import type { Fields } from '../definition/fields';
import { parseTransition, type StateBody, targetsOf } from './state-body';

/** Pass: computes Output and variables, else hands its input on. */
export function parsePass(fields: Fields): StateBody {
  const next = parseTransition(fields);
  const effects = fields.effects();
  return { targets: targetsOf(next), attempt: (visit) => visit.leave(next, effects, visit.input) };
}
