import type { Fault } from './problem';

interface Field {
  name: string;
  from: number;
  to: number;
  names?: readonly string[];
  /** What else than numbers, ranges, steps and lists the field takes. */
  special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The six fields: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
const FIELDS: readonly Field[] = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day-of-month', from: 1, to: 31, special: /^(\?|L|LW|([1-9]|[12][0-9]|3[01])W)$/ },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  {
    name: 'day-of-week',
    from: 1,
    to: 7,
    names: DAYS,
    special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/i,
  },
  { name: 'year', from: 1970, to: 2199 },
];

const EXAMPLE = 'cron(0 3 * * ? *) runs at 03:00 each day';

/** Checks what stands inside `cron(...)`. */
export const cronFault = (inner: string): Fault | undefined => {
  const texts = inner.split(' ');
  if (texts.length !== FIELDS.length || texts.includes('')) {
    return {
      message: 'a cron schedule has six fields: minutes hours day-of-month month day-of-week year',
      fix: `write six, one blank apart: ${EXAMPLE}`,
    };
  }
  for (const [i, field] of FIELDS.entries()) {
    const text = texts[i] ?? '';
    if (field.special?.test(text) || text.split(',').every((item) => isItem(item, field))) continue;
    return {
      message: `has a bad ${field.name} field, ${JSON.stringify(text)}`,
      fix: `write ${field.from}-${field.to}, *, a range, a list or a step: ${EXAMPLE}`,
    };
  }
  const questions = [texts[2], texts[4]].filter((text) => text === '?').length;
  if (questions !== 1) {
    return {
      message: 'day-of-month and day-of-week cannot both be set',
      fix: `write ? in exactly one of the two: ${EXAMPLE}`,
    };
  }
  return undefined;
};

/** `*`, `5`, `MON-FRI`, `0-30/5`, `a step over all`, `10/15`. */
const isItem = (item: string, field: Field): boolean => {
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0 || (step !== undefined && !isStep(step, field))) return false;
  if (range === '*') return true;
  const [first = '', last, ...more] = range.split('-');
  const low = numberOf(first, field);
  if (more.length > 0 || low === undefined) return false;
  if (last === undefined) return true;
  const high = numberOf(last, field);
  return high !== undefined && low <= high;
};

const isStep = (text: string, field: Field): boolean =>
  /^[1-9][0-9]{0,3}$/.test(text) && Number(text) <= field.to - field.from + 1;

const numberOf = (text: string, { from, to, names }: Field): number | undefined => {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + from;
  const value = /^[0-9]{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
};
