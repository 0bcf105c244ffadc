import { parseCatchers, parseRetriers } from '../definition/error-handlers';
import { Fields } from '../definition/fields';
import type { ParseContext } from '../definition/parse-context';
import type { State, StateType } from '../definition/state';
import { InvalidDefinition, NotSupportedLocally } from '../errors';
import { parseChoice } from './choice';
import { parseFail } from './fail';
import { parseMap } from './map';
import { parseParallel } from './parallel';
import { parsePass } from './pass';
import type { StateBody } from './state-body';
import { parseSucceed } from './succeed';
import { parseTask } from './task';
import { parseWait } from './wait';

const PARSERS: Readonly<Record<StateType, (fields: Fields, name: string) => StateBody>> = {
  Pass: parsePass,
  Task: parseTask,
  Choice: parseChoice,
  Wait: parseWait,
  Succeed: parseSucceed,
  Fail: parseFail,
  Parallel: parseParallel,
  Map: parseMap,
};

const HAS_HANDLERS: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map']);

/** Parses a state of any type; its own file reads what only that type has. */
export function parseState(name: string, raw: unknown, path: string, context: ParseContext): State {
  const fields = new Fields(raw, path, context);
  const type = fields.requiredText('Type');
  if (!Object.hasOwn(PARSERS, type)) throw new InvalidDefinition(fields.at('Type'), `${type} is no type of state`);
  const language = fields.text('QueryLanguage') ?? context.queryLanguage;
  if (language !== 'JSONata') {
    throw new NotSupportedLocally(path, `QueryLanguage ${language} is not supported; only JSONata states run locally`);
  }
  const stateType = type as StateType;
  const retriers = HAS_HANDLERS.has(type) ? parseRetriers(fields) : [];
  const catchers = HAS_HANDLERS.has(type) ? parseCatchers(fields) : [];
  const body = PARSERS[stateType](fields, name);
  fields.close();
  const targets = [...body.targets, ...catchers.map(({ next }) => next)];
  return { name, type: stateType, retriers, catchers, targets, attempt: body.attempt };
}
