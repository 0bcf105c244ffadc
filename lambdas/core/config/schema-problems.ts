import type { z } from 'zod';
import { CREDENTIAL_FIX, isCredentialKey } from './credential-keys';
import { kindFault } from './kind-fault';
import { nearest } from './nearest';
import { type Path, pathText } from './path-text';
import type { Fault } from './problem';
import { exampleAt, knownKeys, schemasAt } from './schema-walk';
import { NOT_SHOWN, valueText } from './value-text';

/** A problem together with its path in parts, for finding its place in the text. */
export interface SchemaProblem extends Fault {
  at: Path;
  path: string;
  value: string;
}

type Issue = z.core.$ZodIssue;

/** Says in the product's own words what a schema found wrong; every problem at once. */
export const schemaProblems = (schema: z.ZodType, value: unknown): SchemaProblem[] => {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, [], schema, value));
};

const problemsOf = (issue: Issue, parent: Path, schema: z.ZodType, root: unknown): SchemaProblem[] => {
  const at = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(at, key, schema));
  if (issue.code === 'invalid_union') {
    const branch = closest(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => problemsOf(inner, at, schema, root));
  }
  const inner = issue.code === 'invalid_key' ? issue.issues[0] : undefined;
  const value = inner === undefined ? valueAt(root, at) : at.at(-1);
  const fault = faultOf((inner as Issue | undefined) ?? issue, value, at, schema);
  return [{ at, path: pathText(at), value: valueText(value, at), ...fault }];
};

/** The branch of a union that the value was meant for: the one whose kind (text, mapping) it has. */
const closest = (branches: readonly Issue[][]): Issue[] | undefined => {
  const without = (...codes: string[]): Issue[][] =>
    branches.filter((issues) => !issues.some(({ code, path }) => codes.includes(code) && path.length === 0));
  // A list of choices takes a mapping for a bad choice; where another branch is of the kind, that one was meant.
  return without('invalid_type', 'invalid_value')[0] ?? without('invalid_type')[0];
};

const unknownKey = (parent: Path, key: string, schema: z.ZodType): SchemaProblem => {
  const at = [...parent, key];
  const path = pathText(at);
  if (isCredentialKey(key)) return { at, path, value: NOT_SHOWN, message: 'does not belong here', fix: CREDENTIAL_FIX };
  const known = knownKeys(schema, parent);
  const [guess] = nearest(key, known, 1);
  const fix = guess === undefined ? `remove it; the keys here are ${known.join(', ')}` : `did you mean ${guess}?`;
  // The value of an unknown key is not printed: `passwrod` would show a password.
  return { at, path, value: JSON.stringify(key), message: 'is not a known key', fix };
};

const faultOf = (issue: Issue, value: unknown, at: Path, schema: z.ZodType): Fault => {
  if (issue.code === 'custom') return { message: issue.message, fix: String(issue.params?.fix) };
  if (issue.code === 'invalid_value') return choiceFault(value, issue.values.map(String));
  if (issue.code === 'too_big' || issue.code === 'too_small')
    return { message: 'is out of range', fix: 'write a whole number of at most 15 digits' };
  return kindFault(expectedKinds(issue), value, exampleAt(schema, at), schemasAt(schema, at), at);
};

/** The kinds that a value of another kind should have had: several for a union. */
const expectedKinds = (issue: Issue): string[] => {
  if (issue.code === 'invalid_type') return [issue.expected];
  return issue.code === 'invalid_union'
    ? [...new Set(issue.errors.flatMap(([first]) => (first ? expectedKinds(first) : [])))]
    : ['string'];
};

const choiceFault = (value: unknown, choices: readonly string[]): Fault => {
  const [guess] = typeof value === 'string' ? nearest(value, choices, 1) : [];
  const list = `write ${choices.slice(0, -1).join(', ')}${choices.length > 1 ? ' or ' : ''}${choices.at(-1)}`;
  return { message: 'is not one of the choices', fix: guess === undefined ? list : `did you mean ${guess}? ${list}` };
};

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root);
