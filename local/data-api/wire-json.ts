import type { EngineField } from '../redshift/engine';

/**
 * JSON as awsJson1_1 wants it: bigint as its exact digits, bytes as base64, no `undefined` members.
 * `JSON.stringify` would refuse a bigint, and a double would lose 2^53 + 1.
 */
export function toJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof RawJson) return value.text;
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members: string[] = [];
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) members.push(`${JSON.stringify(key)}:${toJson(member)}`);
    }
    return `{${members.join(',')}}`;
  }
  // awsJson1_1 writes the doubles that JSON lacks as strings.
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${Number.isNaN(value) ? 'NaN' : value}"`;
  if (Object.is(value, -0)) return '-0.0'; // JSON.stringify would drop the sign
  return JSON.stringify(value ?? null);
}

/** JSON that is already text: a page of records. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** Size of a value in the database's answer, in bytes. */
export function fieldBytes(field: EngineField): number {
  if ('stringValue' in field) return Buffer.byteLength(field.stringValue);
  if ('blobValue' in field) return field.blobValue.byteLength;
  if ('booleanValue' in field) return 1;
  return 'isNull' in field ? 0 : 8;
}

/** Milliseconds as the wire's epoch seconds. */
export const epochSeconds = (ms: number): number => ms / 1000;
