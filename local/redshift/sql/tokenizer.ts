import { redshiftError } from '../errors';
import { readQuotedString } from './string-literal';

/**
 * `word` is an unquoted identifier or keyword (its `text` folded to lower case), `quoted` an identifier in double
 * quotes (its `text` as written), `string` a literal (its `text` decoded), `param` a Data API parameter `:name`.
 */
export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'param' | 'symbol' | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
  /** As written, for messages. */
  raw: string;
  /** Offset of the first character in the statement. */
  start: number;
  end: number;
}

const SYMBOLS = ['!~~*', '!~*', '~~*', '!~~', '::', '<=', '>=', '<>', '!=', '||', '!~', '~*', '~~', ':='];
const isIdentifierStart = (c: string): boolean => /[A-Za-z_\u0080-\uffff]/.test(c);
const isIdentifierPart = (c: string): boolean => /[A-Za-z0-9_$\u0080-\uffff]/.test(c);
const isDigit = (c: string): boolean => c >= '0' && c <= '9';

/** Folds as Redshift does: ASCII letters only. */
export const foldCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * Splits one statement into tokens; comments and blanks fall away. The last token is always of kind `end`.
 * @throws RedshiftError for an unterminated string, identifier or comment
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: TokenKind, text: string, end: number) => {
    tokens.push({ kind, text, raw: sql.slice(at, end), start: at, end });
    at = end;
  };
  while (at < sql.length) {
    const c = sql.charAt(at);
    const next = sql.charAt(at + 1);
    if (/\s/.test(c)) at++;
    else if (c === '-' && next === '-') at = lineEnd(sql, at);
    else if (c === '/' && next === '*') at = commentEnd(sql, at);
    else if (c === "'") pushString(at + 1);
    else if ((c === 'e' || c === 'E') && next === "'") pushString(at + 2);
    else if (c === '"') {
      const { text, end } = readQuotedIdentifier(sql, at);
      push('quoted', text, end);
    } else if (c === '$' && dollarTag(sql, at) !== undefined) {
      const tag = dollarTag(sql, at) as string;
      const close = sql.indexOf(tag, at + tag.length);
      if (close < 0) throw redshiftError(`unterminated dollar-quoted string at or near "${sql.slice(at, at + 20)}"`);
      push('string', sql.slice(at + tag.length, close), close + tag.length);
    } else if (isDigit(c) || (c === '.' && isDigit(next))) push('number', '', numberEnd(sql, at));
    else if (c === ':' && next !== ':' && next !== '=' && isIdentifierPart(next)) {
      const end = wordEnd(sql, at + 1);
      push('param', sql.slice(at + 1, end), end);
    } else if (isIdentifierStart(c) || (c === '#' && isIdentifierStart(next))) {
      const end = wordEnd(sql, at + 1);
      push('word', foldCase(sql.slice(at, end)), end);
    } else {
      const symbol = SYMBOLS.find((s) => sql.startsWith(s, at)) ?? c;
      push('symbol', symbol, at + symbol.length);
    }
  }
  for (const token of tokens) if (token.kind === 'number') token.text = token.raw;
  tokens.push({ kind: 'end', text: '', raw: '', start: sql.length, end: sql.length });
  return tokens;

  function pushString(bodyStart: number): void {
    const { text, end } = readQuotedString(sql, bodyStart);
    push('string', text, end);
  }
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end + 1;
}

/** Comments nest, as in Postgres. */
function commentEnd(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; ) {
    if (sql.startsWith('/*', at)) {
      depth++;
      at += 2;
    } else if (sql.startsWith('*/', at)) {
      depth--;
      at += 2;
      if (depth === 0) return at;
    } else at++;
  }
  throw redshiftError('unterminated /* comment');
}

function readQuotedIdentifier(sql: string, start: number): { text: string; end: number } {
  let text = '';
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] !== '"') text += sql[at];
    else if (sql[at + 1] === '"') {
      text += '"';
      at++;
    } else {
      if (text === '') throw redshiftError('zero-length delimited identifier at or near """"', '42601');
      return { text, end: at + 1 };
    }
  }
  throw redshiftError('unterminated quoted identifier');
}

/** The opening tag of a dollar-quoted string at `at`, such as `$$` or `$body$`. */
function dollarTag(sql: string, at: number): string | undefined {
  return /^\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/.exec(sql.slice(at, at + 130))?.[0];
}

function numberEnd(sql: string, start: number): number {
  const match = /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/.exec(sql.slice(start, start + 400));
  return start + (match?.[0].length ?? 1);
}

function wordEnd(sql: string, start: number): number {
  let at = start;
  while (at < sql.length && isIdentifierPart(sql.charAt(at))) at++;
  return at;
}
