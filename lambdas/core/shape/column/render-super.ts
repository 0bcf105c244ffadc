import { MAX_VARCHAR_BYTES } from '../../catalog/redshift-type';
import type { Value } from '../change';
import { RowFault } from '../row-fault';

const STRINGS = /"(?:[^"\\]|\\.)*"/g;

/**
 * A value as JSON for a SUPER column. A string within one holds at most 65,535 bytes:
 * https://docs.aws.amazon.com/redshift/latest/dg/limitations-super.html
 *
 * @throws RowFault
 */
export const renderSuper = (value: Exclude<Value, null>): string => {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(checked(value));
  if ('number' in value) return value.number;
  if (value.json.length > MAX_VARCHAR_BYTES / 4) {
    for (const [string] of value.json.matchAll(STRINGS)) {
      // Escapes only shorten: a string whose text is short enough needs no reading.
      if (Buffer.byteLength(string) - 2 > MAX_VARCHAR_BYTES) checked(JSON.parse(string) as string);
    }
  }
  return value.json;
};

const checked = (text: string): string => {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_VARCHAR_BYTES) throw new RowFault(`a string of ${bytes} bytes in super`);
  if (text.includes('\0')) throw new RowFault('a NUL character, which Redshift cannot hold');
  return text;
};
