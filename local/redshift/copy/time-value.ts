import type { Column } from '../catalog/relation';
import { notSupportedLocally } from '../errors';
import type { CopyCommand } from '../sql/copy-command';
import { LOAD_ERROR, RowError } from './row-error';

const DEFAULT_DATE = 'YYYY-MM-DD';
const DEFAULT_TIMESTAMP = ['YYYY-MM-DD HH:MI:SS', 'YYYY-MM-DD HH24:MI:SS', 'YYYY-MM-DD HH:MI:SSOF'];

/** Formats of one's own are refused: only those below are read as Redshift reads them. */
export function checkTimeFormats(copy: CopyCommand): void {
  const { dateFormat, timeFormat } = copy;
  if (dateFormat !== undefined && dateFormat !== 'auto' && dateFormat !== DEFAULT_DATE) {
    throw notSupportedLocally(`DATEFORMAT '${dateFormat}'; use 'auto' or '${DEFAULT_DATE}'`);
  }
  const known = ['auto', 'epochsecs', 'epochmillisecs', ...DEFAULT_TIMESTAMP];
  if (timeFormat !== undefined && !known.includes(timeFormat)) {
    throw notSupportedLocally(`TIMEFORMAT '${timeFormat}'; use 'auto', 'epochsecs' or 'epochmillisecs'`);
  }
}

const DATE = '(\\d{4})-(\\d{1,2})-(\\d{1,2})';
const TIME = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,6})\\d*)?)?';
const ZONE = '\\s*(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?';
const PLAIN = new RegExp(`^${DATE}(?: ${TIME})?${ZONE}$`);
/** What `auto` reads besides: the T of ISO 8601, other separators, no separators. */
const AUTO = new RegExp(`^${DATE}(?:[T ]${TIME})?${ZONE}$`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const SLASHED = new RegExp(`^(\\d{4})[/.](\\d{1,2})[/.](\\d{1,2})(?:[T ]${TIME})?${ZONE}$`, 'i');

/** A date as `YYYY-MM-DD`; undefined when ACCEPTANYDATE passes over an invalid one. */
export function dateValue(text: string, copy: CopyCommand): string | undefined {
  const value = text.trim();
  const isAuto = copy.dateFormat === 'auto';
  const match = read(value, isAuto);
  if (match && isDate(match)) return `${match[1]}-${two(match[2])}-${two(match[3])}`;
  if (copy.given.has('ACCEPTANYDATE')) return undefined;
  const short = !isAuto && value.length < 10;
  throw new RowError(
    LOAD_ERROR.date,
    short ? 'Invalid Date Format - length must be 10 or more' : 'Invalid date format',
  );
}

/** A timestamp as DuckDB reads it, with its offset; undefined as for a date. */
export function timestampValue(text: string, column: Column, copy: CopyCommand): string | undefined {
  const value = text.trim();
  const epoch = { epochsecs: 1_000_000n, epochmillisecs: 1000n }[copy.timeFormat ?? ''];
  const read = epoch === undefined ? fromText(value, column, copy) : fromEpoch(value, epoch);
  if (read !== undefined) return read;
  if (copy.given.has('ACCEPTANYDATE')) return undefined;
  const format = copy.timeFormat?.startsWith('epoch') ? copy.timeFormat : 'YYYY-MM-DD HH24:MI:SS';
  throw new RowError(LOAD_ERROR.timestamp, `Invalid timestamp format or value [${format}]`);
}

const CLOCK = new RegExp(`^${TIME}${ZONE}$`, 'i');

/** A time of day as DuckDB reads it; of a TIMETZ with its offset, UTC where it has none. */
export function clockValue(text: string, column: Column): string {
  const [match, hour = '', minute = '', second = '00', fraction = '', zone] = CLOCK.exec(text.trim()) ?? [];
  const hasZone = column.type.name === 'timetz';
  const isTime = match !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isTime || (zone !== undefined && !hasZone))
    throw new RowError(LOAD_ERROR.timestamp, 'Invalid time format or value');
  const isUtc = zone === undefined || /^(?:Z|UTC)$/i.test(zone);
  const offset = isUtc ? '+00' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return `${two(hour)}:${minute}:${second}.${fraction.padEnd(6, '0')}${hasZone ? offset : ''}`;
}

/** Whole seconds or milliseconds since the epoch. */
function fromEpoch(value: string, micros: bigint): string | undefined {
  if (!/^-?[0-9]{1,15}$/.test(value)) return undefined;
  const at = BigInt(value) * micros;
  const milliseconds = Number(at / 1000n);
  return Math.abs(milliseconds) < 8.64e15 ? `${new Date(milliseconds).toISOString().slice(0, -1)}+00` : undefined;
}

function fromText(value: string, column: Column, copy: CopyCommand): string | undefined {
  const match = read(value, copy.timeFormat === 'auto');
  if (!match || !isDate(match)) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const isUtc = zone === undefined || /^(?:Z|UTC|[+-]00(?::?00)?)$/i.test(zone);
  if (!isUtc && column.type.name === 'timestamp') {
    throw notSupportedLocally(`COPY of ${value} into a TIMESTAMP: it is not documented what becomes of the offset`);
  }
  const offset = zone === undefined ? '' : isUtc ? '+00' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}:${second}.${fraction.padEnd(6, '0')}${offset}`;
}

const read = (value: string, isAuto: boolean): RegExpExecArray | null =>
  isAuto ? (AUTO.exec(value) ?? COMPACT.exec(value) ?? SLASHED.exec(value)) : PLAIN.exec(value);

const two = (digits: string | undefined): string => (digits ?? '').padStart(2, '0');

function isDate([, year, month, day]: RegExpExecArray): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number(year) > 0 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
