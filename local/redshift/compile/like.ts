import { notSupportedLocally } from '../errors';
import type { Expr } from '../sql/ast';
import { duckString } from '../sql/string-literal';
import { BOOL } from '../types';
import { toText } from './cast';
import type { Compiled } from './context';

/** LIKE and ILIKE have backslash as their escape unless told otherwise; SIMILAR TO becomes an anchored regex. */
export function compileLike(expr: Extract<Expr, { k: 'like' }>, sub: (e: Expr) => Compiled): Compiled {
  const arg = toText(sub(expr.arg));
  const pattern = sub(expr.pattern);
  const not = expr.negated ? 'NOT ' : '';
  if (expr.op !== 'similar') {
    const escapeChar = expr.escape ? sub(expr.escape).sql : "'\\'";
    return { sql: `(${arg} ${not}${expr.op.toUpperCase()} ${pattern.sql} ESCAPE ${escapeChar})`, type: BOOL };
  }
  if (pattern.literal === undefined || expr.escape)
    throw notSupportedLocally('SIMILAR TO with a computed pattern or ESCAPE');
  return { sql: `(${not}regexp_full_match(${arg}, ${duckString(similarToRegex(pattern.literal))}, 's'))`, type: BOOL };
}

/** SQL's `%` and `_` become `.*` and `.`; the characters that only a regex knows are escaped. */
function similarToRegex(pattern: string): string {
  let regex = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '\\') regex += `\\${pattern.charAt(++i)}`;
    else if (c === '%') regex += '.*';
    else if (c === '_') regex += '.';
    else if (c === '.' || c === '^' || c === '$') regex += `\\${c}`;
    else regex += c;
  }
  return regex;
}
