import { StateFailure } from '../errors';
import { byteSize } from '../json';
import type { Limits } from '../limits';
import type { Variables } from './branch';

/**
 * @param assigned new values
 * @param visible all variables before the assignment
 * @throws StateFailure States.DataLimitExceeded when one value, or all together, are over the quota
 */
export function checkVariableSizes(assigned: Variables, visible: Variables, limits: Limits): void {
  for (const [name, value] of Object.entries(assigned)) {
    if (byteSize(value) > limits.variableBytes) exceeded(`The variable '${name}'`);
  }
  const total = Object.values({ ...visible, ...assigned }).reduce((sum: number, value) => sum + byteSize(value), 0);
  if (total > limits.variablesTotalBytes) exceeded('The variables of the execution');
}

function exceeded(what: string): never {
  throw new StateFailure('States.DataLimitExceeded', `${what} exceeded the maximum number of bytes service limit.`);
}
