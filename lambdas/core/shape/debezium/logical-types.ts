import type { Value } from '../change';
import { decimalType } from '../decimal-value';
import { JsonReader } from '../json/json-reader';
import { jsonText, scalarText } from '../row';
import { RowFault } from '../row-fault';
import { bytesOf, decimalText, ewkbHex } from './bytes';
import type { FieldSchema } from './field-schema';
import {
  type Convert,
  date,
  isoDate,
  isoTime,
  isoTimestamp,
  timeOfDay,
  timestamp,
  zonedTime,
  zonedTimestamp,
} from './time-value';

/** How a column's values are read. */
export interface ColumnReader {
  /** Its Redshift type; absent where only the values tell. `varchar` and `varbyte` stand without a length. */
  type?: string;
  convert: Convert;
}

const asIs: Convert = (value) => value;

const text: Convert = (value) => {
  const found = scalarText(value) ?? jsonText(value);
  return found ?? String(value);
};

const hex: Convert = (value) => {
  if (typeof value !== 'string') throw new RowFault('no base64');
  return bytesOf(value).toString('hex');
};

const json: Convert = (value) => (typeof value === 'string' ? reader.readValue(value) : value);
const reader = new JsonReader();

const members = (value: Value): Record<string, Value> => {
  const found = jsonText(value);
  if (found === undefined) throw new RowFault('no struct');
  return reader.readObject(found);
};

const geometry: Convert = (value) => {
  const { wkb, srid } = members(value);
  if (typeof wkb !== 'string') throw new RowFault('a geometry without WKB');
  const sridText = scalarText(srid);
  return ewkbHex(bytesOf(wkb), sridText === undefined ? undefined : Number(sridText));
};

const variableScaleDecimal: Convert = (value) => {
  const { scale, value: unscaled } = members(value);
  if (typeof unscaled !== 'string') throw new RowFault('a decimal without its value');
  return { number: decimalText(bytesOf(unscaled), scaleOf(scalarText(scale))) };
};

const scaleOf = (text: string | undefined): number => {
  if (text === undefined || !/^-?\d{1,5}$/.test(text)) throw new RowFault('a decimal without a scale');
  return Number(text);
};

const decimal = ({ parameters = {} }: FieldSchema): ColumnReader => {
  const scale = scaleOf(parameters.scale);
  const precision = parameters['connect.decimal.precision'];
  return {
    type: decimalType(precision === undefined ? undefined : Number(precision), scale),
    // decimal.format=NUMERIC writes numbers.
    convert: (value) => (typeof value === 'string' ? { number: decimalText(bytesOf(value), scale) } : value),
  };
};

const MILLIS = 1_000n;
const MICROS = 1_000_000n;
const NANOS = 1_000_000_000n;
const varchar: ColumnReader = { type: 'varchar', convert: text };
const geometryText: ColumnReader = { type: 'varchar', convert: geometry };

/** By the name of the logical type. Geometry is text: COPY takes it from CSV alone. */
const logical: Readonly<Record<string, ColumnReader | ((field: FieldSchema) => ColumnReader)>> = {
  'io.debezium.time.Date': { type: 'date', convert: date },
  'org.apache.kafka.connect.data.Date': { type: 'date', convert: date },
  'io.debezium.time.Time': { type: 'time', convert: timeOfDay(MILLIS) },
  'org.apache.kafka.connect.data.Time': { type: 'time', convert: timeOfDay(MILLIS) },
  'io.debezium.time.MicroTime': { type: 'time', convert: timeOfDay(MICROS) },
  'io.debezium.time.NanoTime': { type: 'time', convert: timeOfDay(NANOS) },
  'io.debezium.time.ZonedTime': { type: 'timetz', convert: zonedTime },
  'io.debezium.time.Timestamp': { type: 'timestamp', convert: timestamp(MILLIS) },
  'org.apache.kafka.connect.data.Timestamp': { type: 'timestamp', convert: timestamp(MILLIS) },
  'io.debezium.time.MicroTimestamp': { type: 'timestamp', convert: timestamp(MICROS) },
  'io.debezium.time.NanoTimestamp': { type: 'timestamp', convert: timestamp(NANOS) },
  'io.debezium.time.ZonedTimestamp': { type: 'timestamptz', convert: zonedTimestamp },
  'io.debezium.time.IsoDate': { type: 'date', convert: isoDate },
  'io.debezium.time.IsoTime': { type: 'time', convert: isoTime },
  'io.debezium.time.IsoTimestamp': { type: 'timestamp', convert: isoTimestamp },
  'io.debezium.time.Interval': varchar,
  'io.debezium.time.MicroDuration': { type: 'bigint', convert: asIs },
  'io.debezium.time.NanoDuration': { type: 'bigint', convert: asIs },
  'io.debezium.time.Year': { type: 'integer', convert: asIs },
  'org.apache.kafka.connect.data.Decimal': decimal,
  'io.debezium.data.VariableScaleDecimal': { convert: variableScaleDecimal },
  'io.debezium.data.Json': { type: 'super', convert: json },
  'io.debezium.data.Uuid': { type: 'varchar(36)', convert: text },
  'io.debezium.data.geometry.Geometry': geometryText,
  'io.debezium.data.geometry.Geography': geometryText,
  'io.debezium.data.geometry.Point': geometryText,
};

/** By the type of the wire, for fields without a logical type, or with one that only says more of it. */
const plain: Readonly<Record<string, ColumnReader>> = {
  int8: { type: 'smallint', convert: asIs },
  int16: { type: 'smallint', convert: asIs },
  int32: { type: 'integer', convert: asIs },
  int64: { type: 'bigint', convert: asIs },
  float: { type: 'real', convert: asIs },
  double: { type: 'double precision', convert: asIs },
  boolean: { type: 'boolean', convert: asIs },
  string: varchar,
  bytes: { type: 'varbyte', convert: hex },
  array: { type: 'super', convert: asIs },
  map: { type: 'super', convert: asIs },
  struct: { type: 'super', convert: asIs },
};

/** How the values of a field are read. @throws RowFault for a type that is unknown, whose numbers could mean anything */
export const columnReader = (field: FieldSchema): ColumnReader => {
  const { name = '', type } = field;
  const known = Object.hasOwn(logical, name) ? logical[name] : undefined;
  if (known !== undefined) return typeof known === 'function' ? known(field) : known;
  const reader = Object.hasOwn(plain, type) ? plain[type] : undefined;
  const isNumber = /^(int|float|double|bytes)/.test(type) && /^(io\.debezium\.time|org\.apache\.kafka)\./.test(name);
  if (reader === undefined || isNumber) throw new RowFault(`the type ${JSON.stringify(name || type)} is unknown`);
  return reader;
};
