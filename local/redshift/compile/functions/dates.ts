import { notSupportedLocally, redshiftError } from '../../errors';
import { duckString } from '../../sql/string-literal';
import { DATE, FLOAT8, INT4, INT8, isText, type RsType, TIMESTAMP, TIMESTAMPTZ, VARCHAR } from '../../types';
import type { Call, FunctionTable } from '../call';
import { castTo } from '../cast';
import type { Compiled } from '../context';
import { argument } from './scalars';
import { toCharFormat } from './to-char-format';

const PARTS: Record<string, string> = {
  c: 'century',
  cent: 'century',
  centuries: 'century',
  century: 'century',
  dec: 'decade',
  decs: 'decade',
  decades: 'decade',
  decade: 'decade',
  y: 'year',
  yr: 'year',
  yrs: 'year',
  years: 'year',
  year: 'year',
  qtr: 'quarter',
  qtrs: 'quarter',
  quarters: 'quarter',
  quarter: 'quarter',
  mon: 'month',
  mons: 'month',
  months: 'month',
  month: 'month',
  w: 'week',
  weeks: 'week',
  week: 'week',
  d: 'day',
  days: 'day',
  day: 'day',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  hours: 'hour',
  hour: 'hour',
  m: 'minute',
  min: 'minute',
  mins: 'minute',
  minutes: 'minute',
  minute: 'minute',
  s: 'second',
  sec: 'second',
  secs: 'second',
  seconds: 'second',
  second: 'second',
  ms: 'millisecond',
  msec: 'millisecond',
  msecs: 'millisecond',
  millisecond: 'millisecond',
  milliseconds: 'millisecond',
  millisec: 'millisecond',
  us: 'microsecond',
  usec: 'microsecond',
  microsec: 'microsecond',
  microsecs: 'microsecond',
  microsecond: 'microsecond',
  microseconds: 'microsecond',
  dow: 'dow',
  dayofweek: 'dow',
  weekday: 'dow',
  doy: 'doy',
  dayofyear: 'doy',
  epoch: 'epoch',
};

function datePart(call: Call): string {
  const word = argument(call, 0).literal;
  const part = word === undefined ? undefined : PARTS[word.toLowerCase()];
  if (part === undefined) throw redshiftError(`timestamp units "${word ?? ''}" not recognized`, '22023');
  return part;
}

/** A value that may be an untyped literal, as a timestamp. */
const temporal = (arg: Compiled): Compiled => (isText(arg.type) ? castTo(arg, TIMESTAMP) : arg);

function dateAdd(call: Call): Compiled {
  const part = datePart(call);
  const value = temporal(argument(call, 2));
  const amount = `CAST(${argument(call, 1).sql} AS BIGINT)`;
  const isDate = value.type?.name === 'date';
  const base = isDate ? `CAST(${value.sql} AS TIMESTAMP)` : value.sql;
  const type = isDate ? TIMESTAMP : (value.type ?? TIMESTAMP);
  const months = { month: 1, quarter: 3, year: 12, decade: 120, century: 1200 }[part];
  if (months !== undefined) {
    const count = `CAST(${amount} * ${months} AS INTEGER)`;
    if (type.name !== 'timestamp') return { sql: `(${base} + to_months(${count}))`, type };
    return { sql: `rs_add_months(${base}, ${count})`, type };
  }
  const count = part === 'week' || part === 'day' ? `CAST(${amount} AS INTEGER)` : amount;
  if (part === 'dow' || part === 'doy' || part === 'epoch') throw redshiftError(`DATEADD does not support ${part}`);
  return { sql: `(${base} + to_${part}s(${count}))`, type };
}

function dateDiff(call: Call): Compiled {
  const [from, to] = [temporal(argument(call, 1)), temporal(argument(call, 2))];
  const zoned = from.type?.name === 'timestamptz' || to.type?.name === 'timestamptz';
  const duck = zoned
    ? 'TIMESTAMPTZ'
    : from.type?.name.startsWith('time') && !from.type.name.startsWith('timestamp')
      ? 'TIME'
      : 'TIMESTAMP';
  return {
    sql: `date_diff('${datePart(call)}', CAST(${from.sql} AS ${duck}), CAST(${to.sql} AS ${duck}))`,
    type: INT8,
  };
}

