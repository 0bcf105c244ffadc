import { InvalidDefinition } from '../errors';
import type { Functions } from '../jsonata/functions';
import type { Machine } from './state';

/** What the parsers of all state types need. */
export interface ParseContext {
  readonly functions: Functions;
  /** Task resources beside Lambda that the service was given an implementation for. */
  readonly integrations: ReadonlySet<string>;
  readonly queryLanguage: string;
  /** Parses the inside of a Map (`isolated` when distributed: it cannot read outer variables) or of a branch. */
  nested(raw: unknown, path: string, isolated: boolean): Machine;
  /** Notes that a state assigns the variable. */
  checkVariable(name: string, path: string): void;
}

/** Source: "Passing data between states with variables", naming rules. */
export function checkVariableName(name: string, path: string): void {
  if (name.length > 80 || !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name === 'states') {
    throw new InvalidDefinition(
      path,
      `${JSON.stringify(name)} cannot name a variable: at most 80 letters, digits and _, no digit first, not "states"`,
    );
  }
}
