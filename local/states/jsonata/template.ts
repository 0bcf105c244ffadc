import { InvalidDefinition } from '../errors';
import type { Json } from '../json';
import { isObject } from '../json';
import { type Bindings, compileExpression, type Expression } from './expression';
import type { Functions } from './functions';

/** A JSON value of the definition in which strings of the form `{% expression %}` are computed. */
export interface Template {
  /** @throws EvaluationFailure */
  evaluate(bindings: Bindings): Json | Promise<Json>;
  /** The value as written, when nothing in it is computed. */
  readonly constant?: Json;
  /** The expression, when the whole value is one. */
  readonly expression?: Expression;
}

/**
 * @param value the JSON as it stands in the definition
 * @param field its name relative to the state, as error causes print it: `Output/a/b[0]`
 * @param path where it stands in the definition, for refusals
 * @throws InvalidDefinition for an expression that does not parse
 */
export function compileTemplate(value: unknown, field: string, path: string, functions: Functions): Template {
  if (typeof value === 'string') return compileText(value, field, path, functions);
  if (Array.isArray(value)) {
    const items = value.map((item, i) => compileTemplate(item, `${field}[${i}]`, path, functions));
    return items.every(isConstant) ? { constant: value, evaluate: () => value } : compileArray(items);
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(
      ([key, item]) => [key, compileTemplate(item, `${field}/${key}`, path, functions)] as const,
    );
    const constant = value as Json;
    return members.every(([, item]) => isConstant(item))
      ? { constant, evaluate: () => constant }
      : compileObject(members);
  }
  const constant = value as Json;
  return { constant, evaluate: () => constant };
}

const isConstant = (template: Template): boolean => template.constant !== undefined;

/** Only a string that starts and ends with the delimiters, without blanks around them, is an expression. */
export const isExpression = (text: string): boolean => text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');

function compileText(text: string, field: string, path: string, functions: Functions): Template {
  if (!isExpression(text)) return { constant: text, evaluate: () => text };
  try {
    const expression = compileExpression(text.slice(2, -2).trim(), field, functions);
    return { expression, evaluate: (bindings) => expression.evaluate(bindings) };
  } catch (error) {
    throw new InvalidDefinition(path, `the JSONata expression ${text} does not parse: ${(error as Error).message}`);
  }
}

function compileArray(items: readonly Template[]): Template {
  return {
    async evaluate(bindings) {
      const result: Json[] = [];
      for (const item of items) {
        const value = item.evaluate(bindings);
        result.push(value instanceof Promise ? await value : value);
      }
      return result;
    },
  };
}

function compileObject(members: readonly (readonly [string, Template])[]): Template {
  return {
    async evaluate(bindings) {
      const result: Record<string, Json> = {};
      for (const [key, item] of members) {
        const value = item.evaluate(bindings);
        result[key] = value instanceof Promise ? await value : value;
      }
      return result;
    },
  };
}
