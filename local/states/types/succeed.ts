import type { Fields } from '../definition/fields';
import type { StateBody } from './state-body';

/** Succeed: ends the branch with Output or with its input. */
export function parseSucceed(fields: Fields): StateBody {
  const effects = { assign: undefined, output: fields.template('Output') };
  return { targets: [], attempt: (visit) => visit.leave(undefined, effects, visit.input) };
}
