import type { Fault } from './problem';
import { formatTableName, type NamePart, parseTableName, splitParts, type TableName } from './table-name';

/** What a table name or glob matches, and how closely it says so. */
export interface TablePattern {
  text: string;
  isGlob: boolean;
  matches(table: TableName): boolean;
  /** Literal characters before the first wildcard. */
  literalPrefix: number;
  /** Literal characters in all. */
  literals: number;
}

/**
 * Reads a table name or a glob. Each of its two parts may hold `*` (any text), `?` (one character), `[a-z]`, `[!a]` and
 * `{a,b}`; a part in double quotes is literal. Path globs are not used: a slash, a dot or a line break is a character
 * like any other in a table's name.
 *
 * @param caseSensitive compare as written; otherwise both sides fold to lower case, as Redshift stores names
 * @throws RangeError for text that is not `schema.table`, or a wildcard that is not one of these
 */
export const parseTablePattern = (text: string, caseSensitive = false): TablePattern => {
  const parts = splitParts(text);
  const [schema, name] = parts;
  if (schema === undefined || name === undefined || parts.length > 2) {
    throw new RangeError(`${JSON.stringify(text)} is not schema.table`);
  }
  const compiled = [compile(schema, caseSensitive), compile(name, caseSensitive)] as const;
  const [schemaPart, namePart] = compiled;
  return {
    text,
    isGlob: schemaPart.isGlob || namePart.isGlob,
    matches: (table) => schemaPart.regExp.test(table.schema) && namePart.regExp.test(table.name),
    literalPrefix: schemaPart.isGlob ? schemaPart.prefix : schemaPart.literals + 1 + namePart.prefix,
    literals: schemaPart.literals + namePart.literals,
  };
};

/** The closer pattern first: exact, then more literal text before the first wildcard, then more literal text in all. */
export const bySpecificity = (a: TablePattern, b: TablePattern): number =>
  Number(a.isGlob) - Number(b.isGlob) || b.literalPrefix - a.literalPrefix || b.literals - a.literals;

interface CompiledPart {
  regExp: RegExp;
  isGlob: boolean;
  literals: number;
  prefix: number;
}

const compile = (part: NamePart, caseSensitive: boolean): CompiledPart => {
  const tokens = part.quoted ? [part.text] : (part.text.match(/\*+|\?|\[[^\]]*\]|\{[^}]*\}|./gsu) ?? []);
  let source = '';
  let literals = 0;
  let prefix: number | undefined;
  for (const token of tokens) {
    const wildcard = part.quoted ? undefined : wildcardSource(token, part.text);
    if (wildcard === undefined) literals += token.length;
    else prefix ??= literals;
    source += wildcard ?? literalSource(token);
  }
  const regExp = new RegExp(`^${source}$`, caseSensitive ? 'su' : 'sui');
  return { regExp, isGlob: prefix !== undefined, literals, prefix: prefix ?? literals };
};

const wildcardSource = (token: string, part: string): string | undefined => {
  if (token.startsWith('*')) return '.*';
  if (token === '?') return '.';
  const inner = token.slice(1, -1);
  if (token.length > 2 && token.startsWith('{')) {
    if (!inner.includes(',') || /[*?[{]/.test(inner))
      throw new RangeError(`${JSON.stringify(part)}: write {a,b} of plain names`);
    return `(?:${inner.split(',').map(literalSource).join('|')})`;
  }
  if (token.length > 2 && token.startsWith('[')) {
    const set = /^([!^]?)((?:[^\\[\]^&-](?:-[^\\[\]^&-])?)+)$/u.exec(inner);
    if (set === null) throw new RangeError(`${JSON.stringify(part)}: write a set like [abc] or [0-9]`);
    return `[${set[1] === '' ? '' : '^'}${set[2]}]`;
  }
  if (/[[\]{}]/.test(token))
    throw new RangeError(`${JSON.stringify(part)}: a bracket does not close; quote a name that has one`);
  return undefined;
};

const literalSource = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** One text for every way to write the same name; a glob stays as it is written. */
export const canonicalPattern = (pattern: string, caseSensitive: boolean): string => {
  const text = caseSensitive ? pattern : pattern.toLowerCase();
  if (parseTablePattern(text).isGlob) return text;
  const { schema, name } = parseTableName(text);
  return formatTableName(schema, name);
};

/** A problem of a table name or glob; undefined for a good one. */
export const patternFault = (text: string): Fault | undefined => {
  try {
    parseTablePattern(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      message: `is not a table name or glob: ${error.message}`,
      fix: 'write schema.table, for example public.orders or sales.*; quote a part that holds a dot: "my.schema".orders',
    };
  }
};