function dateTrunc(call: Call): Compiled {
  const value = temporal(argument(call, 1));
  const type: RsType = value.type?.name === 'timestamptz' ? TIMESTAMPTZ : TIMESTAMP;
  return {
    sql: `CAST(date_trunc('${datePart(call)}', ${value.sql}) AS ${type.name === 'timestamptz' ? 'TIMESTAMPTZ' : 'TIMESTAMP'})`,
    type,
  };
}

/** EXTRACT and DATE_PART; seconds carry no fraction here, as in Redshift's integer answer. */
function extractPart(call: Call): Compiled {
  const part = datePart(call);
  const value = temporal(argument(call, 1));
  if (part === 'epoch') return { sql: `CAST(floor(epoch(${value.sql})) AS BIGINT)`, type: INT8 };
  if (part === 'second') return { sql: `CAST(floor(date_part('second', ${value.sql})) AS INTEGER)`, type: INT4 };
  if (part === 'millisecond' || part === 'microsecond') {
    return {
      sql: `CAST(date_part('${part}', ${value.sql}) % ${part === 'millisecond' ? 1000 : 1000000} AS INTEGER)`,
      type: INT4,
    };
  }
  return { sql: `CAST(date_part('${part}', ${value.sql}) AS INTEGER)`, type: INT4 };
}

/** With two arguments the source zone is UTC; a TIMESTAMPTZ needs no source zone. */
function convertTimezone(call: Call): Compiled {
  const value = temporal(argument(call, call.args.length - 1));
  const target = argument(call, call.args.length - 2).sql;
  const source = call.args.length === 3 ? argument(call, 0).sql : "'UTC'";
  const instant =
    value.type?.name === 'timestamptz' ? value.sql : `(CAST(${value.sql} AS TIMESTAMP) AT TIME ZONE ${source})`;
  return { sql: `(${instant} AT TIME ZONE ${target})`, type: TIMESTAMP };
}

function toChar(call: Call): Compiled {
  const value = argument(call, 0);
  const format = argument(call, 1).literal;
  if (format === undefined) throw notSupportedLocally('TO_CHAR with a computed format');
  if (!value.type || !['date', 'timestamp', 'timestamptz'].includes(value.type.name)) {
    throw notSupportedLocally('TO_CHAR of anything but dates and timestamps; use CAST AS VARCHAR');
  }
  const parts = toCharFormat(format).map((part) =>
    'text' in part ? duckString(part.text) : part.sql.replaceAll('$', () => value.sql),
  );
  return { sql: `(${parts.join(' || ') || "''"})`, type: VARCHAR };
}

/** Date and time functions. */
export const dateFunction: FunctionTable = (call) => {
  switch (call.name) {
    case 'dateadd':
    case 'date_add':
      return { ...dateAdd(call), name: 'date_add' };
    case 'datediff':
    case 'date_diff':
      return { ...dateDiff(call), name: 'date_diff' };
    case 'date_trunc':
      return dateTrunc(call);
    case 'date_part':
    case 'datepart':
      return { ...extractPart(call), name: 'date_part' };
    case 'convert_timezone':
      return convertTimezone(call);
    case 'timezone': {
      const value = temporal(argument(call, 1));
      const type = value.type?.name === 'timestamptz' ? TIMESTAMP : TIMESTAMPTZ;
      return { sql: `(${value.sql} AT TIME ZONE ${argument(call, 0).sql})`, type };
    }
    case 'to_char':
      return toChar(call);
    case 'last_day':
      return { sql: `last_day(CAST(${temporal(argument(call, 0)).sql} AS DATE))`, type: DATE };
    case 'add_months':
      return {
        sql: `rs_add_months(CAST(${temporal(argument(call, 0)).sql} AS TIMESTAMP), CAST(${argument(call, 1).sql} AS INTEGER))`,
        type: TIMESTAMP,
      };
    case 'months_between':
      throw notSupportedLocally('MONTHS_BETWEEN');
    case 'date':
      return { sql: `CAST(${argument(call, 0).sql} AS DATE)`, type: DATE };
    case 'to_date':
    case 'to_timestamp':
      throw notSupportedLocally(`${call.name.toUpperCase()}; cast ISO text with CAST(... AS TIMESTAMP)`);
    case 'epoch':
      return { sql: `epoch(${argument(call, 0).sql})`, type: FLOAT8 };
    default:
      return undefined;
  }
};
