import { notSupportedLocally } from '../../errors';

/** A literal piece of a format, or DuckDB SQL where `$` stands for the value. */
export type FormatPart = { text: string } | { sql: string };

const strf = (format: string): string => `strftime($, '${format}')`;

/** Longest first, so that HH24 is not read as HH. */
const PATTERNS: [string, string][] = [
  ['YYYY', strf('%Y')],
  ['HH24', strf('%H')],
  ['HH12', strf('%I')],
  ['IYYY', strf('%G')],
  [
    'SSSS',
    "CAST(CAST(floor(epoch(CAST($ AS TIMESTAMP) - date_trunc('day', CAST($ AS TIMESTAMP)))) AS BIGINT) AS VARCHAR)",
  ],
  ['MONTH', `upper(rpad(${strf('%B')}, 9, ' '))`],
  ['Month', `rpad(${strf('%B')}, 9, ' ')`],
  ['month', `lower(rpad(${strf('%B')}, 9, ' '))`],
  ['DDD', strf('%j')],
  ['DAY', `upper(rpad(${strf('%A')}, 9, ' '))`],
  ['Day', `rpad(${strf('%A')}, 9, ' ')`],
  ['day', `lower(rpad(${strf('%A')}, 9, ' '))`],
  ['MON', `upper(${strf('%b')})`],
  ['Mon', strf('%b')],
  ['mon', `lower(${strf('%b')})`],
  ['YY', strf('%y')],
  ['MM', strf('%m')],
  ['MI', strf('%M')],
  ['MS', strf('%g')],
  ['DD', strf('%d')],
  ['HH', strf('%I')],
  ['SS', strf('%S')],
  ['US', strf('%f')],
  ['IW', strf('%V')],
  ['DY', `upper(${strf('%a')})`],
  ['Dy', strf('%a')],
  ['dy', `lower(${strf('%a')})`],
  ['AM', strf('%p')],
  ['PM', strf('%p')],
  ['am', `lower(${strf('%p')})`],
  ['pm', `lower(${strf('%p')})`],
  ['OF', strf('%z')],
  ['Q', 'CAST(quarter($) AS VARCHAR)'],
];

/** Splits a TO_CHAR format for dates. Text in double quotes and punctuation stand for themselves; other letters are refused. */
export function toCharFormat(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  for (let at = 0; at < format.length; ) {
    if (format[at] === '"') {
      const end = format.indexOf('"', at + 1);
      const close = end < 0 ? format.length : end;
      parts.push({ text: format.slice(at + 1, close) });
      at = close + 1;
      continue;
    }
    const rest = format.slice(at);
    const found =
      PATTERNS.find(([pattern]) => rest.startsWith(pattern)) ??
      PATTERNS.find(([p]) => isNumeric(p) && rest.toUpperCase().startsWith(p));
    if (found) {
      parts.push({ sql: found[1] });
      at += found[0].length;
    } else if (/[A-Za-z]/.test(rest.charAt(0)) && rest.charAt(0) !== 'T') {
      throw notSupportedLocally(`TO_CHAR format "${rest}"`);
    } else {
      parts.push({ text: rest.charAt(0) });
      at++;
    }
  }
  return parts;
}

/** Patterns that print digits may be written in any case. */
const isNumeric = (pattern: string): boolean =>
  /^(YYYY|HH24|HH12|IYYY|SSSS|DDD|YY|MM|MI|MS|DD|HH|SS|US|IW|Q)$/.test(pattern);
