import { redshiftError } from '../errors';

const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Decodes a Redshift string literal whose body starts at `start` (after the opening quote). Redshift keeps Postgres
 * 8.0's rule: a backslash escapes inside plain quotes; `\b \f \n \r \t` and `\ooo` (octal) have a meaning, any other
 * escaped character stands for itself. `end` is the offset after the closing quote.
 */
export function readQuotedString(sql: string, start: number): { text: string; end: number } {
  let text = '';
  let from = start;
  for (let at = start; at < sql.length; at++) {
    const c = sql[at];
    if (c === "'") {
      text += sql.slice(from, at);
      if (sql[at + 1] !== "'") return { text, end: at + 1 };
      text += "'";
      from = ++at + 1;
    } else if (c === '\\') {
      text += sql.slice(from, at);
      const octal = /^[0-7]{1,3}/.exec(sql.slice(at + 1, at + 4))?.[0];
      if (octal !== undefined) {
        text += String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
        at += octal.length;
      } else {
        const escaped = sql.charAt(++at);
        text += ESCAPES[escaped] ?? escaped;
      }
      from = at + 1;
    }
  }
  throw redshiftError(`unterminated quoted string at or near "'${sql.slice(start, start + 40)}"`, '42601');
}

/** A DuckDB literal: only the quote is special there. DuckDB text holds no U+0000, nor does Redshift's. */
export function duckString(value: string): string {
  if (value.includes('\0')) throw redshiftError('invalid byte sequence for encoding "UTF8": 0x00', '22021');
  return `'${value.replaceAll("'", "''")}'`;
}

/** A DuckDB identifier. */
export const duckName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
