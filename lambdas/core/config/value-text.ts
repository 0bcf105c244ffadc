import { isCredentialKey } from './credential-keys';
import type { Path } from './path-text';

const MAX_CHARACTERS = 80;
export const NOT_SHOWN = '(not shown)';

/**
 * A bad value as it may be printed: scalars shortened, mappings and lists by their kind alone, and nothing that stands
 * under a credential's key or looks like a credential.
 */
export const valueText = (value: unknown, path: Path): string => {
  if (path.some((key) => typeof key === 'string' && isCredentialKey(key))) return NOT_SHOWN;
  if (value === undefined) return '';
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  // A password pasted where the ARN of its secret belongs, or a connection URL with a password in it.
  if (path.at(-1) === 'secretArn' && !value.startsWith('arn:')) return NOT_SHOWN;
  if (/:\/\/[^/]*@/.test(value)) return NOT_SHOWN;
  return JSON.stringify(value.length > MAX_CHARACTERS ? `${value.slice(0, MAX_CHARACTERS)}...` : value);
};
