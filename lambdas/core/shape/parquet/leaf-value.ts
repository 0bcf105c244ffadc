import { isUtf8 } from 'node:buffer';
import type { SchemaElement } from 'hyparquet';
import { ObjectUnreadable } from '../../errors';
import type { Value } from '../change';
import { decimalType, scaledText } from '../decimal-value';
import { JsonReader } from '../json/json-reader';
import { asBuffer } from '../raw-record';
import { RowFault } from '../row-fault';
import { floatText, halfFloat, realText } from './float-text';
import { date, interval, type LeafTime, TIMES, timeOfDay, timestamp } from './leaf-time';

/** How the values of a leaf are read. */
export interface LeafReader {
  /** Its Redshift type; absent where there are no values. `varchar` and `varbyte` stand without a length. */
  type?: string;
  /**
   * @param raw as the decoder gives it without logical types: boolean, number (INT32, FLOAT, DOUBLE), bigint (INT64, and
   *   INT96 as nanoseconds since 1970) or Uint8Array
   * @throws RowFault for a value that its type does not have
   */
  read(raw: never): Value;
}

type Physical = NonNullable<SchemaElement['type']>;

const integer = (type: string): LeafReader => ({ type, read: (raw: number | bigint) => ({ number: String(raw) }) });
const unsigned = (bits: number): LeafReader => ({
  type: bits <= 8 ? 'smallint' : bits === 16 ? 'integer' : bits === 32 ? 'bigint' : 'numeric(20,0)',
  read: (raw: number | bigint) => ({ number: String(BigInt.asUintN(bits, BigInt(raw))) }),
});
const signed = (bits: number): LeafReader => integer(bits <= 16 ? 'smallint' : bits === 32 ? 'integer' : 'bigint');

const textOf = (raw: Uint8Array): string => {
  const bytes = asBuffer(raw);
  if (!isUtf8(bytes)) throw new RowFault('bytes that are not UTF-8');
  const text = bytes.toString();
  if (text.includes('\0')) throw new RowFault('a NUL character, which Redshift cannot hold');
  return text;
};
const text: LeafReader = { type: 'varchar', read: textOf };

const hexOf = (raw: Uint8Array): string => asBuffer(raw).toString('hex');
const bytes: LeafReader = { type: 'varbyte', read: hexOf };
/** WKB. Of geometry Redshift reads text, and COPY from CSV alone. */
const geometry: LeafReader = { type: 'varchar', read: hexOf };

const jsonReader = new JsonReader();
const json: LeafReader = { type: 'super', read: (raw: Uint8Array) => jsonReader.readValue(textOf(raw)) };

const uuid: LeafReader = {
  type: 'varchar(36)',
  read: (raw: Uint8Array) => hexOf(raw).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
};

const decimal = (precision: number | undefined, scale = 0): LeafReader => ({
  type: decimalType(precision, scale),
  read: (raw: number | bigint | Uint8Array) => ({
    number: scaledText(raw instanceof Uint8Array ? twosComplement(raw) : BigInt(raw), scale),
  }),
});

const twosComplement = (raw: Uint8Array): bigint => {
  if (raw.length === 0) throw new RowFault('a decimal without bytes');
  return BigInt.asIntN(8 * raw.length, BigInt(`0x${hexOf(raw)}`));
};

const time = (of: (unit: LeafTime) => LeafReader, unit: string): LeafReader => of(TIMES[unit as keyof typeof TIMES]);

/** By the type of the storage, where no logical type stands. INT96 has times of day and a Julian day, and says no zone. */
const PLAIN: Readonly<Record<Physical, LeafReader>> = {
  BOOLEAN: { type: 'boolean', read: (raw: boolean) => raw },
  INT32: signed(32),
  INT64: signed(64),
  INT96: timestamp('unsaid')(TIMES.NANOS),
  FLOAT: { type: 'real', read: realText },
  DOUBLE: { type: 'double precision', read: floatText },
  BYTE_ARRAY: bytes,
  FIXED_LEN_BYTE_ARRAY: bytes,
};

/** By the older annotations, which say nothing of zones. */
const CONVERTED: Readonly<Record<string, LeafReader>> = {
  UTF8: text,
  ENUM: text,
  JSON: json,
  BSON: bytes,
  DATE: date,
  TIME_MILLIS: timeOfDay(TIMES.MILLIS),
  TIME_MICROS: timeOfDay(TIMES.MICROS),
  TIMESTAMP_MILLIS: timestamp('unsaid')(TIMES.MILLIS),
  TIMESTAMP_MICROS: timestamp('unsaid')(TIMES.MICROS),
  INTERVAL: interval,
  INT_8: signed(8),
  INT_16: signed(16),
  INT_32: signed(32),
  INT_64: signed(64),
  UINT_8: unsigned(8),
  UINT_16: unsigned(16),
  UINT_32: unsigned(32),
  UINT_64: unsigned(64),
};

/** @throws ObjectUnreadable for a type whose values nobody can tell */
export const leafReader = ({ type, logical_type, converted_type, precision, scale }: SchemaElement): LeafReader => {
  switch (logical_type?.type) {
    case 'STRING':
    case 'ENUM':
      return text;
    case 'JSON':
      return json;
    case 'BSON':
      return bytes;
    case 'UUID':
      return uuid;
    case 'DATE':
      return date;
    case 'INTERVAL':
      return interval;
    case 'GEOMETRY':
    case 'GEOGRAPHY':
      return geometry;
    case 'FLOAT16':
      return { type: 'real', read: (raw: Uint8Array) => floatText(halfFloat(raw)) };
    // All its values are NULL.
    case 'NULL':
      return { read: () => null };
    case 'DECIMAL':
      return decimal(logical_type.precision, logical_type.scale);
    case 'TIME':
      return time(timeOfDay, logical_type.unit);
    case 'TIMESTAMP':
      return time(timestamp(logical_type.isAdjustedToUTC ? 'utc' : 'none'), logical_type.unit);
    case 'INTEGER':
      return logical_type.isSigned ? signed(logical_type.bitWidth) : unsigned(logical_type.bitWidth);
    case undefined:
      break;
    default:
      throw new ObjectUnreadable(`Parquet's type ${logical_type?.type} is not supported`);
  }
  if (logical_type !== undefined) throw new ObjectUnreadable('a logical type that is not known');
  if (converted_type === 'DECIMAL') return decimal(precision, scale);
  const reader = converted_type === undefined ? type && PLAIN[type] : CONVERTED[converted_type];
  if (reader === undefined) throw new ObjectUnreadable(`Parquet's type ${converted_type ?? type} is not supported`);
  return reader;
};
