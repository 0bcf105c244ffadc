import type { DuckDBValue } from '@duckdb/node-api';
import type { EngineField } from '../engine';
import type { RsType } from '../types';
import { formatDate, formatInterval, formatTime, formatTimestamp, zoneOffset } from './time-format';

/** Turns one DuckDB value into a Data API field, printed as Redshift prints its type. */
export type FieldFormatter = (value: DuckDBValue) => EngineField;

const text =
  (format: (value: never) => string): FieldFormatter =>
  (value) =>
    value === null ? { isNull: true } : { stringValue: format(value as never) };

interface Micros {
  micros: bigint;
}

const hex = (value: { bytes: Uint8Array }): string => Buffer.from(value.bytes).toString('hex');

/**
 * The formatter for a type. A float4 is given at its own shortest digits, so that 0.1 stays 0.1. NaN and the infinities
 * stay doubles: how the Data API prints them is not documented.
 */
export function fieldFormatter(type: RsType, timezone: string): FieldFormatter {
  switch (type.name) {
    case 'int2':
    case 'int4':
    case 'int8':
    case 'oid':
      return (value) => (value === null ? { isNull: true } : { longValue: BigInt(value as bigint | number) });
    case 'float4':
      return (value) => (value === null ? { isNull: true } : { doubleValue: shortestFloat(value as number) });
    case 'float8':
      return (value) => (value === null ? { isNull: true } : { doubleValue: Number(value) });
    case 'bool':
      return (value) => (value === null ? { isNull: true } : { booleanValue: value as boolean });
    case 'bpchar':
      return text((value: string) => (type.length === undefined ? value : padBytes(value, type.length)));
    case 'numeric':
      return text((value: { toString(): string }) => value.toString());
    case 'date':
      return text((value: { days: number }) => formatDate(value.days));
    case 'timestamp':
      return text((value: Micros) => formatTimestamp(value.micros));
    case 'timestamptz':
      return text((value: Micros) => {
        const offset = zoneOffset(value.micros, timezone);
        return formatTimestamp(value.micros + BigInt(offset.seconds) * 1_000_000n) + offset.text;
      });
    case 'time':
      return text((value: Micros) => formatTime(value.micros));
    case 'timetz':
      return text((value: Micros & { offset: number }) => formatTime(value.micros) + offsetText(value.offset));
    case 'intervaly2m':
    case 'intervald2s':
      return text((value: { months: number; days: number; micros: bigint }) => formatInterval(type.name, value));
    case 'varbyte':
      return text(hex);
    case 'geometry':
    case 'geography':
      return text((value: { bytes: Uint8Array }) => hex(value).toUpperCase());
    case '_int2':
    case '_text':
      return text((value: { items: readonly DuckDBValue[] }) => `{${value.items.map(String).join(',')}}`);
    default:
      return text((value: DuckDBValue) => String(value));
  }
}

function shortestFloat(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value; // digits would drop the sign of -0
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}

/** CHAR(n) is printed with its trailing blanks; n counts bytes. */
const padBytes = (value: string, length: number): string =>
  value + ' '.repeat(Math.max(0, length - Buffer.byteLength(value)));

function offsetText(seconds: number): string {
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  const rest = minutes % 60;
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${hours}${rest > 0 ? `:${String(rest).padStart(2, '0')}` : ''}`;
}
