import type { Rule, Rules } from './input-rules';
import { serialization, validation } from './service-error';

export interface NamedParameter {
  name: string;
  value: string;
}

const PARAMETER_NAME = /^[0-9a-zA-Z_]+$/;

/** AWS quotes members in lower camel case: `id must satisfy regex pattern: ...`. */
const member = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'ARRAY' : typeof value).toUpperCase();

const wrongType = (value: unknown, wanted: string): Error =>
  serialization(`${typeOf(value)} value can not be converted to ${wanted}`);

function readString(name: string, value: unknown, rule: Extract<Rule, { kind: 'string' }>): string {
  if (typeof value !== 'string') throw wrongType(value, 'String');
  if (rule.pattern && !rule.pattern.test(value)) {
    throw validation(`${member(name)} must satisfy regex pattern: ${rule.pattern.source}`);
  }
  if (rule.oneOf && !rule.oneOf.includes(value)) {
    throw validation(`${member(name)} must satisfy enum value set: [${rule.oneOf.join(', ')}]`);
  }
  if (rule.min !== undefined && value.length < rule.min) {
    throw validation(`${member(name)} must have length greater than or equal to ${rule.min}`);
  }
  if (rule.max !== undefined && value.length > rule.max) {
    throw validation(`${member(name)} must have length less than or equal to ${rule.max}`);
  }
  return value;
}

function readStrings(name: string, value: unknown, rule: Extract<Rule, { kind: 'strings' }>): string[] {
  if (!Array.isArray(value)) throw wrongType(value, 'List');
  if (value.length < 1) throw validation(`${member(name)} must have length greater than or equal to 1`);
  if (value.length > rule.max) throw validation(`${member(name)} must have length less than or equal to ${rule.max}`);
  return value.map((item) => readString(name, item, { kind: 'string', min: 1 }));
}

function readParameters(name: string, value: unknown): NamedParameter[] {
  if (!Array.isArray(value)) throw wrongType(value, 'List');
  if (value.length < 1) throw validation(`${member(name)} must have length greater than or equal to 1`);
  const seen = new Set<string>();
  return value.map((item: { name?: unknown; value?: unknown } | null) => {
    const parameter = readString('name', item?.name, { kind: 'string', min: 1, pattern: PARAMETER_NAME });
    if (seen.has(parameter)) throw validation(`Parameters list contains duplicate parameters: [${parameter}]`);
    seen.add(parameter);
    return { name: parameter, value: readString('value', item?.value, { kind: 'string', min: 1 }) };
  });
}

function readMember(name: string, value: unknown, rule: Rule): unknown {
  switch (rule.kind) {
    case 'string':
      return readString(name, value, rule);
    case 'strings':
      return readStrings(name, value, rule);
    case 'parameters':
      return readParameters(name, value);
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(value, 'Boolean');
      return value;
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'Integer');
      if (value < rule.min) throw validation(`${member(name)} must be greater than or equal to ${rule.min}`);
      if (value > rule.max) throw validation(`${member(name)} must be less than or equal to ${rule.max}`);
      return value;
  }
}

/**
 * Checks a request against its operation's rules. Unknown members are dropped, as AWS does; null means absent.
 * @throws ServiceError ValidationException for a value out of bounds, SerializationException for a wrong type
 */
export function readInput<T>(raw: unknown, rules: Rules): T {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw wrongType(raw, 'Structure');
  const input: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = (raw as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) input[name] = readMember(name, value, rule);
    else if ('required' in rule) throw validation(`${member(name)} must not be null`);
  }
  return input as T;
}
