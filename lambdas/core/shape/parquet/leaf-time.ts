import { asBuffer } from '../raw-record';
import { RowFault } from '../row-fault';
import { clockText, dayText, instantOf } from '../time-text';
import type { LeafReader } from './leaf-value';

/** What times count, by units in a second. */
export interface LeafTime {
  perSecond: bigint;
}

export const TIMES = {
  MILLIS: { perSecond: 1_000n },
  MICROS: { perSecond: 1_000_000n },
  NANOS: { perSecond: 1_000_000_000n },
} as const;

const DAY_SECONDS = 86_400n;

const orOutside = (text: string | undefined): string => {
  if (text === undefined) throw new RowFault('a time outside the years 1 to 9999');
  return text;
};

/** Parts of a microsecond, which Redshift does not have: with them the value fits no time, and is not cut in silence. */
const nanosOf = (units: bigint, { perSecond }: LeafTime): string => {
  if (perSecond !== TIMES.NANOS.perSecond) return '';
  const nanos = ((units % 1_000n) + 1_000n) % 1_000n;
  return nanos === 0n ? '' : String(nanos).padStart(3, '0');
};

/** Days since 1970. */
export const date: LeafReader = { type: 'date', read: (raw: number) => orOutside(dayText(raw)) };

/** A time of day. Whether it is in UTC says nothing: writers set it for times without a zone. */
export const timeOfDay = (unit: LeafTime): LeafReader => ({
  type: 'time',
  read: (raw: number | bigint) => {
    const units = BigInt(raw);
    const text = units < 0n ? undefined : clockText(Number((units * 1_000_000n) / unit.perSecond));
    if (text === undefined || units > DAY_SECONDS * unit.perSecond) throw new RowFault('no time of day');
    return text + nanosOf(units, unit);
  },
});

/**
 * A time since 1970. `utc`: an instant; `none`: of a clock on some wall. `unsaid`: older files, by whose rules it is an
 * instant, and which hold clock times often: the column is a TIMESTAMP, and its values fit TIMESTAMPTZ too.
 */
export const timestamp =
  (zone: 'utc' | 'none' | 'unsaid') =>
  (unit: LeafTime): LeafReader => ({
    type: zone === 'utc' ? 'timestamptz' : 'timestamp',
    read: (raw: bigint) =>
      orOutside(instantOf(raw, unit.perSecond)) + nanosOf(raw, unit) + (zone === 'none' ? '' : '+00'),
  });

/** Months, days and milliseconds, as ISO 8601 has them. */
export const interval: LeafReader = {
  type: 'varchar',
  read: (raw: Uint8Array) => {
    const bytes = asBuffer(raw);
    if (bytes.length !== 12) throw new RowFault('an interval that is not of 12 bytes');
    const [months, days, millis] = [0, 4, 8].map((at) => bytes.readUInt32LE(at)) as [number, number, number];
    return `P${months}M${days}DT${millis / 1_000}S`;
  },
};
