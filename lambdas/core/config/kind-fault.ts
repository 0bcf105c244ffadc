import type { z } from 'zod';
import type { Path } from './path-text';
import type { Fault } from './problem';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/**
 * What is wrong with a value of none of the kinds expected, with the pitfalls of YAML spelled out: `yes`, a number in
 * quotes, a text that reads as a number, a key without a value.
 */
export const kindFault = (
  expected: readonly string[],
  value: unknown,
  example: unknown,
  schemas: readonly z.ZodType[],
  path: Path,
): Fault => {
  const takesFractions = schemas.some((schema) => schema.safeParse(0.5).success);
  const kindOf = (name: string): string =>
    name === 'number' && takesFractions ? 'a number' : (KINDS[name] ?? 'another kind of value');
  const kind = expected.map(kindOf).join(' or ');
  const takes = (name: string): boolean => expected.includes(name);
  const write = `write ${kind}${example === undefined ? '' : `, for example ${JSON.stringify(example)}`}`;
  const key = typeof path.at(-1) === 'string' ? `${String(path.at(-1))}: ` : '';
  if (value === undefined) {
    return {
      message: 'is missing',
      fix: example === undefined ? 'add it' : `add it, for example ${key}${JSON.stringify(example)}`,
    };
  }
  if (value === null) return { message: 'has no value', fix: `${write}, or remove the key` };
  const message = `is not ${kind}`;
  if (takes('boolean') && expected.length === 1 && typeof value === 'string')
    return { message, fix: booleanFix(value) };
  const isNumeral = typeof value === 'string' && (takesFractions ? /^[0-9]+(\.[0-9]+)?$/ : /^[0-9]+$/).test(value);
  if ((takes('number') || takes('int')) && isNumeral) {
    return { message, fix: `write it without quotes: ${value}` };
  }
  if (takes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    const quotable = schemas.some((schema) => schema.safeParse(String(value)).success);
    if (quotable) return { message, fix: `put it in quotes: '${value}'` };
  }
  if (takes('array') && typeof value === 'string') return { message, fix: `${write}; a list of one stands in [ ]` };
  return { message, fix: write };
};

const booleanFix = (value: string): string => {
  const word = value.toLowerCase();
  if (['yes', 'on', 'y', 'true'].includes(word)) return 'write true, without quotes; yes and on are texts';
  if (['no', 'off', 'n', 'false'].includes(word)) return 'write false, without quotes; no and off are texts';
  return 'write true or false';
};
