import { redshiftError } from '../errors';
import type { Expr } from '../sql/ast';
import { duckString } from '../sql/string-literal';
import type { Compiled } from './context';

const UNITS: Record<string, string> = {
  y: 'year',
  yr: 'year',
  yrs: 'year',
  year: 'year',
  years: 'year',
  mon: 'month',
  mons: 'month',
  month: 'month',
  months: 'month',
  w: 'week',
  week: 'week',
  weeks: 'week',
  d: 'day',
  day: 'day',
  days: 'day',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  hour: 'hour',
  hours: 'hour',
  m: 'minute',
  min: 'minute',
  mins: 'minute',
  minute: 'minute',
  minutes: 'minute',
  s: 'second',
  sec: 'second',
  secs: 'second',
  second: 'second',
  seconds: 'second',
  ms: 'millisecond',
  msec: 'millisecond',
  millisecond: 'millisecond',
  milliseconds: 'millisecond',
  us: 'microsecond',
  usec: 'microsecond',
  microsecond: 'microsecond',
  microseconds: 'microsecond',
};

/** `INTERVAL '1 day 2 hours'`, `INTERVAL '5' day`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 02:03:04'`. */
export function intervalLiteral(expr: Extract<Expr, { k: 'interval' }>): Compiled {
  const parts = parse(expr.text.trim(), expr.from);
  if (parts === undefined) throw redshiftError(`invalid input syntax for type interval: "${expr.text}"`, '22007');
  const text = parts.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
  const yearMonth = parts.every(([, unit]) => unit === 'year' || unit === 'month');
  return {
    sql: `CAST(${duckString(text)} AS INTERVAL)`,
    type: { name: yearMonth ? 'intervaly2m' : 'intervald2s' },
    name: 'interval',
  };
}

function parse(text: string, unit: string | undefined): [string, string][] | undefined {
  if (/^[+-]?[0-9]+(\.[0-9]+)?$/.test(text)) return [[text, unit ?? 'second']];
  const yearMonth = /^([+-]?)([0-9]+)-([0-9]+)$/.exec(text);
  if (yearMonth)
    return [
      [`${yearMonth[1]}${yearMonth[2]}`, 'year'],
      [`${yearMonth[1]}${yearMonth[3]}`, 'month'],
    ];
  const clock = /^(?:([+-]?[0-9]+) +)?([0-9]+):([0-9]+)(?::([0-9]+(?:\.[0-9]+)?))?$/.exec(text);
  if (clock) {
    return [
      [clock[1] ?? '0', 'day'],
      [clock[2] ?? '0', 'hour'],
      [clock[3] ?? '0', 'minute'],
      [clock[4] ?? '0', 'second'],
    ];
  }
  const parts: [string, string][] = [];
  const rest = text.replace(/([+-]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)\s*,?\s*/gy, (_, amount: string, word: string) => {
    const found = UNITS[word.toLowerCase()];
    if (found) parts.push([amount, found]);
    return found ? '' : '?';
  });
  return rest === '' && parts.length > 0 ? parts : undefined;
}
