import { InvalidDefinition } from '../errors';
import { isObject } from '../json';
import type { Functions } from '../jsonata/functions';
import { parseState } from '../types/parse-state';
import { Fields } from './fields';
import { checkVariableName, type ParseContext } from './parse-context';
import type { Machine, State } from './state';

export interface ParseOptions {
  functions: Functions;
  integrations: ReadonlySet<string>;
}

/**
 * Parses and compiles a whole definition.
 * @throws InvalidDefinition for what AWS would refuse, NotSupportedLocally for what only AWS runs; both name the field
 */
export function parseMachine(definition: unknown, options: ParseOptions): Machine {
  return parseLevel(definition, '', 'JSONPath', options, new Set()).machine;
}

/** @throws InvalidDefinition when the text is no JSON */
export function parseDefinitionText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidDefinition('definition', `is no JSON: ${(error as Error).message}`);
  }
}

/** One level: the machine itself, or the inside of a Map or a branch. */
interface Level {
  machine: Machine;
  /** Where each variable is assigned, here and in the levels that share its scope. */
  variables: Map<string, string>;
}

function parseLevel(
  raw: unknown,
  path: string,
  outerLanguage: string,
  options: ParseOptions,
  stateNames: Set<string>,
): Level {
  const variables = new Map<string, string>();
  const innerVariables: Map<string, string>[] = [];
  const declared = isObject(raw) ? raw.QueryLanguage : undefined;
  const queryLanguage = typeof declared === 'string' ? declared : outerLanguage;
  const context: ParseContext = {
    ...options,
    queryLanguage,
    nested: (innerRaw, innerPath, isolated) => {
      const inner = parseLevel(innerRaw, innerPath, queryLanguage, options, stateNames);
      if (!isolated) innerVariables.push(inner.variables);
      return inner.machine;
    },
    checkVariable: (name, at) => {
      checkVariableName(name, at);
      variables.set(name, at);
    },
  };

  const fields = new Fields(raw, path, context);
  fields.value('QueryLanguage');
  if (path === '') fields.word('Version', ['1.0']);
  const startAt = fields.requiredText('StartAt');
  const timeoutSeconds = path === '' ? fields.number('TimeoutSeconds', { min: 1 }) : undefined;
  if (path !== '') fields.value('ProcessorConfig'); // read by Map
  const machine: Machine = { startAt, states: parseStates(fields, stateNames), timeoutSeconds };
  fields.close();
  checkTransitions(machine, fields);
  for (const inner of innerVariables) checkShadowing(variables, inner);
  return { machine, variables: new Map([variables, ...innerVariables].flatMap((names) => [...names])) };
}

function parseStates(fields: Fields, stateNames: Set<string>): Map<string, State> {
  const raw = fields.value('States');
  if (!isObject(raw) || Object.keys(raw).length === 0) return fields.missing('States');
  const states = new Map<string, State>();
  for (const [name, rawState] of Object.entries(raw)) {
    const at = `${fields.at('States')}.${name}`;
    if (name.length > 80) throw new InvalidDefinition(at, 'a state name has at most 80 characters');
    if (stateNames.has(name)) throw new InvalidDefinition(at, 'a state name must be unique in the whole machine');
    stateNames.add(name);
    states.set(name, parseState(name, rawState, at, fields.context));
  }
  return states;
}

/** A branch or an inline Map reads outer variables and must not assign one of the same name. */
function checkShadowing(outer: ReadonlyMap<string, string>, inner: ReadonlyMap<string, string>): void {
  for (const [name, at] of inner) {
    if (outer.has(name)) throw new InvalidDefinition(at, `${JSON.stringify(name)} is a variable of an outer scope`);
  }
}

/** Every target exists and every state can be reached, as CreateStateMachine demands. */
function checkTransitions({ startAt, states }: Machine, fields: Fields): void {
  if (!states.has(startAt))
    throw new InvalidDefinition(fields.at('StartAt'), `there is no state ${JSON.stringify(startAt)}`);
  const reached = new Set([startAt]);
  for (const name of reached) {
    for (const target of states.get(name)?.targets ?? []) {
      if (!states.has(target)) {
        throw new InvalidDefinition(
          `${fields.at('States')}.${name}`,
          `leads to ${JSON.stringify(target)}, which does not exist`,
        );
      }
      reached.add(target); // a Set visits what is added while it is walked
    }
  }
  for (const name of states.keys()) {
    if (!reached.has(name)) throw new InvalidDefinition(`${fields.at('States')}.${name}`, 'no state leads here');
  }
}
