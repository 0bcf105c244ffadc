import type { NamePart } from '../config/table-name';

/** Whether a part of a pattern is one name, not a glob. */
export const isOneName = ({ text, quoted }: NamePart): boolean => quoted || !/[*?[\]{}]/.test(text);

/** Whether a part of a pattern matches every name. */
export const isEveryName = ({ text, quoted }: NamePart): boolean => !quoted && /^\*+$/.test(text);

/** Whether a schema's name matches the schema part of a pattern. */
export const schemaMatches = (part: NamePart, caseSensitive: boolean): ((schema: string) => boolean) => {
  const regex = new RegExp(posixRegex(part, caseSensitive), 'su');
  return (schema) => regex.test(caseSensitive ? schema : schema.toLowerCase());
};

/**
 * A part of a pattern as a POSIX regular expression, for the operator `~`.
 * https://docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions-posix.html
 */
export const posixRegex = (part: NamePart, caseSensitive: boolean): string => {
  const text = caseSensitive ? part.text : part.text.toLowerCase();
  if (part.quoted) return `^${escaped(text)}$`;
  const tokens = text.match(/\*+|\?|\[[^\]]*\]|\{[^}]*\}|./gsu) ?? [];
  return `^${tokens.map(tokenRegex).join('')}$`;
};

const tokenRegex = (token: string): string => {
  if (token.startsWith('*')) return '.*';
  if (token === '?') return '.';
  if (token.length > 2 && token.startsWith('[')) return token.replace(/^\[!/, '[^');
  if (token.length > 2 && token.startsWith('{')) return `(${token.slice(1, -1).split(',').map(escaped).join('|')})`;
  return escaped(token);
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
