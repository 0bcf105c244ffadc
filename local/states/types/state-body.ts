import type { Fields } from '../definition/fields';
import type { State } from '../definition/state';
import { InvalidDefinition } from '../errors';

/** What the parser of one state type returns. */
export type StateBody = Pick<State, 'targets' | 'attempt'>;

/** Reads `Next` or `End`, of which every state has one, except Choice, Succeed and Fail. */
export function parseTransition(fields: Fields): string | undefined {
  const next = fields.text('Next');
  const end = fields.flag('End') ?? false;
  if ((next !== undefined) === end) throw new InvalidDefinition(fields.path, 'needs either Next or End: true');
  return next;
}

export const targetsOf = (next: string | undefined): string[] => (next === undefined ? [] : [next]);
