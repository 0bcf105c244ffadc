import type { Fault } from './problem';
import { formatNamePart, type NamePart, splitParts, type TableName } from './table-name';

/**
 * Where the case of letters counts: nowhere (`false`: both sides fold to lower case, as Redshift stores names), everywhere, or
 * in quoted parts, for sources whose tables may differ by it alone.
 */
export type LetterCase = boolean | 'quoted';

/** What a table name or glob matches, and how closely it says so. */
export interface TablePattern {
  text: string;
  isGlob: boolean;
  matches(table: TableName): boolean;
  /** Literal characters before the first wildcard. */
  literalPrefix: number;
  /** Literal characters in all. */
  literals: number;
  /** Parts whose case of letters counts. */
  exactParts: number;
}

/**
 * Reads a table name or a glob. Each of its two parts may hold `*` (any text), `?` (one character), `[a-z]`, `[!a]` and
 * `{a,b}`; a part in double quotes is literal. Path globs are not used: a slash, a dot or a line break is a character
 * like any other in a table's name.
 *
 * @throws RangeError for text that is not `schema.table`, or a wildcard that is not one of these
 */
export const parseTablePattern = (text: string, letterCase: LetterCase = false): TablePattern => {
  const parts = splitParts(text);
  const [schema, name] = parts;
  if (schema === undefined || name === undefined || parts.length > 2) {
    throw new RangeError(`${JSON.stringify(text)} is not schema.table`);
  }
  const schemaPart = compile(schema, caseCounts(schema, letterCase));
  const namePart = compile(name, caseCounts(name, letterCase));
  return {
    text,
    isGlob: schemaPart.isGlob || namePart.isGlob,
    matches: (table) => schemaPart.regExp.test(table.schema) && namePart.regExp.test(table.name),
    literalPrefix: schemaPart.isGlob ? schemaPart.prefix : schemaPart.literals + 1 + namePart.prefix,
    literals: schemaPart.literals + namePart.literals,
    exactParts: [schema, name].filter((part) => caseCounts(part, letterCase)).length,
  };
};

const caseCounts = ({ quoted }: NamePart, letterCase: LetterCase): boolean =>
  letterCase === 'quoted' ? quoted : letterCase;

/**
 * The closer pattern first: exact, then more literal text before the first wildcard, then more literal text in all, then
 * more parts whose case of letters counts.
 */
export const bySpecificity = (a: TablePattern, b: TablePattern): number =>
  Number(a.isGlob) - Number(b.isGlob) ||
  b.literalPrefix - a.literalPrefix ||
  b.literals - a.literals ||
  b.exactParts - a.exactParts;

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
export const canonicalPattern = (pattern: string, letterCase: LetterCase): string => {
  const folded = splitParts(pattern).map((part) =>
    caseCounts(part, letterCase) ? part : { ...part, text: part.text.toLowerCase() },
  );
  const isGlob = parseTablePattern(pattern).isGlob;
  // A part that folds is another one than the same letters that do not.
  const texts = folded.map((part) => {
    const text = isGlob && !part.quoted ? part.text : formatNamePart(part.text);
    return letterCase === 'quoted' && part.quoted ? `=${text}` : text;
  });
  return texts.join('.');
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
