import jsonata from 'jsonata';
import { EvaluationFailure } from '../errors';
import type { Json } from '../json';
import type { Functions } from './functions';
import { normalise } from './normalise';

/** What an expression can see: `states` and the variables, by name without `$`. */
export type Bindings = Readonly<Record<string, unknown>>;

/** One compiled `{% %}` expression. */
export interface Expression {
  readonly text: string;
  /**
   * @returns a JSON value, at once where no JSONata is needed
   * @throws EvaluationFailure when the expression throws or its result is undefined
   */
  evaluate(bindings: Bindings): Json | Promise<Json>;
}

/** `$states.input.a.b` and `$variable.a`: the greater part of all expressions in practice. */
const PLAIN_PATH = /^\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)$/;
const UNKNOWN = Symbol('needs JSONata');

/** @throws the JSONata parser's error when the text is no expression */
export function compileExpression(text: string, field: string, functions: Functions): Expression {
  const path = plainPath(text);
  if (!path) compiledOnce(text, functions);

  const full = async (bindings: Bindings): Promise<Json> => {
    let result: unknown;
    try {
      result = await compiledOnce(text, functions).evaluate(undefined, bindings);
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      const why = [code, message].filter((part) => part !== undefined).join(': ');
      throw new EvaluationFailure(
        `The JSONata expression '${text}' specified for the field '${field}' threw an error during evaluation. ${why}`,
        field,
      );
    }
    return defined(normalise(result));
  };

  const defined = (value: unknown): Json => {
    if (value !== undefined) return value as Json;
    throw new EvaluationFailure(
      `The JSONata expression '${text}' specified for the field '${field}' returned nothing (undefined).`,
      field,
    );
  };

  return {
    text,
    evaluate(bindings) {
      if (path) {
        const value = follow(path, bindings);
        if (value !== UNKNOWN) return defined(value);
      }
      return full(bindings);
    },
  };
}

const compiled = new WeakMap<Functions, Map<string, jsonata.Expression>>();

/**
 * Compiling costs far more than evaluating, and the definitions of a service's machines repeat each other: what was
 * compiled serves every field with the same text. A plain path is always well formed, and mostly never compiled.
 */
function compiledOnce(text: string, functions: Functions): jsonata.Expression {
  const known = compiled.get(functions) ?? new Map<string, jsonata.Expression>();
  compiled.set(functions, known);
  const found = known.get(text);
  if (found) return found;
  const made = jsonata(text);
  for (const [name, { implementation, signature }] of functions) made.registerFunction(name, implementation, signature);
  known.set(text, made);
  return made;
}

function plainPath(text: string): string[] | undefined {
  const match = PLAIN_PATH.exec(text);
  return match ? [match[1] as string, ...(match[2] as string).split('.').slice(1)] : undefined;
}

/** Follows a path through objects. Through arrays JSONata maps, so they are left to it. */
function follow(path: readonly string[], bindings: Bindings): unknown {
  let value: unknown = bindings;
  for (const name of path) {
    if (Array.isArray(value)) return UNKNOWN;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return value === bindings ? UNKNOWN : undefined; // an unbound name may be a built-in function
    }
    value = (value as Record<string, unknown>)[name];
  }
  // The `$states` object itself has lazy members: copying it is JSONata's business.
  return value === bindings.states ? UNKNOWN : value;
}
