import type { ShopColumn } from './shop-tables';

/** What Debezium writes for a column that the log does not have. */
export const UNAVAILABLE = '__debezium_unavailable_value';

/** A value as a topic without schemas has it: JSON's own types, and times as ISO 8601. */
export function plainJson({ kind }: ShopColumn, value: string): unknown {
  if (kind === 'integer' || kind === 'decimal') return Number(value);
  if (kind === 'boolean') return value === 'true';
  return kind === 'timestamptz' ? isoInstant(value) : value;
}

/** A value as Kafka Connect's schemas have it: decimals as bytes, dates and timestamps as counts since 1970. */
export function connectJson({ kind, scale = 0 }: ShopColumn, value: string): unknown {
  switch (kind) {
    case 'integer':
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'decimal':
      return unscaledBytes(value, scale).toString('base64');
    case 'date':
      return Date.parse(value) / 86_400_000;
    case 'timestamp':
      return microsOf(value);
    case 'timestamptz':
      return isoInstant(value);
    default:
      return value;
  }
}

/** The schema of such a value. */
export function connectSchema({ kind, scale = 0 }: ShopColumn): object {
  switch (kind) {
    case 'integer':
      return { type: 'int32' };
    case 'boolean':
      return { type: 'boolean' };
    case 'decimal': {
      const parameters = { scale: String(scale), 'connect.decimal.precision': '10' };
      return { type: 'bytes', name: 'org.apache.kafka.connect.data.Decimal', version: 1, parameters };
    }
    case 'date':
      return { type: 'int32', name: 'io.debezium.time.Date', version: 1 };
    case 'timestamp':
      return { type: 'int64', name: 'io.debezium.time.MicroTimestamp', version: 1 };
    case 'timestamptz':
      return { type: 'string', name: 'io.debezium.time.ZonedTimestamp', version: 1 };
    case 'json':
      return { type: 'string', name: 'io.debezium.data.Json', version: 1 };
    default:
      return { type: 'string' };
  }
}

/** The unscaled number in two's complement, big endian, in as few bytes as hold it. */
export function unscaledBytes(decimal: string, scale: number): Buffer {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(scale, '0'));
  const unscaled = decimal.startsWith('-') ? -digits : digits;
  let length = 1;
  while (BigInt.asIntN(8 * length, unscaled) !== unscaled) length++;
  const hex = BigInt.asUintN(8 * length, unscaled).toString(16);
  return Buffer.from(hex.padStart(2 * length, '0'), 'hex');
}

const isoInstant = (text: string): string => text.replace(' ', 'T').replace('+00', 'Z');

function microsOf(text: string): number {
  const [seconds = '', fraction = ''] = text.split('.');
  return Date.parse(`${seconds.replace(' ', 'T')}Z`) * 1_000 + Number(fraction.padEnd(6, '0'));
}
